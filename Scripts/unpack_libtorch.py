#!/usr/bin/env python3
"""Takes libtorch out of a torch wheel.

unpack_libtorch.py requirements WHEEL --part cpu|all
    Prints what pip has to fetch besides: the CUDA libraries that this part of the wheel loads, one per line.
unpack_libtorch.py unpack WHEEL FOLDER --part cpu|all [--cuda WHEELS]
    Writes FOLDER/include, FOLDER/lib and FOLDER/version.py; the shared libraries in the folder WHEELS go into lib.
"""

import argparse
import pathlib
import re
import shutil
import sys
import zipfile

# Never loaded by the shim: Python's side of torch, and the libraries of torch's own tests.
LEFT_OUT = re.compile(r"libtorch_python|libshm|_test\.so|libaoti_custom_ops|libbackend_with_compiler|_windows/")
# Loaded only where there is a GPU. libtorch.so itself loads both halves and has no code.
CUDA = re.compile(r"libtorch\.so|libtorch_global_deps|libtorch_cuda|libc10_cuda|libcaffe2_nvrtc|_nvshmem")
# What the CPU half of a CUDA build loads all the same.
SMALL = ("cudart", "cupti")


def is_cuda_build(wheel: zipfile.ZipFile) -> bool:
    return "torch/lib/libtorch_cuda.so" in wheel.namelist()


def requirements(wheel: zipfile.ZipFile, part: str) -> list[str]:
    if not is_cuda_build(wheel):
        return []
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    found = []
    for line in wheel.read(metadata).decode().splitlines():
        match = re.match(r"Requires-Dist: ((cuda-toolkit|nvidia-)[^;\s]*)", line)
        if not match:
            continue
        requirement = match.group(1)
        if part == "all":
            # libtorch's own headers for CUDA include some that it does not ask for.
            found.append(requirement.replace("cudart,", "cudart,crt,"))
        elif requirement.startswith("cuda-toolkit"):
            found.append(re.sub(r"\[.*\]", f"[{','.join(SMALL)}]", requirement))
        elif re.match(r"nvidia-cuda-(runtime|cupti)", requirement):
            found.append(requirement)
    return found


def write(archive: zipfile.ZipFile, member: str, to: pathlib.Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, open(to, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def unpack(wheel: zipfile.ZipFile, folder: pathlib.Path, part: str, cuda: pathlib.Path | None) -> None:
    without_cuda = part == "cpu" and is_cuda_build(wheel)
    for name in wheel.namelist():
        if name == "torch/version.py":
            write(wheel, name, folder / "version.py")
        elif name.startswith("torch/include/") and not name.endswith("/"):
            write(wheel, name, folder / name.removeprefix("torch/"))
        elif re.match(r"torch(/lib|\.libs)/.*\.so", name) and not LEFT_OUT.search(name):
            if not (without_cuda and CUDA.search(name)):
                write(wheel, name, folder / "lib" / pathlib.PurePath(name).name)
    for path in sorted(cuda.glob("*.whl")) if cuda else []:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                wanted = "lib(" + "|".join(SMALL) + ")" if without_cuda else "lib"
                if re.search(rf"/lib/{wanted}[^/]*\.so[^/]*$", name):
                    write(archive, name, folder / "lib" / pathlib.PurePath(name).name)
                header = re.search(r"/include/(.+\.(h|hpp|inl))$", name)
                if header and not without_cuda:
                    write(archive, name, folder / "include" / header.group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("requirements", "unpack"):
        command = commands.add_parser(name)
        command.add_argument("wheel", type=pathlib.Path)
        command.add_argument("--part", choices=("cpu", "all"), required=True)
        if name == "unpack":
            command.add_argument("folder", type=pathlib.Path)
            command.add_argument("--cuda", type=pathlib.Path)
    arguments = parser.parse_args()
    try:
        with zipfile.ZipFile(arguments.wheel) as wheel:
            if arguments.command == "requirements":
                for requirement in requirements(wheel, arguments.part):
                    print(requirement)
            else:
                unpack(wheel, arguments.folder, arguments.part, arguments.cuda)
    except (OSError, zipfile.BadZipFile) as error:
        sys.exit(f"{arguments.wheel}: {error}")


if __name__ == "__main__":
    main()
