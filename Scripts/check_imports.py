#!/usr/bin/env python3
"""Checks that each target declares what it imports: else a build goes well or not by the order in which targets are compiled.

Usage: Scripts/check_imports.py, after 'make setup'.
"""
import json
import pathlib
import re
import subprocess
import sys

IMPORT = re.compile(r"^\s*(?:@\w+(?:\(\w+\))? |public |package |internal |private )*import (?:struct |class |enum |func )?(\w+)", re.M)


def main() -> int:
    package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
    targets = {target["name"].replace("-", "_") for target in package["targets"]}
    failures = 0
    for target in package["targets"]:
        declared = {next(iter(x.values()))[0].replace("-", "_") for x in target["dependencies"]}
        folder = pathlib.Path(target.get("path") or ("Tests/" if target["type"] == "test" else "Sources/") + target["name"])
        for file in sorted(folder.rglob("*.swift")):
            for name in IMPORT.findall(file.read_text()):
                if name in targets - declared:
                    print(f"{file} imports {name}, which Package.swift does not declare for {target['name']}.")
                    failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
