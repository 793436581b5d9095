#!/usr/bin/env python3
"""Times commands on a quiet machine and while other programs keep its cores busy, and prints how many times as long they take then.

    python3 Benchmarks/busy.py [--loops 0,1,2] [--rounds 3] COMMAND [COMMAND...]

Each command is one argument, run by the shell. A busy loop is a shell that counts and does nothing else, so that two of
them are all that two cores can do. In each round all commands run in turn with every number of loops; the figures are
medians. What has to be loaded counts as well: let a command work for some seconds.
"""

import argparse
import statistics
import subprocess
import sys
import time

LOOP = ["sh", "-c", "while :; do :; done"]


def seconds(command):
    start = time.monotonic()
    done = subprocess.run(command, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode:
        sys.exit(f"The command failed: {command}\n{done.stderr}")
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="+", metavar="COMMAND")
    parser.add_argument("--loops", default="0,1,2", help="numbers of busy loops, the first of which the others are compared with")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    numbers = [int(number) for number in arguments.loops.split(",")]
    times = {}
    for _ in range(arguments.rounds):
        for number in numbers:
            loops = [subprocess.Popen(LOOP) for _ in range(number)]
            try:
                for command in arguments.commands:
                    times.setdefault((command, number), []).append(seconds(command))
            finally:
                for loop in loops:
                    loop.kill()
                    loop.wait()
    for command in arguments.commands:
        medians = [statistics.median(times[command, number]) for number in numbers]
        figures = ", ".join(f"{number} loops {median:.2f} s ({median / medians[0]:.2f})" for number, median in zip(numbers, medians))
        print(f"{figures}: {command}", flush=True)


if __name__ == "__main__":
    main()
