#!/usr/bin/env python3
"""Compares a training step of this package with the official model code in Python, and prints their ratio.

    python3 Benchmarks/train_step.py [--size tiny|small|0.6b] [--rounds 3] [--steps N]

Both sides run in turn, in one go, on the same checkpoint (random weights), the same batch, two threads, fp32, the text
embedding frozen. The Python side is Scripts/reference/train_baseline.py: the official modules, the losses corrected,
torch.optim.AdamW as it comes. The first losses are compared as well: a step that computes something else does not count.
Needs the virtual environment of Scripts/fixtures.py (or FIXTURES_PYTHON) and a release build: make build.
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
SHAPES = {
    "tiny": dict(batch=2, text=48, frames=96, warmup=5, steps=40),
    "small": dict(batch=2, text=48, frames=96, warmup=2, steps=10),
    "0.6b": dict(batch=1, text=24, frames=50, warmup=1, steps=3),
}


def run(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=REFERENCE).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SHAPES, default="tiny")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs")
    parser.add_argument("--steps", type=int, help="timed steps of each run")
    arguments = parser.parse_args()
    shape = SHAPES[arguments.size]
    steps = arguments.steps or shape["steps"]
    python = os.environ.get("FIXTURES_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
    work = ROOT / ".dependencies" / "benchmarks"
    work.mkdir(parents=True, exist_ok=True)
    checkpoint, batch = work / f"{arguments.size}-s1", work / f"{arguments.size}.batch.safetensors"
    if not (checkpoint / "oracle_info.json").exists():
        subprocess.run([python, "make_checkpoint.py", "--size", arguments.size, "--seed", "1", "--out", str(checkpoint)],
                       check=True, cwd=REFERENCE, stdout=subprocess.DEVNULL)

    timing = ["--warmup", str(shape["warmup"]), "--steps", str(steps), "--threads", "2", "--freeze-text-embedding"]
    theirs = [python, "train_baseline.py", str(checkpoint), "--batch", str(shape["batch"]), "--text", str(shape["text"]),
              "--frames", str(shape["frames"]), "--save-batch", str(batch), *timing]
    ours = [str(ROOT / ".build" / "release" / "train-step"), str(checkpoint), str(batch), *timing]
    results = {"python": [], "swift": []}
    for number in range(arguments.rounds):
        for name, command in (("python", theirs), ("swift", ours)):
            result = run(command)
            results[name].append(result)
            print(f"round {number + 1}, {name}: step {result['seconds']['step']['median']:.4f} s "
                  + " ".join(f"{phase} {result['seconds'][phase]['median']:.4f}"
                             for phase in ("forward", "backward", "clip", "optimizer"))
                  + f", peak {result['peak_rss_bytes'] / 1e9:.2f} GB, loss {result['loss_first']:.6f}", flush=True)

    first = [results[name][0]["loss_first"] for name in results]
    if abs(first[0] - first[1]) > 1e-4 * abs(first[0]):
        sys.exit(f"The first losses differ: {first}. The two sides do not compute the same.")
    median = {name: statistics.median(run["seconds"]["step"]["median"] for run in runs) for name, runs in results.items()}
    frames = shape["batch"] * shape["frames"]
    print(f"\n{arguments.size}: {frames} frames a step; official Python {frames / median['python']:.1f} frames/s, "
          f"this package {frames / median['swift']:.1f} frames/s: {median['python'] / median['swift']:.2f} times as fast; "
          f"peak memory {max(r['peak_rss_bytes'] for r in results['python']) / 1e9:.2f} GB and "
          f"{max(r['peak_rss_bytes'] for r in results['swift']) / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
