#!/usr/bin/env bash
# Shows with others' own software that what we make travels both ways: with the official package for checkpoints
# (interchange.py says how), with Python's clients of the Hub for models and datasets (interchange_hub.py).
# Usage: Scripts/interchange.sh [checkpoints|hub [ARGUMENTS of its script]]
#
#   INTERCHANGE_PYTHON=/path/bin/python       a Python that has the official package; else official-python.sh makes one
#   INTERCHANGE_HUB_PYTHON=/path/bin/python   one that has huggingface_hub and datasets; likewise
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

what="${1:-everything}"
(($# == 0)) || shift
case "$what" in
everything | checkpoints | hub) ;;
*)
    echo "Usage: Scripts/interchange.sh [checkpoints|hub [ARGUMENTS of its script]]" >&2
    exit 2
    ;;
esac
# The build that the tests use: an optimized one would take longer to make than it saves on models this small.
swift build --product qwen3-tts
failed=0
if [[ "$what" != hub ]]; then
    python="${INTERCHANGE_PYTHON:-$(Scripts/official-python.sh)}"
    "$python" Scripts/interchange.py --command .build/debug/qwen3-tts "$@" || failed=1
fi
if [[ "$what" != checkpoints ]]; then
    python="${INTERCHANGE_HUB_PYTHON:-$(Scripts/official-python.sh hub)}"
    swift build --product imitation-hub
    "$python" Scripts/interchange_hub.py --command .build/debug/qwen3-tts --imitation .build/debug/imitation-hub "$@" ||
        failed=1
fi
exit "$failed"
