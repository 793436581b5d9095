#!/usr/bin/env python3
"""Writes a complete Qwen3-TTS checkpoint in the official layout, with random weights.

    make_checkpoint.py --size {tiny,small,0.6b,1.7b} --seed N --out FOLDER [--type base|custom_voice]
                       [--dtype float32|bfloat16] [--override config.a.b=JSON ...] [--no-speech-tokenizer]

config.json, generation_config.json, preprocessor_config.json, model.safetensors, vocab.json, merges.txt,
tokenizer_config.json and the same for speech_tokenizer/; oracle_info.json says how it was made. Deterministic for one
version of torch.
"""

import argparse
import copy
import json
import pathlib

import official  # noqa: F401  (before transformers: sets the environment)
import torch
from checkpoint_config import FEATURE_EXTRACTOR, GENERATION, PROCESSOR, SIZES, build_configs
from qwen_tts.core import Qwen3TTSTokenizerV2Config, Qwen3TTSTokenizerV2Model
from qwen_tts.core.models import Qwen3TTSConfig, Qwen3TTSForConditionalGeneration
from random_weights import calibrate, randomize
from safetensors.torch import save_file
from text_tokenizer import write_tokenizer
from transformers import Qwen2TokenizerFast
from transformers.modeling_utils import no_init_weights


def override(configs, assignment):
    """Sets the value at a path such as config.talker_config.hidden_size=80."""
    path, value = assignment.split("=", 1)
    *parents, last = path.split(".")
    for key in parents:
        configs = configs[key]
    configs[last] = json.loads(value)


def save(module, path, dtype=None):
    tensors = {name: tensor.detach().to(dtype or tensor.dtype).contiguous()
               for name, tensor in module.state_dict().items()}
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)
    return dict(n_params=sum(tensor.numel() for tensor in tensors.values()), n_tensors=len(tensors))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=list(SIZES), required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--type", choices=["base", "custom_voice"], default="base")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], help="default: float32; bfloat16 for 0.6b and 1.7b")
    parser.add_argument("--override", action="append", default=[], metavar="PATH=JSON",
                        help="a value below 'config' or 'speech', set before the weights are made")
    parser.add_argument("--no-speech-tokenizer", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out

    config, speech_config, tokens = build_configs(arguments.size, arguments.type)
    for assignment in arguments.override:
        override(dict(config=config, speech=speech_config), assignment)
    real_size = arguments.size in ("0.6b", "1.7b")
    dtype = getattr(torch, arguments.dtype or ("bfloat16" if real_size else "float32"))
    config["dtype"] = str(dtype).split(".")[1]

    (out / "speech_tokenizer").mkdir(parents=True, exist_ok=True)

    def write(value, name):
        (out / name).write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")

    write_tokenizer(out, tokens)
    (config["assistant_token_id"],) = Qwen2TokenizerFast.from_pretrained(out)("assistant")["input_ids"]
    write(config, "config.json")
    write(GENERATION, "generation_config.json")
    write(PROCESSOR, "preprocessor_config.json")
    write(speech_config, "speech_tokenizer/config.json")
    write(FEATURE_EXTRACTOR, "speech_tokenizer/preprocessor_config.json")

    default = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    with no_init_weights():
        model = Qwen3TTSForConditionalGeneration(Qwen3TTSConfig(**copy.deepcopy(config)))
    torch.set_default_dtype(default)
    randomize(model, arguments.seed)
    with torch.no_grad():  # the end can be reached, but not at once
        model.talker.codec_head.weight[config["talker_config"]["codec_eos_token_id"]] *= 1.25
    info = dict(size=arguments.size, seed=arguments.seed, type=arguments.type, dtype=str(dtype),
                overrides=arguments.override, **save(model, out / "model.safetensors", dtype),
                torch=torch.__version__)
    del model
    if not arguments.no_speech_tokenizer:
        with no_init_weights():
            speech = Qwen3TTSTokenizerV2Model(Qwen3TTSTokenizerV2Config(**copy.deepcopy(speech_config))).float().eval()
        randomize(speech, arguments.seed + 1)
        info["speech"] = calibrate(speech, arguments.seed)
        info["speech"] |= save(speech, out / "speech_tokenizer/model.safetensors")
    write(info, "oracle_info.json")
    print(json.dumps(info))


if __name__ == "__main__":
    main()
