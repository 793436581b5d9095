#!/usr/bin/env bash
# Runs the built tests in three processes side by side: those of the command, which start the command and wait for it; those of tensors, where
# the number of libtorch's threads and its memory are the process's; and all others. Within a process they come one after the other, since
# some measure memory or time.
# Usage: Scripts/test.sh, after 'swift build --build-tests'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
logs="$(mktemp -d)"
jobs=()
trap 'kill "${jobs[@]}" 2>/dev/null || true; rm -rf "$logs"' EXIT
# The first process has the lock of the build folder; nothing is built.
test=(swift test --skip-build --no-parallel --ignore-lock)
tensors='TorchTests|NeuralNetworkTests|Qwen3TTSTests|SpeechGenerationTests|ModelInitializationTests|FineTuningTests'

"${test[@]}" --filter CommandTests >"$logs/command" 2>&1 &
jobs+=($!)
"${test[@]}" --skip "CommandTests|$tensors" >"$logs/others" 2>&1 &
jobs+=($!)
status=0
"${test[@]}" --filter "$tensors" || status=$?
for job in "${jobs[@]}"; do wait "$job" || status=$?; done
cat "$logs/others" "$logs/command"
((status == 0)) || printf '\nTests have failed: search for ✘ above.\n' >&2
exit "$status"
