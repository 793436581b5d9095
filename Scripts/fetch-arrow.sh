#!/usr/bin/env bash
# fetch-arrow.sh FOLDER: unpacks the Arrow inside PyPI's pyarrow wheel into FOLDER: include/, libarrow and libparquet.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=Scripts/common.sh
source "$scripts/common.sh"
target="$1"

make_folder "$(dirname "$target")"
require_space "$(dirname "$target")" 1 "Arrow"
staging="$(mktemp -d "$(dirname "$target")/arrow.XXXXXX")"
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' INT TERM
mkdir "$staging/wheels" "$staging/arrow"

say "Fetching Arrow $arrow_version from PyPI (50 MB)"
fetch_for_any_python "$staging/wheels" "pyarrow==$arrow_version" ||
    stop "pip could not fetch pyarrow $arrow_version: $(last_line "$pip_said") Check the network, or set ARROW to an Arrow that is there, and run 'make setup' again."
check_wheels "$staging/wheels"
wheel="$(find "$staging/wheels" -name 'pyarrow-*.whl')"
python3 -m zipfile -e "$wheel" "$staging/all" ||
    stop "The wheel of pyarrow $arrow_version could not be unpacked into '$staging': see the lines above."
# The rest is Python's side, and libraries that nothing here loads.
mv "$staging/all/pyarrow/include" "$staging"/all/pyarrow/lib{arrow,parquet}.so.* "$staging/arrow/"

if [[ -e "$target" ]]; then mv "$target" "$staging/old"; fi
mv "$staging/arrow" "$target"
