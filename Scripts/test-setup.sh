#!/usr/bin/env bash
# Tests what the set-up says when something is missing, with commands that stand in for the real ones. No network.
set -uo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

pass() {
    passed=$((passed + 1))
    echo "ok      $1"
}

fail() {
    failed=$((failed + 1))
    printf 'FAILED  %s\n%s\n' "$1" "$2"
}

# fake NAME BODY: puts a command of this name into $commands.
fake() {
    printf '#!/bin/bash\n%s\n' "$2" >"$commands/$1"
    chmod +x "$commands/$1"
}

# A machine where all is well but what a test changes: nothing else is on the PATH.
new_machine() {
    commands="$(mktemp -d "$scratch/commands.XXXXXX")"
    folder="$(mktemp -d "$scratch/dependencies.XXXXXX")"
    local name
    for name in bash env dirname basename sed awk grep head tail cat mkdir mktemp rm mv find uname readlink sha256sum xargs sort; do
        ln -s "$(command -v "$name")" "$commands/$name"
    done
    fake swift 'echo "Swift version 6.3.1 (swift-6.3.1-RELEASE)"'
    fake df 'echo header; echo "disk 1000000000 1 900000000 1% /"'
    fake dpkg 'echo "Status: install ok installed"'
    fake apt-get 'exit 0'
    fake pkg-config 'exit 0'
    fake g++ 'exit 0'
    fake sudo 'exit 1'
    # shellcheck disable=SC2016 # expanded when it runs
    fake python3 '[[ "$*" == *--version* ]] || { echo "$PIP_SAYS"; exit 1; }'
}

# expect NAME SENTENCE [VARIABLE=VALUE...]: the set-up must fail, and say exactly this.
expect() {
    local name="$1" sentence="setup: $2" said status
    shift 2
    said="$(env -i PATH="$commands" DEPENDENCIES="$folder" "$@" bash "$scripts/setup.sh" 2>&1 >/dev/null)"
    status=$?
    if ((status == 0)); then
        fail "$name" "  it succeeded"
    elif [[ "$said" != "$sentence" ]]; then
        fail "$name" "$(printf '  expected: %s\n  found:    %s' "$sentence" "$said")"
    elif [[ -d "$folder" && -n "$(ls -A "$folder")" ]]; then
        fail "$name" "  it left behind: $(ls -A "$folder")"
    else
        pass "$name"
    fi
}

new_machine
rm "$commands/swift"
expect "Swift is missing" \
    "Swift is missing: Swift 6.3 or newer is needed; install it from https://www.swift.org/install/linux/ and run 'make setup' again."

new_machine
fake swift 'echo "Swift version 5.9 (swift-5.9-RELEASE)"'
expect "Swift is too old" \
    "Swift 5.9 was found, but 6.3 or newer is needed: install it from https://www.swift.org/install/linux/ and run 'make setup' again."

new_machine
fake swift 'echo "Swift version 6.2.4 (swift-6.2.4-RELEASE)"'
expect "Swift is one minor version too old" \
    "Swift 6.2.4 was found, but 6.3 or newer is needed: install it from https://www.swift.org/install/linux/ and run 'make setup' again."

new_machine
fake swift 'exit 1'
expect "Swift does not run" \
    "'swift --version' printed no version: Swift 6.3 or newer is needed; install it from https://www.swift.org/install/linux/ and run 'make setup' again."

new_machine
rm "$commands/python3"
prefix="sudo "
if ((EUID == 0)); then prefix=""; fi
expect "Python is missing" \
    "Python 3 with pip is missing, which fetches libtorch: type '${prefix}apt-get install python3 python3-pip' and run 'make setup' again, or set LIBTORCH to a libtorch that is there."

new_machine
rm "$commands/apt-get" "$commands/g++"
expect "there is no apt-get" \
    "This system has no apt-get: install pkg-config, g++ and the development files of libsndfile, libmpg123, libsoxr, libcurl and OpenSSL with its own package manager, then run 'make setup' again."

