#!/usr/bin/env bash
# build-shim.sh [LIBTORCH] [OUT]: compiles Sources/CTorch against a libtorch into OUT/libctorch.so.
#
# The Swift binaries touch libtorch only through this library, so that rebuilding it alone moves them to another
# libtorch. Nothing is done when neither the sources nor the libtorch changed.
#
#   CXX=...   the C++ compiler; default: the Swift toolchain's clang++, else g++
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$scripts")"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
libtorch="${1:-${LIBTORCH:-$root/.dependencies/libtorch}}"
out="${2:-$root/.dependencies/ctorch}"
sources="$root/Sources/CTorch"

[[ -e "$libtorch/lib/libtorch_cpu.so" ]] ||
    stop "There is no libtorch in '$libtorch': run 'make setup', or name a folder with include/ and lib/."
libtorch="$(cd "$libtorch" && pwd -P)"
units=("$sources"/*.cpp)
[[ -e "${units[0]}" ]] || stop "'$sources' holds no C++ file: this is not a complete clone of the project."

find_compiler() {
    local swiftc
    if [[ -n "${CXX:-}" ]]; then
        echo "$CXX"
    elif swiftc="$(command -v swiftc)" && [[ -x "$(dirname "$(readlink -f "$swiftc")")/clang++" ]]; then
        echo "$(dirname "$(readlink -f "$swiftc")")/clang++"
    elif command -v g++ >/dev/null; then
        echo g++
    else
        stop "There is no C++ compiler: neither clang++ beside swiftc nor g++ was found; install g++ or set CXX."
    fi
}
compiler="$(find_compiler)"

# Which of the two layouts of std::string libtorch was built with.
abi=0
if grep -q __cxx11 "$libtorch/lib/libc10.so"; then abi=1; fi
flags=(-std=c++20 -O2 -ffp-contract=fast -fPIC -fvisibility=hidden -fvisibility-inlines-hidden "-D_GLIBCXX_USE_CXX11_ABI=$abi"
    -I"$sources/include" -isystem "$libtorch/include" -isystem "$libtorch/include/torch/csrc/api/include")
libraries=(-ltorch_cpu -lc10)
# The GPU's half only where everything that it loads is there: without a GPU it may not be.
if [[ -e "$libtorch/lib/libtorch_cuda.so" ]] && ! ldd "$libtorch/lib/libtorch_cuda.so" | grep -q 'not found'; then
    flags+=(-DCTORCH_WITH_CUDA=1)
    libraries=(-ltorch "${libraries[@]}" -ltorch_cuda -lc10_cuda)
fi
# DT_RPATH, unlike DT_RUNPATH, also serves the libraries that libtorch loads.
link=(-shared "-Wl,--disable-new-dtags" "-Wl,-rpath,$libtorch/lib" "-Wl,-rpath,\$ORIGIN" "-L$libtorch/lib"
    "-Wl,--no-as-needed" "${libraries[@]}")

stamp="$({
    printf '%s\n' "$compiler" "${flags[@]}" "${link[@]}"
    "$compiler" --version | head -n 1
    cat "$libtorch/version.py" "$libtorch/../version" 2>/dev/null || true
    # Sorted by name, contents and names: a renamed file counts as a change.
    (cd "$sources" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
} | sha256sum)"
if [[ -e "$out/libctorch.so" && "$(cat "$out/stamp" 2>/dev/null)" == "$stamp" ]]; then
    exit 0
fi

say "Building the shim over libtorch ($(basename "$compiler"), ${#units[@]} files)"
make_folder "$out"
staging="$(mktemp -d "$out/build.XXXXXX")"
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' INT TERM

# ATen's headers are most of the work: they are parsed once for all files.
echo '#include <ATen/ATen.h>' >"$staging/aten.h"
if "$compiler" --version | grep -q clang; then
    "$compiler" "${flags[@]}" -fpch-instantiate-templates -x c++-header "$staging/aten.h" -o "$staging/aten.h.pch"
else
    "$compiler" "${flags[@]}" -x c++-header "$staging/aten.h" -o "$staging/aten.h.gch"
fi || stop "ATen's headers in '$libtorch' could not be compiled with $compiler: see the errors above."
# Two at a time: one compilation takes about a gigabyte of memory.
names=("${units[@]#"$sources"/}")
printf '%s\0' "${names[@]}" |
    xargs -0 -P 2 -I {} "$compiler" "${flags[@]}" -include "$staging/aten.h" -c "$sources/{}" -o "$staging/{}.o" ||
    stop "The shim could not be compiled against '$libtorch' with $compiler: see the errors above."
"$compiler" "$staging"/*.o -o "$staging/libctorch.so" "${link[@]}" ||
    stop "The shim could not be linked against '$libtorch' with $compiler: see the errors above."
rm -f "$out/stamp"
mv "$staging/libctorch.so" "$out/libctorch.so"
printf '%s\n' "$stamp" >"$out/stamp"
