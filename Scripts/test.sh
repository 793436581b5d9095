#!/usr/bin/env bash
# Runs the built tests in two processes side by side: those of the command, which start the command and wait for it, and all others.
# Usage: Scripts/test.sh, after 'swift build --build-tests'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
# The first process has the lock of the build folder; nothing is built.
test=(swift test --skip-build --no-parallel --ignore-lock)

"${test[@]}" --filter CommandTests >"$log" 2>&1 &
command=$!
trap 'kill "$command" 2>/dev/null || true; rm -f "$log"' EXIT
status=0
"${test[@]}" --skip CommandTests || status=$?
wait "$command" || status=$?
cat "$log"
((status == 0)) || printf '\nTests have failed: search for ✘ above.\n' >&2
exit "$status"