new_machine
fake dpkg 'exit 1'
if ((EUID == 0)); then
    fake apt-get 'echo "E: Unable to locate package libsndfile1-dev"; exit 100'
    expect "apt-get fails" \
        "apt-get could not install libsndfile1-dev libmpg123-dev libsoxr-dev libcurl4-openssl-dev libssl-dev ca-certificates: Unable to locate package libsndfile1-dev. Check the network, or type 'apt-get install libsndfile1-dev libmpg123-dev libsoxr-dev libcurl4-openssl-dev libssl-dev ca-certificates', then run 'make setup' again."
    if command -v setpriv >/dev/null; then
        chmod 755 "$scratch" "$commands"
        chmod 777 "$folder"
        cp -r "$scripts" "$scratch/copy"
        chmod -R a+rX "$scratch/copy"
        said="$(setpriv --reuid 65534 --clear-groups env -i PATH="$commands" DEPENDENCIES="$folder" \
            bash "$scratch/copy/setup.sh" 2>&1 >/dev/null)"
        sentence="setup: System packages are missing, and installing them needs an administrator: type 'sudo apt-get install libsndfile1-dev libmpg123-dev libsoxr-dev libcurl4-openssl-dev libssl-dev ca-certificates' and run 'make setup' again."
        if [[ "$said" == "$sentence" ]]; then
            pass "no rights to install packages"
        else
            fail "no rights to install packages" "$(printf '  expected: %s\n  found:    %s' "$sentence" "$said")"
        fi
    fi
else
    expect "no rights to install packages" \
        "System packages are missing, and installing them needs an administrator: type 'sudo apt-get install libsndfile1-dev libmpg123-dev libsoxr-dev libcurl4-openssl-dev libssl-dev ca-certificates' and run 'make setup' again."
fi

new_machine
# shellcheck disable=SC2016 # expanded when it runs
fake pkg-config 'case "$*" in *--atleast-version*sndfile) exit 1 ;; *--modversion*) echo 1.0.31 ;; esac'
expect "libsndfile is too old" \
    "libsndfile 1.0.31 was found, but 1.1 or newer is needed, which reads MP3: use a newer system (Debian 12 has one), or install a newer libsndfile and name the folder of its sndfile.pc in PKG_CONFIG_PATH, then run 'make setup' again."

new_machine
# shellcheck disable=SC2016 # expanded when it runs
fake pkg-config 'case "$*" in *--atleast-version*libcurl) exit 1 ;; *--modversion*) echo 7.74.0 ;; esac'
expect "libcurl is too old" \
    "libcurl 7.74.0 was found, but 7.80 or newer is needed, which says when a connection is there: use a newer system (Debian 12 has one), or install a newer libcurl and name the folder of its libcurl.pc in PKG_CONFIG_PATH, then run 'make setup' again."

new_machine
expect "no network" \
    "pip could not fetch torch 2.13.0: No matching distribution found for torch==2.13.0. Check the network, or set LIBTORCH to a libtorch that is there, and run 'make setup' again." \
    PIP_SAYS="ERROR: No matching distribution found for torch==2.13.0"

new_machine
fake df 'echo header; echo "disk 1000000000 1 1234567 1% /"'
expect "the disk is full" \
    "The disk of '$folder' has 1.2 GB free, and libtorch needs 2 GB: free some space, or set DEPENDENCIES to a folder on another disk, and run 'make setup' again."

new_machine
# A file in the folder's place: the rights of a folder do not bind root.
rm -r "$folder"
echo "a file" >"$folder"
expect "the folder cannot be written to" \
    "The folder '$folder' cannot be written to: give yourself the right to write there (chown or chmod), or set DEPENDENCIES to a folder of yours, and run 'make setup' again."

new_machine
mkdir "$scratch/no-libtorch"
expect "LIBTORCH names another folder" \
    "LIBTORCH is '$scratch/no-libtorch', which is no libtorch: include/ATen/ATen.h is not in it; name a folder with include/ and lib/, such as site-packages/torch, or unset LIBTORCH." \
    LIBTORCH="$scratch/no-libtorch"

# Where libtorch is there, what is said of Arrow.
mkdir -p "$scratch/libtorch/include/ATen" "$scratch/libtorch/lib"
touch "$scratch/libtorch/include/ATen/ATen.h" "$scratch/libtorch/lib/libtorch_cpu.so" "$scratch/libtorch/lib/libc10.so"

