#!/usr/bin/env python3
"""Times a training step of the official model code with its losses corrected (sequence.py): the baseline of ours.

    train_baseline.py CHECKPOINT [--batch 2] [--text 48] [--frames 96] [--steps 20] [--warmup 3] [--threads 2]
                      [--layout nonstream|stream] [--freeze-text-embedding]

fp32, scaled_dot_product_attention, torch.optim.AdamW as it comes; all of `talker.*` is trained. A step is: zero the
gradients, build the sequence's embeddings, forward, backward, clip to a norm of 1, AdamW. Every item of the batch has
the same number of text tokens (role and tail not counted) and of frames, drawn at random from a fixed seed, with an
x-vector drawn at random and the tag of English. Prints one JSON object; seconds are the median and the minimum over
the steps.
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--batch", type=int, default=2, help="utterances per step")
    parser.add_argument("--text", type=int, default=48, help="text tokens of each")
    parser.add_argument("--frames", type=int, default=96, help="frames of each")
    parser.add_argument("--warmup", type=int, default=3, help="steps that are not timed")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layout", choices=["nonstream", "stream"], default="nonstream")
    parser.add_argument("--freeze-text-embedding", action="store_true")
    parser.add_argument("--save-batch", help="a safetensors file for the drawn items, so that others can run them")
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    return parser.parse_args()


arguments = parse()
os.environ["ORACLE_THREADS"] = str(arguments.threads)

import torch  # noqa: E402
from official import Qwen3TTSModel, tokenize  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from sequence import build_batch, correct_forward  # noqa: E402

# Not for a benchmark: the deterministic kernels may be slower ones.
torch.use_deterministic_algorithms(False)


def random_items(wrapper):
    model, config = wrapper.model, wrapper.model.config.talker_config
    generator = torch.Generator().manual_seed(0)
    frame = tokenize(wrapper, "a")
    ordinary = min(model.config.tts_pad_token_id - 32, config.text_vocab_size)
    items = []
    for _ in range(arguments.batch):
        text = torch.randint(0, ordinary, (1, arguments.text), generator=generator)
        items.append(dict(
            text_ids=torch.cat([frame[:, :3], text, frame[:, -5:]], 1),
            codes=torch.randint(
                0, config.code_predictor_config.vocab_size, (arguments.frames, config.num_code_groups),
                generator=generator),
            spk=0.4 * torch.randn(config.hidden_size, generator=generator),
            language_id=config.codec_language_id["english"]))
    return items


def main():
    wrapper = Qwen3TTSModel.from_pretrained(
        arguments.checkpoint, dtype=torch.float32, attn_implementation="sdpa")
    model = wrapper.model
    model.train()
    frozen = {"talker.model.text_embedding.weight"} if arguments.freeze_text_embedding else set()
    trained = []
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("talker.") and name not in frozen)
        if parameter.requires_grad:
            trained.append(parameter)
    optimizer = torch.optim.AdamW(trained, lr=arguments.learning_rate, weight_decay=0.01)
    items = random_items(wrapper)
    if arguments.save_batch:
        save_file({f"{key}/{index}": value.squeeze(0).contiguous() if key == "text_ids" else value
                   for index, item in enumerate(items) for key, value in item.items() if torch.is_tensor(value)},
                  arguments.save_batch)
    at_once = arguments.layout == "nonstream"

    phases = {"forward": [], "backward": [], "clip": [], "optimizer": [], "step": []}
    for step in range(arguments.warmup + arguments.steps):
        times = [time.perf_counter()]
        optimizer.zero_grad(set_to_none=True)
        batch = build_batch(model, items, at_once)
        result = correct_forward(model, batch)
        times.append(time.perf_counter())
        result["loss"].backward()
        times.append(time.perf_counter())
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        times.append(time.perf_counter())
        optimizer.step()
        times.append(time.perf_counter())
        loss = result["loss"].item()
        if step == 0:
            first = loss
        if step >= arguments.warmup:
            for phase, start, end in zip(phases, times, times[1:]):
                phases[phase].append(end - start)
            phases["step"].append(times[-1] - times[0])

    frames = arguments.batch * arguments.frames
    median = statistics.median(phases["step"])
    print(json.dumps(dict(
        checkpoint=pathlib.Path(arguments.checkpoint).resolve().name, batch=arguments.batch, text=arguments.text,
        frames=arguments.frames, positions=batch["embeds"].shape[1], layout=arguments.layout, threads=arguments.threads,
        steps=arguments.steps, warmup=arguments.warmup, text_embedding_frozen=arguments.freeze_text_embedding,
        trained_parameters=sum(parameter.numel() for parameter in trained), torch=torch.__version__,
        loss_first=first, loss_last=loss,
        seconds={phase: dict(median=statistics.median(values), min=min(values)) for phase, values in phases.items()},
        frames_per_second=dict(median=frames / median, best=frames / min(phases["step"])),
        peak_rss_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024), indent=1))


if __name__ == "__main__":
    main()
