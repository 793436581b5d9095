#!/usr/bin/env python3
"""Compares generation by this package with the official package in Python, and prints their ratios.

    python3 Benchmarks/generation.py [--size tiny|small|0.6b] [--rounds 3]

Both sides run in turn, in one go, on the same checkpoint (random weights), the same prompts, two threads, greedy, and
must say the same codes. The official package speaks in fp32, one utterance at a time; ours with fp32 weights, with
bf16 weights (the same file read as it is; for tiny and small a rounded copy, whose codes differ) and with int8 weights
(whose codes may differ), one utterance at a time, and eight at a time.
Needs the virtual environment of Scripts/fixtures.py (or FIXTURES_PYTHON) and a release build:
make build && swift build -c release --product generation
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
SHAPES = {"tiny": dict(text=24, frames=96), "small": dict(text=24, frames=64), "0.6b": dict(text=24, frames=24)}


def run(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=REFERENCE).stdout)


def agreement(theirs, ours):
    """The share of frames that are equal, from the first on, in each utterance."""
    equal = total = 0
    for mine, other in zip(theirs, ours):
        same = next((i for i, (a, b) in enumerate(zip(mine, other)) if a != b), min(len(mine), len(other)))
        equal, total = equal + same, total + max(len(mine), len(other))
    return equal / total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SHAPES, default="tiny")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs")
    arguments = parser.parse_args()
    shape = SHAPES[arguments.size]
    python = os.environ.get("FIXTURES_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
    work = ROOT / ".dependencies" / "benchmarks"
    work.mkdir(parents=True, exist_ok=True)
    checkpoint, prompts = work / f"{arguments.size}-s1", work / f"{arguments.size}.prompts.safetensors"
    if not (checkpoint / "oracle_info.json").exists():
        subprocess.run([python, "make_checkpoint.py", "--size", arguments.size, "--seed", "1", "--out", str(checkpoint)],
                       check=True, cwd=REFERENCE, stdout=subprocess.DEVNULL)

    lengths = ["--text", str(shape["text"]), "--frames", str(shape["frames"]), "--rounds", "1"]
    subprocess.run([python, "generate_baseline.py", str(checkpoint), "--text", str(shape["text"]), "--frames", "2",
                    "--utterances", "8", "--rounds", "1", "--save-prompts", str(prompts)],
                   check=True, cwd=REFERENCE, stdout=subprocess.DEVNULL)
    theirs = [python, "generate_baseline.py", str(checkpoint), *lengths]
    ours = [str(ROOT / ".build" / "release" / "generation"), str(checkpoint), str(prompts), *lengths[2:]]
    sides = {
        "official, fp32": theirs,
        "ours, fp32": [*ours, "--weights", "float32"],
        "ours, bf16 weights": [*ours, "--weights", "bfloat16"],
        "ours, int8 weights": [*ours, "--weights", "int8"],
        "ours, fp32, batch 8": [*ours, "--weights", "float32", "--utterances", "8", "--batch", "8"],
        "ours, bf16 weights, batch 8": [*ours, "--weights", "bfloat16", "--utterances", "8", "--batch", "8"],
    }
    results = {name: [] for name in sides}
    for number in range(arguments.rounds):
        for name, command in sides.items():
            results[name].append(run(command))
            print(f"round {number + 1}, {name}: {results[name][-1]['frames_per_second']:.2f} frames/s, "
                  f"peak {results[name][-1]['peak_rss_bytes'] / 1e9:.2f} GB", flush=True)

    speed = {name: statistics.median(run["frames_per_second"] for run in runs) for name, runs in results.items()}
    official = results["official, fp32"][0]
    print(f"\n{arguments.size}, {official['frames']} frames an utterance:")
    for name in sides:
        same = agreement(official["codes"], results[name][0]["codes"])
        print(f"  {name}: {speed[name]:.2f} frames/s, {speed[name] / speed['official, fp32']:.2f} times as fast, "
              f"{same:.0%} of the first utterance's frames the same")
    exact = "ours, fp32" if arguments.size != "0.6b" else "ours, bf16 weights"
    if official["codes"][0] != results["ours, fp32"][0]["codes"][0] or official["codes"][0] != results[exact][0]["codes"][0]:
        sys.exit("The codes differ: the two sides do not compute the same.")


if __name__ == "__main__":
    main()
