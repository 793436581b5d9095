# shellcheck shell=bash
# Shared by the scripts of the set-up: what they say, and what counts as done.

# Numbers have a decimal point, and sorting is by bytes, wherever this runs.
export LC_ALL=C

libtorch_version=2.13.0
arrow_version=26.0.1
export libtorch_version arrow_version

say() {
    printf '%s\n' "$*"
}

# Ends the set-up with one sentence.
stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# The last line that is not blank, ended by a full stop.
last_line() {
    local line
    line="$(grep -v '^[[:space:]]*$' <<<"$1" | tail -n 1)"
    line="${line#ERROR: }"
    line="${line#E: }"
    printf '%s.' "${line%.}"
}

has_gpu() {
    command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1
}

# Whether the folder holds the pinned libtorch, with CUDA where a GPU can use it.
libtorch_is_ready() {
    local folder="$1"
    grep -qs "'${libtorch_version//./\\.}[+']" "$folder/version.py" || return 1
    [[ -e "$folder/lib/libtorch_cuda.so" ]] || ! grep -q "^cuda.*= '" "$folder/version.py" || ! has_gpu
}

# Whether the folder holds the pinned Arrow.
arrow_is_ready() {
    grep -qs "ARROW_VERSION_STRING \"${arrow_version//./\\.}\"" "$1/include/arrow/util/config.h" && compgen -G "$1/libparquet.so.*" >/dev/null
}

# absolute PATH: the same path from the root on.
absolute() {
    case "$1" in
        /*) printf '%s' "$1" ;;
        *) printf '%s/%s' "$PWD" "$1" ;;
    esac
}

# The wheels that may be unpacked, with their SHA-256, one a line as sha256sum prints them.
known_wheels="${KNOWN_WHEELS:-$(dirname "${BASH_SOURCE[0]}")/wheels.sha256}"

# check_wheels FOLDER: ends the set-up unless every wheel in the folder is one of those that are known.
check_wheels() {
    local wheel name expected found
    for wheel in "$1"/*.whl; do
        name="${wheel##*/}"
        expected="$(awk -v name="$name" '$2 == name { print $1 }' "$known_wheels")"
        [[ -n "$expected" ]] ||
            stop "The wheel '$name' is not one of those whose hash is known ($known_wheels): this system ($(uname -m)) or this release has not been tried. Set LIBTORCH and ARROW to folders of your own, or, once you trust the wheel, name a list with what 'sha256sum' prints for it in KNOWN_WHEELS."
        found="$(sha256sum "$wheel" | awk '{ print $1 }')"
        [[ "$found" == "$expected" ]] ||
            stop "The wheel '$name' is not the one that was published: its SHA-256 is $found, where $expected is expected. Run 'make setup' again; if that does not help, whatever pip fetches from changes files."
    done
}

# fetch FOLDER ARGUMENTS...: downloads wheels into the folder; what pip prints goes to $pip_said.
fetch() {
    local folder="$1" temporary
    shift
    # pip keeps a download in TMPDIR until it is complete, which is not to be another disk.
    temporary="$(mktemp -d "$folder/temporary.XXXXXX")"
    pip_said="$(TMPDIR="$temporary" python3 -m pip download --disable-pip-version-check --no-input --no-cache-dir \
        --progress-bar off --retries 2 --only-binary=:all: -d "$folder" "$@" 2>&1)"
}

# fetch_for_any_python FOLDER REQUIREMENT: a wheel whose libraries are the same for every Python: that for Python 3.11.
fetch_for_any_python() {
    fetch "$1" --no-deps --python-version 3.11 --implementation cp --abi cp311 \
        --platform "manylinux_2_28_$(uname -m)" "$2"
}

# fetch_cuda FOLDER REQUIREMENTS...: the libraries of CUDA, of the versions that are known.
fetch_cuda() {
    local constraints="$1/versions.txt"
    sed -nE 's/^[0-9a-f]+ +(nvidia_[a-z0-9_]+)-([0-9.]+)-.*/\1==\2/p' "$known_wheels" | sort -u >"$constraints"
    fetch "$1" --constraint "$constraints" "${@:2}"
}

# Makes the folder, or says why it cannot be written to.
make_folder() {
    if ! mkdir -p "$1" 2>/dev/null || [[ ! -w "$1" ]]; then
        stop "The folder '$1' cannot be written to: give yourself the right to write there (chown or chmod), or set DEPENDENCIES to a folder of yours, and run 'make setup' again."
    fi
}

# require_space FOLDER GIGABYTES WHAT
require_space() {
    local free
    free="$(df -Pk "$1" | awk 'NR == 2 { print $4 }')"
    ((free >= $2 * 1000 * 1000)) ||
        stop "The disk of '$1' has $(awk -v k="$free" 'BEGIN { printf "%.1f", k / 1e6 }') GB free, and $3 needs $2 GB: free some space, or set DEPENDENCIES to a folder on another disk, and run 'make setup' again."
}
