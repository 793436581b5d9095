#!/usr/bin/env bash
# fetch-libtorch.sh FOLDER: unpacks the libtorch inside PyPI's torch wheel into FOLDER/{include,lib,version.py}.
#
# The wheel for x86-64 is a CUDA build. Without a GPU only its CPU half is unpacked, which still loads two small
# libraries of CUDA; with one, all of it and every CUDA library that it asks for.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
target="$1"

make_folder "$(dirname "$target")"
require_space "$(dirname "$target")" 2 "libtorch"
staging="$(mktemp -d "$(dirname "$target")/libtorch.XXXXXX")"
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' INT TERM
mkdir "$staging/wheels" "$staging/cuda"

say "Fetching libtorch $libtorch_version from PyPI (up to 600 MB)"
fetch_for_any_python "$staging/wheels" "torch==$libtorch_version" ||
    stop "pip could not fetch torch $libtorch_version: $(last_line "$pip_said") Check the network, or set LIBTORCH to a libtorch that is there, and run 'make setup' again."
check_wheels "$staging/wheels"

wheel="$(find "$staging/wheels" -name 'torch-*.whl')"
part=cpu
if has_gpu; then part=all; fi
mapfile -t cuda < <(python3 "$scripts/unpack_libtorch.py" requirements "$wheel" --part "$part")
if ((${#cuda[@]})); then
    if [[ "$part" == all ]]; then require_space "$(dirname "$target")" 6 "libtorch with CUDA"; fi
    say "Fetching ${cuda[*]}"
    fetch_cuda "$staging/cuda" "${cuda[@]}" ||
        stop "pip could not fetch ${cuda[*]}: $(last_line "$pip_said") Check the network and run 'make setup' again."
    check_wheels "$staging/cuda"
fi
say "Unpacking"
python3 "$scripts/unpack_libtorch.py" unpack "$wheel" "$staging/libtorch" --part "$part" --cuda "$staging/cuda" ||
    stop "The wheel of torch $libtorch_version could not be unpacked into '$staging': see the line above."

if [[ -e "$target" ]]; then mv "$target" "$staging/old"; fi
mv "$staging/libtorch" "$target"
