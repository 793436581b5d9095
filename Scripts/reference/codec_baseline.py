#!/usr/bin/env python3
"""Times the official speech tokenizer: the baseline of ours.

    codec_baseline.py CHECKPOINT [--seconds 10] [--repeats 3] [--warmup 1] [--threads 2]
                      [--save-inputs FILE] [--save-outputs FILE]

fp32, on the CPU, through the package's own `encode` and `decode`. The waveform is noise with a voice's slope, and the codes
are drawn at random, both from a fixed seed. Prints one JSON object; seconds are the median and the minimum of the repeats.
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--seconds", type=float, default=10, help="of audio")
    parser.add_argument("--warmup", type=int, default=1, help="repeats that are not timed")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-inputs", help="a safetensors file for the waveform and the codes")
    parser.add_argument("--save-outputs", help="a safetensors file for what comes out")
    return parser.parse_args()


arguments = parse()
os.environ["ORACLE_THREADS"] = str(arguments.threads)

import official  # noqa: E402, F401
import torch  # noqa: E402
from qwen_tts import Qwen3TTSTokenizer  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

# Not for a benchmark: the deterministic kernels may be slower ones.
torch.use_deterministic_algorithms(False)


def draw(tokenizer):
    config = tokenizer.model.config
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(int(arguments.seconds * 24000), generator=generator)
    wave = torch.nn.functional.conv1d(noise.view(1, 1, -1), torch.ones(1, 1, 32) / 32, padding="same").flatten() * 0.5
    frames = -(-len(wave) // 1920)
    decoder = config.decoder_config
    codes = torch.randint(0, decoder.codebook_size, (frames, decoder.num_quantizers), generator=generator)
    return wave.contiguous(), codes


def main():
    tokenizer = Qwen3TTSTokenizer.from_pretrained(str(pathlib.Path(arguments.checkpoint) / "speech_tokenizer"))
    wave, codes = draw(tokenizer)
    if arguments.save_inputs:
        save_file({"wav": wave, "codes": codes}, arguments.save_inputs)
    samples, times = wave.numpy(), {"encode": [], "decode": []}
    for number in range(arguments.warmup + arguments.repeats):
        start = time.perf_counter()
        encoded = tokenizer.encode(samples, sr=24000)["audio_codes"][0]
        middle = time.perf_counter()
        decoded = tokenizer.decode([{"audio_codes": codes}])[0][0]
        end = time.perf_counter()
        if number >= arguments.warmup:
            times["encode"].append(middle - start)
            times["decode"].append(end - middle)
    if arguments.save_outputs:
        save_file({"codes": encoded.contiguous(), "wav": torch.from_numpy(decoded).contiguous()}, arguments.save_outputs)
    print(json.dumps({
        "audio_seconds": len(wave) / 24000,
        "seconds": {name: {"median": statistics.median(values), "min": min(values)} for name, values in times.items()},
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }))


if __name__ == "__main__":
    main()
