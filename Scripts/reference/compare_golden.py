#!/usr/bin/env python3
"""Compares a file of tensors with a golden one, by name: compare_golden.py GOLDEN OTHER [--rtol-rms 1e-4] [--only REGEX]

Integers must be equal. For floats it reports max |a - b| over the root mean square of the golden tensor, the worst of
each group. Exit status 1 when a tensor is missing, has another shape, differs in an integer, or exceeds --rtol-rms.
"""

import argparse
import re
import sys

from safetensors.torch import load_file


def group_of(name):
    if name.startswith("gen/"):
        return "gen/*/" + name.split("/")[-1]
    if name.startswith(("codec", "train")):
        return "/".join(re.sub(r"\d+", "#", name).split("/")[:4])
    return name.split("/")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("golden")
    parser.add_argument("other")
    parser.add_argument("--rtol-rms", type=float, default=1e-4)
    parser.add_argument("--only", default="", help="regular expression on names")
    arguments = parser.parse_args()

    golden, other = load_file(arguments.golden), load_file(arguments.other)
    wrong, groups = 0, {}
    for name, expected in golden.items():
        if not re.search(arguments.only, name):
            continue
        if name not in other:
            print("missing", name)
            wrong += 1
            continue
        found = other[name]
        if expected.shape != found.shape:
            print("shape", name, tuple(expected.shape), tuple(found.shape))
            wrong += 1
        elif not expected.is_floating_point():
            differing = int((expected.long() != found.long()).sum())
            if differing:
                print("differs", name, differing, "of", expected.numel())
                wrong += 1
        elif expected.numel():
            scale = max(float(expected.double().pow(2).mean().sqrt()), 1e-12)
            error = float((expected.double() - found.double()).abs().max()) / scale
            # Not "error > tolerance", which a NaN would pass.
            over = not error <= arguments.rtol_rms
            wrong += over
            groups.setdefault(group_of(name), []).append((float("inf") if error != error else error, over, name))
    for group, errors in groups.items():
        error, over, name = max(errors)
        print(f"{group:42s} n={len(errors):3d}  max rel-to-RMS error {error:.2e}{'  <-- over: ' + name if over else ''}")
    print("FAIL" if wrong else "OK", wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