new_machine
rm "$commands/python3"
expect "Python is missing, and only Arrow is needed" \
    "Python 3 with pip is missing, which fetches Arrow: type '${prefix}apt-get install python3 python3-pip' and run 'make setup' again, or set ARROW to an Arrow that is there." \
    LIBTORCH="$scratch/libtorch"

new_machine
expect "no network for Arrow" \
    "pip could not fetch pyarrow 26.0.1: No matching distribution found for pyarrow==26.0.1. Check the network, or set ARROW to an Arrow that is there, and run 'make setup' again." \
    LIBTORCH="$scratch/libtorch" PIP_SAYS="ERROR: No matching distribution found for pyarrow==26.0.1"

new_machine
fake df 'echo header; echo "disk 1000000000 1 934567 1% /"'
expect "the disk is too full for Arrow" \
    "The disk of '$folder' has 0.9 GB free, and Arrow needs 1 GB: free some space, or set DEPENDENCIES to a folder on another disk, and run 'make setup' again." \
    LIBTORCH="$scratch/libtorch"

new_machine
mkdir -p "$scratch/no-arrow/include/parquet/arrow"
touch "$scratch/no-arrow/include/parquet/arrow/reader.h"
expect "ARROW names another folder" \
    "ARROW is '$scratch/no-arrow', which is no Arrow: libarrow.so is not in it; name a folder with include/, libarrow and libparquet, such as site-packages/pyarrow, or unset ARROW." \
    ARROW="$scratch/no-arrow"

# A wheel that is small, and a pip that "fetches" it: what is unpacked, and what is fetched besides.
real_python="$(command -v python3)"
new_machine_with_wheel() { # KIND: cpu or cuda
    new_machine
    cat >"$commands/make_wheel.py" <<'PYTHON'
import hashlib, pathlib, sys, zipfile
folder, kind, requests = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
if any(request.startswith("torch==") for request in requests):
    files = {"torch/version.py": f"__version__ = '2.13.0+{kind}'\ncuda: Optional[str] = '13.0'\n"}
    names = ["libc10", "libtorch", "libtorch_cpu", "libtorch_python", "libtorchbind_test"]
    if kind == "cuda":
        names += ["libtorch_cuda", "libc10_cuda"]
    files |= {f"torch/lib/{name}.so": "" for name in names}
    files |= {"torch/include/ATen/ATen.h": "", "torch/nn/modules/linear.py": ""}
    requires = "Requires-Dist: cuda-toolkit[cublas,cudart,cupti]==13.0.3; platform_system == 'Linux'\n" \
        "Requires-Dist: nvidia-cudnn-cu13==9.20.0.48; platform_system == 'Linux'\n"
    files["torch-2.13.0.dist-info/METADATA"] = "Name: torch\n" + (requires if kind == "cuda" else "")
    name = "torch-2.13.0-cp311-cp311-linux.whl"
elif any(request.startswith("pyarrow==") for request in requests):
    names = ["include/arrow/util/config.h", "include/parquet/arrow/reader.h", "lib.cpython-311.so", "parquet/core.py"]
    names += [f"lib{name}.so.2600" for name in ("arrow", "parquet", "arrow_python", "arrow_dataset")]
    files = {f"pyarrow/{name}": "" for name in names}
    name = "pyarrow-26.0.1-cp311-cp311-linux.whl"
else:
    files = {f"nvidia/cu13/lib/{name}": "" for name in ("libcudart.so.13", "libcublas.so.13", "libnvperf_host.so")}
    files["nvidia/cu13/include/cuda_runtime.h"] = ""
    name = "nvidia-1-py3-none-linux.whl"
with zipfile.ZipFile(folder / name, "w") as wheel:
    for path, text in files.items():
        wheel.writestr(path, text)
with open(pathlib.Path(__file__).with_name("known"), "a") as known:
    print(hashlib.sha256((folder / name).read_bytes()).hexdigest(), name, sep="  ", file=known)
PYTHON
    fake python3 "if [[ \"\$*\" != *'pip download'* ]]; then exec $real_python \"\$@\"; fi
        while [[ \$1 != -d ]]; do shift; done
        exec $real_python $commands/make_wheel.py \"\$2\" $1 \"\${@:3}\""
}

