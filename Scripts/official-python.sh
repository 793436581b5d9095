#!/usr/bin/env bash
# Prints the path of a Python that has the official package qwen-tts and the versions of reference/requirements.txt: in a
# virtual environment of the project, which the first call makes and later ones reuse. Everything comes through pip, as
# the user has it configured.
#
#   DEPENDENCIES=/path where it goes; default .dependencies in the project
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
dependencies="${DEPENDENCIES:-$(dirname "$scripts")/.dependencies}"
environment="$dependencies/official-python"
requirements="$scripts/reference/requirements.txt"
# Installed without its dependencies, of which the 12 Hz model needs only those in requirements.txt.
package=qwen-tts==0.1.1

wanted="$package $(sha256sum <"$requirements")"
if [[ "$(cat "$environment/finished" 2>/dev/null)" != "$wanted" ]]; then
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 ||
        stop "The official package needs Python 3.11 or newer with venv: install it (on Debian 12, 'apt-get install python3 python3-venv' as an administrator), or name a Python that has the package in INTERCHANGE_PYTHON."
    make_folder "$dependencies"
    require_space "$dependencies" 3 "the official package"
    say "Installing the official package ($package) into $environment" >&2
    rm -rf "$environment"
    # Half an environment is worth nothing.
    trap 'rm -rf "$environment"' EXIT
    trap 'exit 130' INT TERM
    python3 -m venv "$environment" >&2
    log="$({ "$environment/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off \
        --quiet -r "$requirements" && "$environment/bin/python" -m pip install --disable-pip-version-check --no-input \
        --progress-bar off --quiet --no-deps "$package"; } 2>&1)" ||
        stop "pip could not install the official package: $(last_line "$log") Check the network and run the command again, or name a Python that has the package in INTERCHANGE_PYTHON."
    printf '%s' "$wanted" >"$environment/finished"
    trap - EXIT
fi
printf '%s\n' "$environment/bin/python"
