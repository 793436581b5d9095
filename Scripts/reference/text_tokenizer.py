#!/usr/bin/env python3
"""Writes the files of Qwen's byte-level BPE tokenizer, whole or reduced: text_tokenizer.py FOLDER [--tokens N]

The ranks come from `qwen.tiktoken`, which the package `dashscope` carries (Apache-2.0); rank order is merge order, so
that a prefix of it is a tokenizer too. A reduced vocabulary also keeps the merges that lead to "assistant" and
"user": the official code relies on a role of one token. The 33 added tokens follow in the official order, so that
each keeps its distance from the end of the ordinary ones.
"""

import argparse
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ADDED = (
    "<|endoftext|> <|im_start|> <|im_end|> <|object_ref_start|> <|object_ref_end|> <|box_start|> "
    "<|box_end|> <|quad_start|> <|quad_end|> <|vision_start|> <|vision_end|> <|vision_pad|> <|image_pad|> "
    "<|video_pad|> <tool_call> </tool_call> <|fim_prefix|> <|fim_middle|> <|fim_suffix|> <|fim_pad|> "
    "<|repo_name|> <|file_sep|> <tool_response> </tool_response> <think> </think> <|audio_start|> "
    "<|audio_end|> <tts_pad> <tts_text_bos> <tts_text_eod> <tts_text_bos_single> <|audio_pad|>"
).split()
NOT_SPECIAL = {
    "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
    "<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>",
}
WHOLE = 151643
DASHSCOPE = "dashscope==2.0.2"


def ranks_path():
    """Where qwen.tiktoken is, fetched on the first call; `QWEN_TIKTOKEN` names another place."""
    default = pathlib.Path(__file__).resolve().parents[2] / ".dependencies/qwen.tiktoken"
    path = pathlib.Path(os.environ.get("QWEN_TIKTOKEN", default))
    if not path.exists():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.check_call(
                [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, DASHSCOPE])
            (wheel,) = pathlib.Path(folder).glob("dashscope-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                ranks = archive.read("dashscope/resources/qwen.tiktoken")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ranks)
    return path


def byte_characters():
    """The printable character that stands for each byte, as in GPT-2."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}


def read_ranks():
    ranks = []
    for line in ranks_path().read_bytes().splitlines():
        token, rank = line.split()
        assert int(rank) == len(ranks)
        ranks.append(base64.b64decode(token))
    assert len(ranks) == WHOLE
    return ranks


def write_tokenizer(folder, tokens):
    """vocab.json, merges.txt and tokenizer_config.json with this number of ordinary tokens."""
    whole = read_ranks()
    rank = {token: i for i, token in enumerate(whole)}
    characters = byte_characters()

    def spell(token):
        return "".join(characters[byte] for byte in token)

    def split(token):
        """The two parts whose merge made the token."""
        parts = [bytes([byte]) for byte in token]
        while len(parts) > 2:
            best, best_rank = None, rank[token]
            for i in range(len(parts) - 1):
                merged = rank.get(parts[i] + parts[i + 1])
                if merged is not None and merged < best_rank:
                    best, best_rank = i, merged
            assert best is not None, token
            parts[best : best + 2] = [parts[best] + parts[best + 1]]
        return parts

    def with_parts(token):
        parts = split(token) if len(token) > 1 else []
        return {rank[token]}.union(*(with_parts(part) for part in parts))

    kept = with_parts(b"assistant") | with_parts(b"user")
    for i in range(WHOLE):
        if len(kept) >= tokens:
            break
        kept.add(i)
    ranks = [whole[i] for i in sorted(kept)]
    assert len(ranks) == tokens

    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    merges = [" ".join(map(spell, split(token))) for token in ranks if len(token) > 1]
    vocabulary = {spell(token): i for i, token in enumerate(ranks)}
    (folder / "vocab.json").write_text(
        json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    decoder = {
        str(tokens + i): dict(
            content=token, lstrip=False, normalized=False, rstrip=False, single_word=False,
            special=token not in NOT_SPECIAL)
        for i, token in enumerate(ADDED)
    }
    config = dict(
        add_bos_token=False, add_prefix_space=False, added_tokens_decoder=decoder,
        additional_special_tokens=[t for t in ADDED if t not in NOT_SPECIAL and t != "<|endoftext|>"],
        audio_bos_token="<|audio_start|>", audio_eos_token="<|audio_end|>", audio_token="<|audio_pad|>",
        bos_token=None, clean_up_tokenization_spaces=False, eos_token="<|im_end|>", errors="replace",
        extra_special_tokens={}, image_token="<|image_pad|>", model_max_length=131072,
        pad_token="<|endoftext|>", processor_class="Qwen3TTSProcessor", split_special_tokens=False,
        tokenizer_class="Qwen2Tokenizer", unk_token=None, video_token="<|video_pad|>",
        vision_bos_token="<|vision_start|>", vision_eos_token="<|vision_end|>")
    (folder / "tokenizer_config.json").write_text(
        json.dumps(config, indent=2, ensure_ascii=False), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--tokens", type=int, default=WHOLE, help="ordinary tokens; default: all of them")
    arguments = parser.parse_args()
    write_tokenizer(arguments.folder, arguments.tokens)


if __name__ == "__main__":
    main()