# expect_unpacked LIBRARY NAME FILES SAID: what the set-up unpacks, and what it says meanwhile.
expect_unpacked() {
    local library="$1" name="$2" files="$3" lines="$4" said found
    said="$(env -i PATH="$commands" KNOWN_WHEELS="$commands/known" \
        bash "$scripts/fetch-$library.sh" "$folder/$library" 2>&1)" || said+=" (failed)"
    found="$(cd "$folder" && find . -type f | LC_ALL=C sort | sed "s|^\./$library/||" | tr '\n' ' ')"
    if [[ "$found" == "$files " && "$said" == "$lines" ]]; then
        pass "$name"
    else
        fail "$name" "$(printf '  expected: %s\n%s\n  found:    %s\n%s' "$files" "$lines" "$found" "$said")"
    fi
}

fetching="Fetching libtorch 2.13.0 from PyPI (up to 600 MB)"
new_machine_with_wheel cpu
expect_unpacked libtorch "a CPU build is unpacked without Python's parts and tests" \
    "include/ATen/ATen.h lib/libc10.so lib/libtorch.so lib/libtorch_cpu.so version.py" \
    "$fetching"$'\n'"Unpacking"

new_machine_with_wheel cuda
expect_unpacked libtorch "without a GPU, a CUDA build's CPU half and the CUDA libraries that it loads are unpacked" \
    "include/ATen/ATen.h lib/libc10.so lib/libcudart.so.13 lib/libtorch_cpu.so version.py" \
    "$fetching"$'\n'"Fetching cuda-toolkit[cudart,cupti]==13.0.3"$'\n'"Unpacking"

new_machine_with_wheel cuda
fake nvidia-smi 'exit 0'
expect_unpacked libtorch "with a GPU, all of a CUDA build and of CUDA's libraries is unpacked" \
    "include/ATen/ATen.h include/cuda_runtime.h lib/libc10.so lib/libc10_cuda.so lib/libcublas.so.13 lib/libcudart.so.13 lib/libnvperf_host.so lib/libtorch.so lib/libtorch_cpu.so lib/libtorch_cuda.so version.py" \
    "$fetching"$'\n'"Fetching cuda-toolkit[cublas,cudart,crt,cupti]==13.0.3 nvidia-cudnn-cu13==9.20.0.48"$'\n'"Unpacking"

new_machine_with_wheel cuda
fake nvidia-smi 'exit 0'
fake df 'echo header; echo "disk 1000000000 1 3000000 1% /"'
expect "the disk is too small for CUDA" \
    "The disk of '$folder' has 3.0 GB free, and libtorch with CUDA needs 6 GB: free some space, or set DEPENDENCIES to a folder on another disk, and run 'make setup' again." \
    KNOWN_WHEELS="$commands/known"

new_machine_with_wheel cpu
expect_unpacked arrow "of Arrow, the headers and two libraries are unpacked" \
    "include/arrow/util/config.h include/parquet/arrow/reader.h libarrow.so.2600 libparquet.so.2600" \
    "Fetching Arrow 26.0.1 from PyPI (50 MB)"

new_machine_with_wheel cpu
expect "a wheel that is not known" \
    "The wheel 'torch-2.13.0-cp311-cp311-linux.whl' is not one of those whose hash is known ($scripts/wheels.sha256): this system ($(uname -m)) or this release has not been tried. Set LIBTORCH and ARROW to folders of your own, or, once you trust the wheel, name a list with what 'sha256sum' prints for it in KNOWN_WHEELS."

new_machine_with_wheel cpu
echo "$(printf 0 | sha256sum | head -c 64)  pyarrow-26.0.1-cp311-cp311-linux.whl" >"$commands/another"
said="$(env -i PATH="$commands" KNOWN_WHEELS="$commands/another" bash "$scripts/fetch-arrow.sh" "$folder/arrow" 2>&1 >/dev/null)"
sentence="setup: The wheel 'pyarrow-26.0.1-cp311-cp311-linux.whl' is not the one that was published: its SHA-256 is $(head -c 64 "$commands/known"), where $(printf 0 | sha256sum | head -c 64) is expected. Run 'make setup' again; if that does not help, whatever pip fetches from changes files."
if [[ "$said" == "$sentence" && -z "$(ls -A "$folder")" ]]; then
    pass "a wheel that was changed"
