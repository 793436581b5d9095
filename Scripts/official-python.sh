#!/usr/bin/env bash
# Prints the path of a Python that has what our work is compared with: in a virtual environment of the project, which the
# first call makes and later ones reuse. Everything comes through pip, as the user has it configured.
# Usage: Scripts/official-python.sh [package|hub]
#
#   package          the official package qwen-tts and the versions of reference/requirements.txt (the default)
#   hub              the Hub's own clients, huggingface_hub and datasets, in the versions of reference/hub-requirements.txt:
#                    apart, because the official package needs an older huggingface_hub
#   DEPENDENCIES=/path where it goes; default .dependencies in the project
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
dependencies="${DEPENDENCIES:-$(dirname "$scripts")/.dependencies}"
case "${1:-package}" in
package)
    what="the official package"
    environment="$dependencies/official-python"
    requirements="$scripts/reference/requirements.txt"
    # Installed without its dependencies, of which the 12 Hz model needs only those in requirements.txt.
    package=qwen-tts==0.1.1
    gigabytes=3
    variable=INTERCHANGE_PYTHON
    ;;
hub)
    what="the Hub's own client"
    environment="$dependencies/hub-python"
    requirements="$scripts/reference/hub-requirements.txt"
    package=
    gigabytes=1
    variable=INTERCHANGE_HUB_PYTHON
    ;;
*) stop "Usage: official-python.sh [package|hub]." ;;
esac

wanted="$package $(sha256sum <"$requirements")"
if [[ "$(cat "$environment/finished" 2>/dev/null)" != "$wanted" ]]; then
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 ||
        stop "${what^} needs Python 3.11 or newer with venv: install it (on Debian 12, 'apt-get install python3 python3-venv' as an administrator), or name a Python that has the package in $variable."
    make_folder "$dependencies"
    require_space "$dependencies" "$gigabytes" "$what"
    say "Installing $what${package:+ ($package)} into $environment" >&2
    rm -rf "$environment"
    # Half an environment is worth nothing.
    trap 'rm -rf "$environment"' EXIT
    trap 'exit 130' INT TERM
    python3 -m venv "$environment" >&2
    install=("$environment/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off --quiet)
    log="$({ "${install[@]}" -r "$requirements" && { [[ -z "$package" ]] || "${install[@]}" --no-deps "$package"; }; } 2>&1)" ||
        stop "pip could not install $what: $(last_line "$log") Check the network and run the command again, or name a Python that has the package in $variable."
    printf '%s' "$wanted" >"$environment/finished"
    trap - EXIT
fi
printf '%s\n' "$environment/bin/python"
