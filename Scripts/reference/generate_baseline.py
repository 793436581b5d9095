#!/usr/bin/env python3
"""Times generation by the official package: the baseline of ours.

    generate_baseline.py CHECKPOINT [--utterances 1] [--batch 1] [--text 24] [--frames 48] [--rounds 3] [--threads 2]
                         [--dtype float32|bfloat16] [--save-prompts FILE]

Greedy, without repetition penalty, scaled_dot_product_attention, whole text before the first frame, the tag of English,
an x-vector; texts (random tokens, role and tail not counted) and x-vectors are drawn from a fixed seed. Every utterance
is cut at the given number of frames, unless the model ends before. Timed is `generate()` as a whole, prompt included,
decoding not; once before without being timed. Prints one JSON object with the codes, so that a candidate can show
that it says the same.
"""

import argparse
import json
import os
import resource
import statistics
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--utterances", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1, help="utterances at a time")
    parser.add_argument("--text", type=int, default=24, help="text tokens of each")
    parser.add_argument("--frames", type=int, default=48, help="the most frames of each")
    parser.add_argument("--rounds", type=int, default=3, help="how often all utterances are generated")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--save-prompts", help="a safetensors file for the drawn prompts, so that others can speak them")
    return parser.parse_args()


arguments = parse()
os.environ["ORACLE_THREADS"] = str(arguments.threads)

import torch  # noqa: E402
from official import load, tokenize  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

# Not for a benchmark: the deterministic kernels may be slower ones.
torch.use_deterministic_algorithms(False)


def draw(wrapper):
    config = wrapper.model.config
    generator = torch.Generator().manual_seed(0)
    frame = tokenize(wrapper, "a")
    ordinary = min(config.tts_pad_token_id - 32, config.talker_config.text_vocab_size)
    prompts = []
    for _ in range(arguments.utterances):
        text = torch.randint(0, ordinary, (1, arguments.text), generator=generator)
        prompts.append((torch.cat([frame[:, :3], text, frame[:, -5:]], 1),
                        0.4 * torch.randn(config.talker_config.hidden_size, generator=generator)))
    return prompts


def speak(model, prompts):
    count = len(prompts)
    voices = dict(ref_code=[None] * count, ref_spk_embedding=[vector for _, vector in prompts],
                  x_vector_only_mode=[True] * count, icl_mode=[False] * count)
    with torch.no_grad():
        codes, _ = model.generate(
            input_ids=[ids for ids, _ in prompts], languages=["English"] * count, voice_clone_prompt=voices,
            non_streaming_mode=True, do_sample=False, subtalker_dosample=False, repetition_penalty=1.0,
            max_new_tokens=arguments.frames + 1)
    return [utterance.tolist() for utterance in codes]


def main():
    wrapper = load(arguments.checkpoint, dtype=getattr(torch, arguments.dtype), attention="sdpa")
    prompts = draw(wrapper)
    if arguments.save_prompts:
        tensors = {}
        for index, (ids, vector) in enumerate(prompts):
            tensors |= {f"text_ids/{index}": ids[0].contiguous(), f"spk/{index}": vector}
        save_file(tensors, arguments.save_prompts)

    seconds = []
    for number in range(arguments.rounds + 1):
        start = time.perf_counter()
        codes = []
        for first in range(0, len(prompts), arguments.batch):
            codes += speak(wrapper.model, prompts[first:first + arguments.batch])
        if number > 0:
            seconds.append(time.perf_counter() - start)
    print(json.dumps(dict(
        frames=sum(map(len, codes)), codes=codes, seconds=dict(median=statistics.median(seconds), min=min(seconds)),
        frames_per_second=sum(map(len, codes)) / statistics.median(seconds), torch=torch.__version__,
        peak_rss_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)))


if __name__ == "__main__":
    main()
