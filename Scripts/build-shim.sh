#!/usr/bin/env bash
# build-shim.sh torch [LIBTORCH] [OUT]: compiles Sources/CTorch against a libtorch into OUT/libctorch.so.
# build-shim.sh arrow [ARROW] [OUT]: compiles Sources/CArrow against an Arrow into OUT/libcarrow.so.
#
# The Swift binaries touch the C++ library only through this one, so that rebuilding it alone moves them to another
# libtorch or Arrow. Nothing is done when neither the sources nor the library changed.
#
#   CXX=...   the C++ compiler; default: the Swift toolchain's clang++, else g++
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$scripts")"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"

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

# Which of the two layouts of std::string a library was built with.
string_layout() {
    if grep -q __cxx11 "$1"; then echo 1; else echo 0; fi
}

flags=(-std=c++20 -O2 -ffp-contract=fast -fPIC -fvisibility=hidden -fvisibility-inlines-hidden)
# A header that is parsed once for all files, when most of the work is in it.
header=""
case "$1" in
    torch)
        library="${2:-${LIBTORCH:-$root/.dependencies/libtorch}}"
        shim=ctorch name=libtorch sources="$root/Sources/CTorch"
        [[ -e "$library/lib/libtorch_cpu.so" ]] ||
            stop "There is no libtorch in '$library': run 'make setup', or name a folder with include/ and lib/."
        library="$(cd "$library" && pwd -P)"
        binaries="$library/lib"
        header=ATen/ATen.h
        flags+=("-D_GLIBCXX_USE_CXX11_ABI=$(string_layout "$binaries/libc10.so")" -I"$sources/include"
            -isystem "$library/include" -isystem "$library/include/torch/csrc/api/include")
        libraries=(-ltorch_cpu -lc10)
        # The GPU's half only where everything that it loads is there: without a GPU it may not be.
        if [[ -e "$binaries/libtorch_cuda.so" ]] && ! ldd "$binaries/libtorch_cuda.so" | grep -q 'not found'; then
            flags+=(-DCTORCH_WITH_CUDA=1)
            libraries=(-ltorch "${libraries[@]}" -ltorch_cuda -lc10_cuda)
        fi
        version="$(cat "$library/version.py" "$library/../version" 2>/dev/null || true)"
        ;;
    arrow)
        library="${2:-${ARROW:-$root/.dependencies/arrow}}"
        shim=carrow name=Arrow sources="$root/Sources/CArrow"
        binaries="$library" libraries=()
        for part in arrow parquet; do
            found=("$library/lib$part.so"*)
            [[ -e "${found[0]}" ]] ||
                stop "There is no Arrow in '$library': run 'make setup', or name a folder with include/, libarrow and libparquet."
            # A wheel has only the names with a version.
            libraries+=("-l:$(basename "${found[0]}")")
        done
        library="$(cd "$library" && pwd -P)"
        binaries="$library"
        flags+=("-D_GLIBCXX_USE_CXX11_ABI=$(string_layout "${found[0]}")" -I"$sources/include" -isystem "$library/include")
        version="$(cat "$library/include/arrow/util/config.h")"
        ;;
esac
out="${3:-$root/.dependencies/$shim}"
units=("$sources"/*.cpp)
[[ -e "${units[0]}" ]] || stop "'$sources' holds no C++ file: this is not a complete clone of the project."

compiler="$(find_compiler)"
# DT_RPATH, unlike DT_RUNPATH, also serves the libraries that the library loads.
link=(-shared "-Wl,--disable-new-dtags" "-Wl,-rpath,$binaries" "-Wl,-rpath,\$ORIGIN" "-L$binaries"
    "-Wl,--no-as-needed" "${libraries[@]}")

stamp="$({
    printf '%s\n' "$compiler" "${flags[@]}" "${link[@]}"
    "$compiler" --version | head -n 1
    printf '%s\n' "$version"
    # Sorted by name, contents and names: a renamed file counts as a change.
    (cd "$sources" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
} | sha256sum)"
if [[ -e "$out/lib$shim.so" && "$(cat "$out/stamp" 2>/dev/null)" == "$stamp" ]]; then
    exit 0
fi

say "Building the shim over $name ($(basename "$compiler"), ${#units[@]} files)"
make_folder "$out"
staging="$(mktemp -d "$out/build.XXXXXX")"
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' INT TERM

including=()
if [[ -n "$header" ]]; then
    echo "#include <$header>" >"$staging/shared.h"
    if "$compiler" --version | grep -q clang; then
        "$compiler" "${flags[@]}" -fpch-instantiate-templates -x c++-header "$staging/shared.h" -o "$staging/shared.h.pch"
    else
        "$compiler" "${flags[@]}" -x c++-header "$staging/shared.h" -o "$staging/shared.h.gch"
    fi || stop "The headers in '$library' could not be compiled with $compiler: see the errors above."
    including=(-include "$staging/shared.h")
fi
# Two at a time: one compilation takes about a gigabyte of memory.
names=("${units[@]#"$sources"/}")
printf '%s\0' "${names[@]}" |
    xargs -0 -P 2 -I {} "$compiler" "${flags[@]}" "${including[@]}" -c "$sources/{}" -o "$staging/{}.o" ||
    stop "The shim could not be compiled against '$library' with $compiler: see the errors above."
"$compiler" "$staging"/*.o -o "$staging/lib$shim.so" "${link[@]}" ||
    stop "The shim could not be linked against '$library' with $compiler: see the errors above."
rm -f "$out/stamp"
mv "$staging/lib$shim.so" "$out/lib$shim.so"
printf '%s\n' "$stamp" >"$out/stamp"
