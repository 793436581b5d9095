#!/usr/bin/env python3
"""Compares encoding and decoding of speech by this package with the official package in Python, and prints the ratios.

    python3 Benchmarks/codec.py [--size tiny|small|0.6b] [--seconds 10] [--rounds 3] [--repeats 3] [--checkpoint DIR]

Both sides run in turn, in one go, on the same speech tokenizer (random weights; that of 0.6b has the official sizes), the
same waveform and codes, two threads, fp32. What comes out is compared as well: codes have to be equal, and samples agree
to within 5e-4 of their root mean square.
Needs the virtual environment of Scripts/fixtures.py (or FIXTURES_PYTHON) and a release build: make build (or CODEC_SPEED,
the path of the program).
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "Scripts" / "reference"
COMPARISON = """
import sys
from safetensors.torch import load_file
theirs, ours = (load_file(path) for path in sys.argv[1:])
assert theirs["codes"].shape == ours["codes"].shape, (theirs["codes"].shape, ours["codes"].shape)
assert theirs["wav"].shape == ours["wav"].shape, (theirs["wav"].shape, ours["wav"].shape)
print(int((theirs["codes"] != ours["codes"]).sum()), theirs["codes"].numel(),
      float((theirs["wav"] - ours["wav"]).abs().max() / theirs["wav"].square().mean().sqrt()))
"""


def output(command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, cwd=REFERENCE).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["tiny", "small", "0.6b"], default="tiny")
    parser.add_argument("--checkpoint", type=pathlib.Path, help="another checkpoint than the one that is made for the size")
    parser.add_argument("--seconds", type=float, default=10, help="of audio, at most 24: then the official side takes windows")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs")
    parser.add_argument("--repeats", type=int, default=3, help="timed repeats of each run")
    arguments = parser.parse_args()
    python = os.environ.get("FIXTURES_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
    program = os.environ.get("CODEC_SPEED", str(ROOT / ".build" / "release" / "codec-speed"))
    work = ROOT / ".dependencies" / "benchmarks"
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = (arguments.checkpoint or work / f"{arguments.size}-s1").resolve()
    if not (checkpoint / "speech_tokenizer" / "config.json").exists():
        output([python, "make_checkpoint.py", "--size", arguments.size, "--seed", "1", "--out", checkpoint])

    inputs, theirs, ours = (work / f"codec.{name}.safetensors" for name in ("inputs", "official", "ours"))
    timing = ["--repeats", arguments.repeats, "--warmup", 1, "--threads", 2]
    commands = {
        "python": [python, "codec_baseline.py", checkpoint, "--seconds", arguments.seconds, "--save-inputs", inputs,
                   "--save-outputs", theirs, *timing],
        "swift": [program, checkpoint, inputs, "--save-outputs", ours, *timing],
    }
    results = {name: [] for name in commands}
    for number in range(arguments.rounds):
        for name, command in commands.items():
            result = json.loads(output(command))
            results[name].append(result)
            print(f"round {number + 1}, {name}: "
                  + ", ".join(f"{part} {result['seconds'][part]['median']:.3f} s" for part in ("encode", "decode"))
                  + f", peak {result['peak_rss_bytes'] / 1e9:.2f} GB", flush=True)

    different, count, error = output([python, "-c", COMPARISON, theirs, ours]).split()
    print(f"\n{different} of {count} codes differ; samples differ by at most {float(error):.1e} of their root mean square")
    for part in ("encode", "decode"):
        median = {name: statistics.median(run["seconds"][part]["median"] for run in runs) for name, runs in results.items()}
        audio = results["swift"][0]["audio_seconds"]
        print(f"{part} {audio:.1f} s of audio ({arguments.size}): official Python {median['python']:.3f} s, this package "
              f"{median['swift']:.3f} s: {median['python'] / median['swift']:.2f} times as fast")
    if int(different) or not float(error) < 5e-4:
        sys.exit("The two sides do not compute the same.")


if __name__ == "__main__":
    main()
