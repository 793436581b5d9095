# shellcheck shell=bash
# Shared by the scripts of the set-up: what they say, and what counts as done.

libtorch_version=2.13.0
export libtorch_version

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
