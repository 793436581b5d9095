#!/usr/bin/env python3
"""Makes Tests/Fixtures again: small checkpoints with random weights, and what the official package computes with them.

    fixtures.py [--only NAME] [--python PYTHON]

The official package runs in the virtual environment of Scripts/official-python.sh, which the first call makes; or with the
PYTHON given here or in FIXTURES_PYTHON, which has to have the versions of Scripts/reference/requirements.txt.
Floats may differ in their last bits from one processor to another; `reference/compare_golden.py` compares two files.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "Scripts/reference"
FIXTURES = ROOT / "Tests/Fixtures"
LIMIT = 2_000_000

# part of golden.py: what its file is called beside the checkpoint's name
PARTS = {"model": "", "generation": "-generation"}

# name: how make_checkpoint.py and golden.py are called
CHECKPOINTS = {
    # The usual structure: grouped-query attention, a narrower code predictor, a speaker encoder.
    "tiny-base": dict(
        seed=11, type="base", golden_seed=3, frames=10,
        overrides={
            "config.talker_config.hidden_size": 48,
            "config.talker_config.text_hidden_size": 56,
            "config.talker_config.code_predictor_config.hidden_size": 32,
            "config.talker_config.code_predictor_config.intermediate_size": 64,
            "config.speaker_encoder_config.enc_dim": 48,
            # Windows shorter than the fixtures' recordings, so that they count.
            "speech.decoder_config.sliding_window": 6,
        }),
    # The unusual one: multi-query attention, no projection before the code predictor, no speaker encoder, and other
    # kernels, dilations, strides, windows and numbers of quantizers in the speech tokenizer.
    "tiny-custom": dict(
        seed=12, type="custom_voice", golden_seed=4, frames=10,
        overrides={
            "config.talker_config.hidden_size": 40,
            "config.talker_config.intermediate_size": 72,
            "config.talker_config.num_hidden_layers": 2,
            "config.talker_config.num_attention_heads": 6,
            "config.talker_config.num_key_value_heads": 1,
            "config.talker_config.head_dim": 16,
            "config.talker_config.rope_scaling.mrope_section": [4, 2, 2],
            "config.talker_config.rope_theta": 10000,
            "config.talker_config.text_hidden_size": 40,
            "config.talker_config.code_predictor_config.hidden_size": 40,
            "config.talker_config.code_predictor_config.intermediate_size": 56,
            "config.talker_config.code_predictor_config.num_hidden_layers": 3,
            "config.talker_config.code_predictor_config.layer_types": ["full_attention"] * 3,
            "config.talker_config.code_predictor_config.num_attention_heads": 3,
            "config.talker_config.code_predictor_config.num_key_value_heads": 1,
            "speech.encoder_config.kernel_size": 5,
            "speech.encoder_config.last_kernel_size": 5,
            "speech.encoder_config.residual_kernel_size": 5,
            "speech.encoder_config.dilation_growth_rate": 3,
            "speech.encoder_config.num_residual_layers": 2,
            "speech.encoder_config.num_filters": 3,
            "speech.encoder_config.upsampling_ratios": [6, 8, 4, 5],
            "speech.encoder_config.hidden_size": 24,
            "speech.encoder_config.upsample_groups": 24,
            "speech.encoder_config.num_attention_heads": 4,
            "speech.encoder_config.num_key_value_heads": 2,
            "speech.encoder_config.head_dim": 8,
            "speech.encoder_config.num_quantizers": 21,
            "speech.encoder_config.sliding_window": 7,
            "speech.decoder_config.sliding_window": 5,
            "speech.decoder_config.num_hidden_layers": 3,
            "speech.decoder_config.num_key_value_heads": 2,
            "speech.decoder_config.decoder_dim": 48,
            "speech.decoder_config.upsample_rates": [5, 8, 3, 4],
        }),
}


def official_python(given):
    """A Python that has the official package."""
    return given or subprocess.check_output([ROOT / "Scripts/official-python.sh"], text=True).strip()


def make(name, recipe, python, folder):
    """Writes folder/NAME, and beside it a .safetensors and a .json of each part."""
    overrides = [f"--override={path}={json.dumps(value)}"
                 for path, value in recipe["overrides"].items()]
    subprocess.check_call([
        python, REFERENCE / "make_checkpoint.py", "--size", "tiny", "--seed", str(recipe["seed"]),
        "--type", recipe["type"], "--out", folder / name, *overrides])
    for part, target in PARTS.items():
        subprocess.check_call([
            python, REFERENCE / "golden.py", folder / name, folder / f"{name}{target}.safetensors", "--short",
            "--frames", str(recipe["frames"]), "--seed", str(recipe["golden_seed"]), "--part", part])


def replace(name, folder):
    outputs = [folder / f"{name}{target}.{kind}" for target in PARTS.values() for kind in ("safetensors", "json")]
    for source in (folder / name, *outputs):
        target = FIXTURES / source.name
        if target.is_dir():
            shutil.rmtree(target)
        shutil.move(source, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=CHECKPOINTS)
    parser.add_argument("--python", default=os.environ.get("FIXTURES_PYTHON"))
    arguments = parser.parse_args()

    python = official_python(arguments.python)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, recipe in CHECKPOINTS.items():
        if arguments.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory(dir=FIXTURES) as folder:
            folder = pathlib.Path(folder)
            make(name, recipe, python, folder)
            for path in folder.rglob("*"):
                if path.is_file() and path.stat().st_size > LIMIT:
                    sys.exit(f"{path.name} has {path.stat().st_size} bytes, but a fixture may have {LIMIT}")
            replace(name, folder)
        print(f"{name} is in {FIXTURES}")


if __name__ == "__main__":
    main()
