"""Loads the official package `qwen-tts` 0.1.1 for deterministic arithmetic: CPU, fp32, two threads.

`ORACLE_THREADS` changes the number of threads; `ORACLE_ATTENTION` the implementation of attention.
"""

import contextlib
import io
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "shim"))
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import torch  # noqa: E402

torch.set_num_threads(int(os.environ.get("ORACLE_THREADS", "2")))
torch.use_deterministic_algorithms(True, warn_only=True)

with contextlib.redirect_stdout(io.StringIO()):  # the package prints a banner about flash attention
    from qwen_tts import Qwen3TTSModel
    from qwen_tts.core.models.modeling_qwen3_tts import mel_spectrogram


def load(checkpoint, dtype=torch.float32, attention=os.environ.get("ORACLE_ATTENTION")):
    """The wrapper object of the official package, in evaluation mode."""
    options = {"attn_implementation": attention} if attention else {}
    wrapper = Qwen3TTSModel.from_pretrained(str(checkpoint), dtype=dtype, **options)
    wrapper.model.eval()
    return wrapper


def tokenize(wrapper, text):
    """Ids [1, n] of the assistant's turn: the role (3 tokens), the text, the tail (5 tokens)."""
    return wrapper._tokenize_texts([wrapper._build_assistant_text(text)])[0]


def mel(wave):
    """The speaker encoder's input [1, frames, 128] for a waveform at 24 kHz."""
    return mel_spectrogram(
        torch.from_numpy(wave).unsqueeze(0), n_fft=1024, num_mels=128, sampling_rate=24000, hop_size=256,
        win_size=1024, fmin=0, fmax=12000,
    ).transpose(1, 2)
