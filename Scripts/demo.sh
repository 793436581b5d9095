#!/usr/bin/env bash
# The main job from nothing, without any account: a small model with random weights, fine-tuned on two real voices.
# Usage: Scripts/demo.sh [FOLDER], default demo. Run again, it goes on where it stopped; remove the folder to start over.
set -euo pipefail
# Numbers have a decimal point, whatever the user's language.
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
demo="${1:-demo}"
tool=.build/release/qwen3-tts
mkdir -p "$demo"

say() { printf '\n== %s\n' "$*"; }

say "1 of 4: a model of about 20 million parameters with random weights"
[ -d "$demo/mini" ] || "$tool" init --size mini "$demo/mini"

say "2 of 4: two voices, decoded, checked, split and encoded once"
"$tool" prepare --source Examples/voices/en_allison --source Examples/voices/ru_nsh --output-dir "$demo/prepared" \
    --init-model-path "$demo/mini" --cache-dir "$demo/cache"

say "3 of 4: fine-tuning"
"$tool" finetune --init-model-path "$demo/mini" --train-data "$demo/prepared" --cache-dir "$demo/cache" \
    --output-dir "$demo/run" --num-epochs "${DEMO_EPOCHS:-10}" --batch-size 3 --gradient-accumulation-steps 1 \
    --learning-rate 2e-4 --warmup-steps 10 --logging-steps 1 --save-total-limit 1

say "4 of 4: one sentence as each speaker"
"$tool" speak "$demo/run/last" --speaker en_allison --language English --max-seconds 5 \
    --output "$demo/en_allison.wav" "Please enter your conference number."
"$tool" speak "$demo/run/last" --speaker ru_nsh --language Russian --max-seconds 5 \
    --output "$demo/ru_nsh.wav" "Она подняла корзинку и пошла через улицу."

losses="$(grep '"kind":"train"' "$demo/run/log.jsonl" | sed -E 's/.*"loss":([0-9.]+).*/\1/')"
printf '\nThe training loss fell from %.2f to %.2f.\n\n' "$(head -n 1 <<<"$losses")" "$(tail -n 1 <<<"$losses")"
cat <<TXT
What was made:
  $demo/prepared              the dataset, with report.html
  $demo/run/last              the fine-tuned checkpoint, in the official layout
  $demo/run/log.jsonl         the losses, step by step
  $demo/en_allison.wav  $demo/ru_nsh.wav
The speech is noise: the model and its speech tokenizer started from random weights a few minutes ago. The README says
what to set to start from the real Qwen/Qwen3-TTS-12Hz-0.6B-Base.
TXT
