#!/usr/bin/env bash
# Makes a fresh clone ready to build: checks Swift, installs the system packages, fetches libtorch and Arrow and builds
# the shims over them. What is there already is left alone, so that a second run takes a second and needs no network.
#
#   LIBTORCH=/path     use this libtorch (a folder with include/ and lib/) and fetch none
#   ARROW=/path        use this Arrow (a folder with include/, libarrow and libparquet) and fetch none
#   DEPENDENCIES=/path where libtorch, Arrow and the shims go; default .dependencies in the project
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$scripts")"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
# The libraries are looked for under these paths from wherever the command runs.
dependencies="$(absolute "${DEPENDENCIES:-$root/.dependencies}")"
if [[ -n "${LIBTORCH:-}" ]]; then LIBTORCH="$(absolute "$LIBTORCH")"; fi
if [[ -n "${ARROW:-}" ]]; then ARROW="$(absolute "$ARROW")"; fi

check_swift() {
    local advice="install it from https://www.swift.org/install/linux/ and run 'make setup' again"
    command -v swift >/dev/null || stop "Swift is missing: Swift 6.3 or newer is needed; $advice."
    local found
    found="$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+(\.[0-9]+)?).*/\1/p' | head -n 1)" || true
    [[ -n "$found" ]] || stop "'swift --version' printed no version: Swift 6.3 or newer is needed; $advice."
    local major="${found%%.*}" rest="${found#*.}"
    local minor="${rest%%.*}"
    ((major > 6 || (major == 6 && minor >= 3))) ||
        stop "Swift $found was found, but 6.3 or newer is needed: $advice."
}

# check_python WHAT VARIABLE: what it is needed for, and how to do without.
check_python() {
    if ! command -v python3 >/dev/null || ! python3 -m pip --version >/dev/null 2>&1; then
        stop "Python 3 with pip is missing, which fetches $1: type '$(as_administrator)apt-get install python3 python3-pip' and run 'make setup' again, or set $2 to $3 that is there."
    fi
}

# What to put before a command that needs an administrator's rights.
as_administrator() {
    ((EUID == 0)) || printf 'sudo '
}

missing_system_packages() {
    command -v pkg-config >/dev/null || echo pkg-config
    local package
    for package in libsndfile1-dev libmpg123-dev libsoxr-dev libcurl4-openssl-dev libssl-dev ca-certificates; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || echo "$package"
    done
    # The shim is C++ against the standard library that g++ brings.
    command -v g++ >/dev/null || echo g++
}

install_system_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
        if command -v pkg-config >/dev/null && pkg-config --exists sndfile libmpg123 soxr libcurl libcrypto && command -v g++ >/dev/null; then
            return
        fi
        stop "This system has no apt-get: install pkg-config, g++ and the development files of libsndfile, libmpg123, libsoxr, libcurl and OpenSSL with its own package manager, then run 'make setup' again."
    fi
    local missing=()
    mapfile -t missing < <(missing_system_packages)
    ((${#missing[@]})) || return 0

    local administrator=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            stop "System packages are missing, and installing them needs an administrator: type 'sudo apt-get install ${missing[*]}' and run 'make setup' again."
        fi
        administrator=(sudo -n)
    fi
    say "Installing ${missing[*]}"
    local log
    log="$("${administrator[@]}" apt-get update -qq 2>&1 &&
        "${administrator[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}" 2>&1)" ||
        stop "apt-get could not install ${missing[*]}: $(last_line "$log") Check the network, or type '$(as_administrator)apt-get install ${missing[*]}', then run 'make setup' again."
}

# check_version PACKAGE VERSION NAME REASON
check_version() {
    pkg-config --atleast-version="$2" "$1" ||
        stop "$3 $(pkg-config --modversion "$1") was found, but $2 or newer is needed, $4: use a newer system (Debian 12 has one), or install a newer $3 and name the folder of its $1.pc in PKG_CONFIG_PATH, then run 'make setup' again."
}

check_swift
install_system_packages
check_version sndfile 1.1 libsndfile "which reads MP3"
check_version libcurl 7.80 libcurl "which says when a connection is there"
# What was named is looked at before anything large is fetched.
if [[ -n "${LIBTORCH:-}" ]]; then
    for part in include/ATen/ATen.h lib/libtorch_cpu.so lib/libc10.so; do
        [[ -e "$LIBTORCH/$part" ]] ||
            stop "LIBTORCH is '$LIBTORCH', which is no libtorch: $part is not in it; name a folder with include/ and lib/, such as site-packages/torch, or unset LIBTORCH."
    done
fi
if [[ -n "${ARROW:-}" ]]; then
    for part in include/parquet/arrow/reader.h libarrow.so libparquet.so; do
        compgen -G "$ARROW/$part*" >/dev/null ||
            stop "ARROW is '$ARROW', which is no Arrow: $part is not in it; name a folder with include/, libarrow and libparquet, such as site-packages/pyarrow, or unset ARROW."
    done
fi
libtorch="${LIBTORCH:-$dependencies/libtorch}"
if [[ -z "${LIBTORCH:-}" ]] && ! libtorch_is_ready "$libtorch"; then
    check_python libtorch LIBTORCH "a libtorch"
    "$scripts/fetch-libtorch.sh" "$libtorch"
fi
arrow="${ARROW:-$dependencies/arrow}"
if [[ -z "${ARROW:-}" ]] && ! arrow_is_ready "$arrow"; then
    check_python Arrow ARROW "an Arrow"
    "$scripts/fetch-arrow.sh" "$arrow"
fi
"$scripts/build-shim.sh" torch "$libtorch" "$dependencies/ctorch"
"$scripts/build-shim.sh" arrow "$arrow" "$dependencies/carrow"
