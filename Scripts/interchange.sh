#!/usr/bin/env bash
# Shows with the official package itself that checkpoints travel both ways; interchange.py says how.
# Usage: Scripts/interchange.sh [ARGUMENTS of interchange.py]
#
#   INTERCHANGE_PYTHON=/path/bin/python   a Python that has the official package; else official-python.sh makes one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="${INTERCHANGE_PYTHON:-$(Scripts/official-python.sh)}"
# The build that the tests use: an optimized one would take longer to make than it saves on models this small.
swift build --product qwen3-tts
exec "$python" Scripts/interchange.py --command .build/debug/qwen3-tts "$@"