else
    fail "a wheel that was changed" "$(printf '  expected: %s\n  found:    %s\n  left: %s' "$sentence" "$said" "$(ls -A "$folder")")"
fi

new_machine_with_wheel cpu
mv "$commands/python3" "$commands/python3-with-wheel"
# shellcheck disable=SC2016 # expanded when it runs
fake python3 'if [[ "$*" == *"pip download"* && "$*" != *"--python-version 3.11"* ]]; then echo "ERROR: no wheel"; exit 1; fi
    exec "${BASH_SOURCE[0]%/*}/python3-with-wheel" "$@"'
expect_unpacked arrow "whatever Python is there, the wheel for Python 3.11 is taken" \
    "include/arrow/util/config.h include/parquet/arrow/reader.h libarrow.so.2600 libparquet.so.2600" \
    "Fetching Arrow 26.0.1 from PyPI (50 MB)"

# The Python with the official package: what is said when it cannot be had, and that it is made once.
expect_python() { # NAME SENTENCE [KIND]: what is said; for a sentence that is a path, that this is printed
    local name="$1" expected="$2" said
    said="$(env -i PATH="$commands" DEPENDENCIES="$folder" bash "$scripts/official-python.sh" ${3+"$3"} 2>&1)"
    if [[ "$said" == "$expected" ]]; then
        pass "$name"
    else
        fail "$name" "$(printf '  expected: %s\n  found:    %s' "$expected" "$said")"
    fi
}

new_machine
expect_python "the official package has no Python" \
    "setup: The official package needs Python 3.11 or newer with venv: install it (on Debian 12, 'apt-get install python3 python3-venv' as an administrator), or name a Python that has the package in INTERCHANGE_PYTHON."

new_machine
installing="Installing the official package (qwen-tts==0.1.1) into $folder/official-python"
# shellcheck disable=SC2016 # expanded when it runs
fake python3 'if [[ "$2" == venv ]]; then mkdir -p "$3/bin"; cp "${BASH_SOURCE[0]%/*}/pip" "$3/bin/python"; fi'
ln -s "$(command -v cp)" "$commands/cp"
fake pip 'echo "ERROR: No matching distribution found for torch==2.13.0"; exit 1'
expect_python "the official package cannot be installed" \
    "$installing"$'\n'"setup: pip could not install the official package: No matching distribution found for torch==2.13.0. Check the network and run the command again, or name a Python that has the package in INTERCHANGE_PYTHON."
if [[ -z "$(ls -A "$folder")" ]]; then pass "and nothing is left"; else fail "and nothing is left" "$(ls -A "$folder")"; fi
fake pip 'exit 0'
expect_python "the official package is installed" "$installing"$'\n'"$folder/official-python/bin/python"
expect_python "the second time, nothing is done" "$folder/official-python/bin/python"
expect_python "the Hub's own client is installed beside it" \
    "Installing the Hub's own client into $folder/hub-python"$'\n'"$folder/hub-python/bin/python" hub
expect_python "and the second time, nothing is done" "$folder/hub-python/bin/python" hub
expect_python "another kind of Python" "setup: Usage: official-python.sh [package|hub]." neither

# What was set up already is left alone, without a word.
dependencies="${DEPENDENCIES:-$(dirname "$scripts")/.dependencies}"
if [[ -e "$dependencies/ctorch/libctorch.so" && -e "$dependencies/carrow/libcarrow.so" ]]; then
    marker="$scratch/marker"
    touch "$marker"
    started=$SECONDS
    if said="$("$scripts/setup.sh" 2>&1)" && [[ -z "$said" ]] && ((SECONDS - started < 10)) &&
        [[ -z "$(find "$dependencies" -newer "$marker")" ]]; then
        pass "a second run does nothing"
    else
        fail "a second run does nothing" "  it took $((SECONDS - started)) s and said: ${said:-nothing}"
    fi
else
    echo "skipped a second run does nothing: 'make setup' has not been run"
fi

echo "$passed passed, $failed failed"
((failed == 0))
