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
    "This system has no apt-get: install pkg-config, g++ and the development files of libsndfile and libsoxr with its own package manager, then run 'make setup' again."

new_machine
fake dpkg 'exit 1'
if ((EUID == 0)); then
    fake apt-get 'echo "E: Unable to locate package libsndfile1-dev"; exit 100'
    expect "apt-get fails" \
        "apt-get could not install libsndfile1-dev libsoxr-dev: Unable to locate package libsndfile1-dev. Check the network, or type 'apt-get install libsndfile1-dev libsoxr-dev', then run 'make setup' again."
    if command -v setpriv >/dev/null; then
        chmod 755 "$scratch" "$commands"
        chmod 777 "$folder"
        cp -r "$scripts" "$scratch/copy"
        chmod -R a+rX "$scratch/copy"
        said="$(setpriv --reuid 65534 --clear-groups env -i PATH="$commands" DEPENDENCIES="$folder" \
            bash "$scratch/copy/setup.sh" 2>&1 >/dev/null)"
        sentence="setup: System packages are missing, and installing them needs an administrator: type 'sudo apt-get install libsndfile1-dev libsoxr-dev' and run 'make setup' again."
        if [[ "$said" == "$sentence" ]]; then
            pass "no rights to install packages"
        else
            fail "no rights to install packages" "$(printf '  expected: %s\n  found:    %s' "$sentence" "$said")"
        fi
    fi
else
    expect "no rights to install packages" \
        "System packages are missing, and installing them needs an administrator: type 'sudo apt-get install libsndfile1-dev libsoxr-dev' and run 'make setup' again."
fi

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

# What was set up already is left alone, without a word.
dependencies="${DEPENDENCIES:-$(dirname "$scripts")/.dependencies}"
if [[ -e "$dependencies/ctorch/libctorch.so" ]]; then
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
