#!/usr/bin/env bash
# Shows that one Swift binary runs on another libtorch by rebuilding the shim alone.
# Usage: Scripts/test-other-libtorch.sh [VERSION], default 2.8.0: fetched from PyPI (about 900 MB) into .dependencies/other.
# Needs 'make build' first. Not part of the tests, since it downloads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version="${1:-2.8.0}"
other=".dependencies/other/torch-$version"
binary=.build/release/parity
fixtures=Tests/Fixtures

if [ ! -d "$other/libtorch" ]; then
    mkdir -p "$other/wheels" "$other/cuda"
    python3 -m pip download -q --no-deps --only-binary=:all: -d "$other/wheels" "torch==$version"
    wheel="$(ls "$other"/wheels/torch-*.whl)"
    mapfile -t cuda < <(python3 Scripts/unpack_libtorch.py requirements "$wheel" --part cpu)
    if ((${#cuda[@]})); then
        python3 -m pip download -q --no-deps --only-binary=:all: -d "$other/cuda" "${cuda[@]}"
    fi
    python3 Scripts/unpack_libtorch.py unpack "$wheel" "$other/libtorch" --part cpu --cuda "$other/cuda"
    rm -rf "$other/wheels" "$other/cuda"
fi
Scripts/build-shim.sh torch "$PWD/$other/libtorch" "$PWD/$other/ctorch"

sha256sum "$binary"
for checkpoint in tiny-base tiny-custom; do
    for shim in .dependencies/ctorch "$other/ctorch"; do
        out="$(mktemp --suffix .safetensors)"
        printf '%s on %s: ' "$checkpoint" "$shim"
        LD_LIBRARY_PATH="$PWD/$shim" "$binary" "$fixtures/$checkpoint" "$fixtures/$checkpoint.json" \
            "$fixtures/$checkpoint.safetensors" "$out" | grep '^adamw'
        rm -f "$out"
    done
done
LD_LIBRARY_PATH="$PWD/$other/ctorch" .build/release/qwen3-tts --version
