#!/usr/bin/env bash
# Fuzzes the readers of what others wrote, with libFuzzer out of the Swift toolchain.
#   Scripts/fuzz.sh [SECONDS] [READER...]    for so many seconds, shared by the readers; default 60, and all of them
#   RUNS=1000000 Scripts/fuzz.sh             so many inputs each, however long that takes
# An input that crashes, takes longer than a second or more than 512 MB ends it, and is kept in .build-fuzz/found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=Scripts/common.sh
source Scripts/common.sh

build=.build-fuzz
clang="$(dirname "$(readlink -f "$(command -v swiftc)")")/clang"
[[ -x "$clang" ]] || stop "The Swift toolchain has no clang beside swiftc, so its libFuzzer was not found."
FUZZER_LIBRARY="$("$clang" -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a"
[[ -e "$FUZZER_LIBRARY" ]] || stop "The Swift toolchain has no libFuzzer: $FUZZER_LIBRARY is missing."
export FUZZER_LIBRARY
# A crash is libFuzzer's to report.
export SWIFT_BACKTRACE=enable=no

swift build -c release --scratch-path "$build" --product fuzz
fuzz="$build/release/fuzz"
mapfile -t all < <("$fuzz" | sed -nE 's/^usage: fuzz ([^ ]+).*/\1/p' | tr '|' '\n')

seconds=60
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then
    seconds="$1"
    shift
fi
readers=("$@")
((${#readers[@]})) || readers=("${all[@]}")

# What a reader starts from: files of the tests beside those that lie in Seeds.
seeds() {
    find "Tests/Fuzzing/Seeds/$1" -type f 2>/dev/null || true
    case "$1" in
        card) find Tests/SpeechDatasetTests/Fixtures/cards -type f ;;
        dot-env) echo .env.training.example ;;
        parquet) find Tests/ParquetTests/Fixtures -name '*.parquet' -size -64k ;;
        recording) find Tests/Recordings -type f -size -64k ! -name '*.md' ;;
    esac
}

total=0
for reader in "${readers[@]}"; do
    corpus="$build/corpus/$reader"
    mkdir -p "$corpus" "$build/found"
    while IFS= read -r seed; do cp "$seed" "$corpus/$(sha256sum "$seed" | cut -c1-40)"; done < <(seeds "$reader")
    limit=(-max_total_time="$((seconds / ${#readers[@]}))")
    [[ -z "${RUNS:-}" ]] || limit=(-runs="$RUNS")
    log="$build/$reader.log"
    if ! "$fuzz" "$reader" "${limit[@]}" -timeout=1 -rss_limit_mb=512 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$build/found/$reader-" "$corpus" >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        stop "The reader '$reader' fails on an input, which is in $build/found: run '$fuzz $reader FILE' to see it again."
    fi
    statistic() { sed -nE "s/^stat::$1: *([0-9]+)/\\1/p" "$log"; }
    printf '%-16s %10d inputs  %6d a second  %4d MB\n' "$reader" "$(statistic number_of_executed_units)" \
        "$(statistic average_exec_per_sec)" "$(statistic peak_rss_mb)"
    total=$((total + $(statistic number_of_executed_units)))
done
printf '%d inputs: none crashed, took longer than a second or more than 512 MB.\n' "$total"
