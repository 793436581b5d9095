#!/usr/bin/env python3
"""What the official package computes for a checkpoint of make_checkpoint.py.

    golden.py CHECKPOINT OUT.safetensors [--frames 16] [--seed 0] [--short] [--part all|model|generation]

Writes the tensors, and OUT.json with the strings, the parameters of every case, scalars and proofs. `--short` takes
shorter waveforms and texts. The groups, of the part `model`:

    text            ids of hard strings
    audio mel spk   test signals, their mel spectrograms and x-vectors
    codec           codes of the signals (alone, and as one zero-padded batch), decoded waveforms, layers between
    train adamw     two layouts of one batch (sequence.py): embeddings, logits, losses, gradients; ten steps of AdamW

and of the part `generation` (generation.py):

    gen             greedy generation in every layout
    sampling        probabilities after the logits processors
    codec/dec_long  decoding of more than one chunk

The exit status is 1 when a choice between codes is so close that correct arithmetic in another order may flip it, or
when the training sequence differs from what the official `generate()` computes: choose another seed.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import torch
from generation import generation_group, long_decoding_group, sampling_group
from golden_texts import TEXTS
from official import load, mel, tokenize
from safetensors.torch import load_file, save_file
from sequence import SUB_WEIGHT, build_batch, build_item, correct_forward

PARTS = ["model", "generation"]
GRADIENTS = [
    "talker.model.layers.0.self_attn.q_proj.weight",
    "talker.model.layers.0.self_attn.k_norm.weight",
    "talker.model.layers.1.mlp.down_proj.weight",
    "talker.model.norm.weight",
    "talker.text_projection.linear_fc1.bias",
    "talker.text_projection.linear_fc2.weight",
    "talker.code_predictor.small_to_mtp_projection.weight",
    "talker.code_predictor.lm_head.14.weight",
    "talker.code_predictor.lm_head.0.weight",
    "talker.code_predictor.model.codec_embedding.14.weight",
    "talker.code_predictor.model.codec_embedding.0.weight",
    "talker.code_predictor.model.layers.0.self_attn.v_proj.weight",
]


class Golden:
    """A checkpoint, and what has been computed from it so far."""

    def __init__(self, checkpoint, frames, seed, short):
        self.checkpoint, self.frames, self.seed, self.short = pathlib.Path(checkpoint), frames, seed, short
        self.wrapper = load(checkpoint)
        self.model = self.wrapper.model
        self.config = self.model.config.talker_config
        self.codebook = self.config.code_predictor_config.vocab_size
        self.tensors, self.json = {}, {}
        self.proofs = self.json["proofs"] = {}

    def add(self, name, value):
        value = value.detach() if torch.is_tensor(value) else torch.as_tensor(np.asarray(value))
        self.tensors[name] = value.clone().contiguous()

    def tokenize(self, text):
        return tokenize(self.wrapper, text)

    def random_codes(self, frames, generator):
        return torch.randint(0, self.codebook, (frames, 16), generator=generator)


def test_signal(samples, seed, rate=24000):
    """Like speech, in [-0.7, 0.7]: gliding harmonics, pauses, noise."""
    random = np.random.default_rng(seed)
    time = np.arange(samples) / rate
    pitch = 110 + 60 * random.random() + 30 * np.sin(2 * np.pi * (0.5 + random.random()) * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(0.5**k * np.sin((k + 1) * phase + random.random() * 6) for k in range(6))
    loudness = np.clip(np.sin(2 * np.pi * (1.5 + random.random()) * time + random.random() * 6) + 0.4, 0, None)
    signal = 0.25 * voice * loudness + 0.02 * random.standard_normal(samples)
    return np.clip(signal, -0.7, 0.7).astype(np.float32)


def text_group(golden):
    wrapper = golden.wrapper
    role = golden.tokenize("a")[0][:3].tolist()
    golden.json["text"] = []
    for i, text in enumerate(TEXTS):
        ids = wrapper.processor(text=text, return_tensors="pt", padding=True)["input_ids"][0].tolist() if text else []
        assistant = golden.tokenize(text)[0].tolist()
        golden.json["text"].append(dict(
            text=text, ids=ids, assistant_ids=assistant, role_is_3_tokens=assistant[:3] == role,
            decoded=wrapper.processor.tokenizer.decode(ids)))
        golden.add(f"text/{i:02d}/ids", torch.tensor(ids, dtype=torch.long))


def speaker_group(golden):
    """-> the waveforms and their x-vectors; random ones where the checkpoint has no speaker encoder."""
    lengths = [20123, 28800, 15360, 5000] if golden.short else [36123, 48000, 30720, 5000]
    waves = [test_signal(samples, golden.seed * 100 + i) for i, samples in enumerate(lengths)]
    encoder = golden.model.speaker_encoder
    seen, handles = {}, []

    def record(module, key):
        def hook(_module, _input, output):
            seen[key] = output[0] if isinstance(output, tuple) else output
        handles.append(module.register_forward_hook(hook))

    if encoder:
        for k, block in enumerate(encoder.blocks):
            record(block, f"block{k}")
        record(encoder.mfa, "mfa")
        record(encoder.asp, "asp")
    generator = torch.Generator().manual_seed(golden.seed + 31)
    vectors = []
    for i, wave in enumerate(waves):
        golden.add(f"audio/{i}/wav", wave)
        golden.add(f"mel/{i}", mel(wave)[0])
        if encoder:
            vectors.append(golden.model.extract_speaker_embedding(wave, 24000).clone())
        else:
            vectors.append(0.4 * torch.randn(golden.config.hidden_size, generator=generator))
        golden.add(f"spk/{i}", vectors[-1])
        if i == 0:
            for key, value in seen.items():
                golden.add(f"spk/0/{key}", value[0])
    for handle in handles:
        handle.remove()
    return waves, vectors


def encode_latents(encoder, wave):
    """-> output [1, D, T] of the convolutions, the transformer and the downsampling."""
    convolved = encoder.encoder(torch.from_numpy(wave)[None, None])
    transformed = encoder.encoder_transformer(convolved.transpose(1, 2))[0].transpose(1, 2)
    return convolved, transformed, encoder.downsample(transformed)


def smallest_margin(encoder, waves):
    """How much nearer the chosen code is than the second best, at the closest call of all."""
    margin = float("inf")
    for wave in waves:
        *_, latent = encode_latents(encoder, wave)
        quantizer = encoder.quantizer
        for rvq, used in (
            (quantizer.semantic_residual_vector_quantizer, 1), (quantizer.acoustic_residual_vector_quantizer, 15)
        ):
            residual = (rvq.input_proj(latent) if rvq.input_proj is not None else latent)[0].t()
            for layer in rvq.layers[:used]:
                distance, order = torch.cdist(residual, layer.codebook.embed).sort(-1)
                margin = min(margin, float((distance[:, 1] - distance[:, 0]).min()))
                residual = residual - layer.codebook.embed[order[:, 0]]
    return margin


@torch.inference_mode()
def encode_alone(golden, waves):
    return [golden.model.speech_tokenizer.encode(wave, sr=24000).audio_codes[0] for wave in waves]


@torch.inference_mode()
def codec_group(golden, waves, alone):
    tokenizer = golden.model.speech_tokenizer
    encoder, decoder = tokenizer.model.encoder, tokenizer.model.decoder
    batch = tokenizer.encode(waves, sr=24000).audio_codes
    for i in range(len(waves)):
        golden.add(f"codec/enc/{i}/codes", alone[i])
        golden.add(f"codec/enc_batch/{i}/codes", batch[i])
        differing = (alone[i] != batch[i]).any(1).nonzero().flatten().tolist()
        golden.proofs[f"batched_encode_equals_single/{i}"] = dict(
            frames=alone[i].shape[0], differing_frames=differing)
    for name, value in zip(("seanet", "transformer", "downsample"), encode_latents(encoder, waves[0])):
        golden.add(f"codec/enc/0/{name}", value[0])
    golden.json["codec/enc/min_argmin_margin"] = smallest_margin(encoder, waves)

    generator = torch.Generator().manual_seed(golden.seed + 5)
    random = golden.random_codes(9, generator)
    for i, codes in enumerate([alone[0], random]):
        golden.add(f"codec/dec/{i}/codes", codes)
        golden.add(f"codec/dec/{i}/wav", tokenizer.decode([{"audio_codes": codes}])[0][0])
    hidden = decoder.quantizer.decode(random.t()[None])
    golden.add("codec/dec/1/quantized", hidden[0])
    hidden = decoder.pre_conv(hidden).transpose(1, 2)
    golden.add("codec/dec/1/pre_conv", hidden[0])
    hidden = decoder.pre_transformer(inputs_embeds=hidden).last_hidden_state
    golden.add("codec/dec/1/pre_transformer", hidden[0])
    hidden = hidden.permute(0, 2, 1)
    for blocks in decoder.upsample:
        for block in blocks:
            hidden = block(hidden)
    golden.add("codec/dec/1/upsample", hidden[0])
    for k, block in enumerate(list(decoder.decoder)[:2]):
        hidden = block(hidden)
        golden.add(f"codec/dec/1/decoder{k}", hidden[0])
    both = tokenizer.decode([{"audio_codes": alone[0]}, {"audio_codes": random}])[0]
    golden.proofs["batched_decode_maxdiff"] = float(
        np.abs(both[1] - golden.tensors["codec/dec/1/wav"].numpy()).max())


def add_speakers(golden):
    """Two more rows of the codec embedding that `generate()` accepts by name."""
    rows = {"golden_a": golden.codebook + 952, "golden_b": golden.codebook + 953}
    golden.config.spk_id = {**golden.config.spk_id, **rows}
    golden.config.spk_is_dialect = {**(golden.config.spk_is_dialect or {}), **dict.fromkeys(rows, False)}
    golden.json["speakers"] = rows
    return rows


@torch.no_grad()
def prove_sequence(golden, texts, vectors, rows):
    """Teacher forcing on what `generate()` chose greedily gives the hidden states that generate() saw."""
    model, config = golden.model, golden.config
    cases = {
        "x_vector_auto_at_once": dict(text=texts[0], language="Auto", vector=vectors[1], at_once=True),
        "x_vector_english_streaming": dict(text=texts[1], language="English", vector=vectors[1], at_once=False),
        "row_english_at_once": dict(text=texts[1], language="English", speaker="golden_b", at_once=True),
        "row_auto_streaming": dict(text=texts[0], language="Auto", speaker="golden_a", at_once=False),
    }
    for name, case in cases.items():
        vector, speaker = case.get("vector"), case.get("speaker")
        prompt = None
        if vector is not None:
            prompt = dict(
                ref_code=[None], ref_spk_embedding=[vector], x_vector_only_mode=[True], icl_mode=[False])
        ids = golden.tokenize(case["text"])
        chosen, seen = model.generate(
            input_ids=[ids], languages=[case["language"]], speakers=[speaker], voice_clone_prompt=prompt,
            non_streaming_mode=case["at_once"], do_sample=False, subtalker_dosample=False, repetition_penalty=1.0,
            max_new_tokens=golden.frames + 1)
        codes, seen = chosen[0], seen[0]
        language = None if case["language"] == "Auto" else config.codec_language_id[case["language"].lower()]
        if vector is None:
            vector = model.talker.get_input_embeddings().weight[rows[speaker]]
        embeddings, _, p0 = build_item(model, ids, codes, vector, language, case["at_once"])
        out = model.talker(
            inputs_embeds=embeddings[None], attention_mask=torch.ones(1, embeddings.shape[0], dtype=torch.long),
            output_hidden_states=True, use_cache=False)
        hidden = out.hidden_states[0][-1][0, p0 - 1 : p0 - 1 + codes.shape[0]]
        sub_logits, _ = model.talker.forward_sub_talker_finetune(codes, hidden)
        proof = golden.proofs[f"train_equals_generate/{name}"] = dict(
            frames=codes.shape[0], hidden_maxdiff=float((hidden - seen).abs().max()),
            code1_15_argmax_matches=bool((sub_logits.argmax(-1) == codes[:, 1:]).all()))
        if proof["hidden_maxdiff"] >= 2e-3 or not proof["code1_15_argmax_matches"]:
            sys.exit(f"{name}: the training sequence is not the one of generate(): {proof}")


def training_items(golden, texts, vectors, rows):
    generator = torch.Generator().manual_seed(golden.seed + 21)
    frames = [golden.frames - 3, golden.frames + 5, golden.frames // 2]
    codes = [golden.random_codes(n, generator) for n in frames]
    ids = [golden.tokenize(text) for text in texts]
    languages = golden.config.codec_language_id
    items = [
        dict(text_ids=ids[0], codes=codes[0], spk=vectors[1], language_id=None),
        dict(text_ids=ids[1], codes=codes[1], spk=None, spk_id=rows["golden_b"], language_id=languages["english"]),
        dict(text_ids=ids[2], codes=codes[2], spk=vectors[2], language_id=languages["chinese"]),
    ]
    speakers = ["spk/1 (x-vector)", f"spk_id {rows['golden_b']}", "spk/2 (x-vector)"]
    golden.json["train"] = dict(
        items=[dict(text=text, frames=n, speaker=speaker, language=language) for text, n, speaker, language in
               zip(texts, frames, speakers, ["Auto", "English", "Chinese"])],
        sub_weight=SUB_WEIGHT)
    for i, item in enumerate(items):
        golden.add(f"train/item{i}/text_ids", item["text_ids"][0])
        golden.add(f"train/item{i}/codes", item["codes"])
    return items


def prove_padding(golden, layout, items, at_once, result):
    """The losses of a padded batch are those of its items, weighed by their targets."""
    main = sub = targets = frames = 0
    with torch.no_grad():
        for item in items:
            alone = correct_forward(golden.model, build_batch(golden.model, [item], at_once))
            count = item["codes"].shape[0]
            main, targets = main + float(alone["main"]) * (count + 1), targets + count + 1
            sub, frames = sub + float(alone["sub"]) * count, frames + count
    golden.proofs[f"padded_equals_single/{layout}"] = dict(
        main=abs(main / targets - result["main"].item()), sub=abs(sub / frames - result["sub"].item()))


def training_group(golden, items, rows):
    model = golden.model
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    trained = {name: p for name, p in model.named_parameters() if name.startswith("talker.")}
    for parameter in trained.values():
        parameter.requires_grad_(True)
    for layout in ("nonstream", "stream"):
        at_once = layout == "nonstream"
        batch = build_batch(model, items, at_once)
        result = correct_forward(model, batch)
        for key in ("mask", "labels", "p0", "pred_row", "pred_col", "embeds"):
            golden.add(f"train/{layout}/{key}", batch[key])
        for key in ("hidden", "logits", "sub_logits"):
            golden.add(f"train/{layout}/{key}", result[key])
        for key in ("loss", "main", "sub"):
            golden.add(f"train/{layout}/{key}", result[key])
            golden.json[f"train/{layout}/{key}"] = result[key].item()
        prove_padding(golden, layout, items, at_once, result)
        if at_once:
            gradient_group(golden, trained, result, rows)
            optimizer_group(golden, trained, items, result)
            saved = load_file(golden.checkpoint / "model.safetensors")
            with torch.no_grad():  # the other layout starts from the checkpoint too
                for name, parameter in trained.items():
                    parameter.copy_(saved[name].float())
                    parameter.grad = None


def gradient_group(golden, trained, result, rows):
    result["loss"].backward()
    golden.json["train/grad_norm"] = {n: float(p.grad.norm()) for n, p in trained.items() if p.grad is not None}
    golden.json["train/no_grad"] = [name for name, p in trained.items() if p.grad is None]
    for name in GRADIENTS:
        if name in trained and trained[name].grad is not None:
            golden.add(f"train/grad/{name}", trained[name].grad)
    embedding = trained["talker.model.codec_embedding.weight"].grad
    golden.add("train/grad_row/codec_embedding_spk_id", embedding[rows["golden_b"]])
    golden.add("train/grad_row/codec_embedding_codec_bos", embedding[golden.config.codec_bos_id])


def optimizer_group(golden, trained, items, result):
    """Ten steps on one batch; the gradient of the first has been computed."""
    settings = dict(lr=1e-3, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.01, clip=1.0, params="all talker.*")
    golden.json["adamw"] = settings
    optimizer = torch.optim.AdamW(
        trained.values(), lr=settings["lr"], betas=settings["betas"], eps=settings["eps"],
        weight_decay=settings["weight_decay"])
    curve = [result["loss"].item()]
    for step in range(10):
        if step:
            optimizer.zero_grad(set_to_none=True)
            result["loss"].backward()
        norm = torch.nn.utils.clip_grad_norm_(trained.values(), settings["clip"])
        optimizer.step()
        result = correct_forward(golden.model, build_batch(golden.model, items, True))
        curve.append(result["loss"].item())
        if step == 0:
            golden.json["adamw/grad_norm_before_clip"] = float(norm)
            golden.json["adamw/loss_after_1"] = result["loss"].item()
            for key in ("loss", "main", "sub"):
                golden.add(f"adamw/{key}_after_1", result[key])
            for name in GRADIENTS[:4]:
                golden.add(f"adamw/param_after_1/{name}", trained[name])
    golden.json["adamw/loss_curve_10_steps"] = curve


def near_ties(golden, margins):
    """Which kinds of choices between codes are too close."""
    limits = dict(rvq=2e-5, code0=1e-3, sub=1e-4)
    if "codec/enc/min_argmin_margin" in golden.json:
        margins = dict(rvq=golden.json["codec/enc/min_argmin_margin"], **margins)
    return {name: margin < limits[name] for name, margin in margins.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=16, help="frames of the training items, about")
    parser.add_argument("--seed", type=int, default=0, help="of the test signals and of the training codes")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--part", choices=["all", *PARTS], default="all", help="what to write")
    arguments = parser.parse_args()

    torch.manual_seed(0)
    golden = Golden(arguments.checkpoint, arguments.frames, arguments.seed, arguments.short)
    golden.json["about"] = dict(
        ckpt=golden.checkpoint.resolve().name, torch=torch.__version__, frames=golden.frames, seed=golden.seed,
        info=json.loads((golden.checkpoint / "oracle_info.json").read_text()))
    if golden.short:
        texts = ["Ina kwana? Ƙofa.", "Hello, it's 5.", "你好。"]
    else:
        texts = ["Ina kwana? Ƙofar ɗakin a buɗe take.", "Hello there, it's 5 o'clock.", "你好，世界。"]

    parts = PARTS if arguments.part == "all" else [arguments.part]
    if "model" in parts:
        text_group(golden)
    waves, vectors = speaker_group(golden)
    alone = encode_alone(golden, waves)
    if "generation" in parts:
        long_decoding_group(golden)
    if "model" in parts:
        codec_group(golden, waves, alone)
    rows = add_speakers(golden)
    margins = {}
    if "generation" in parts:
        margins = generation_group(golden, texts, vectors, alone)
        sampling_group(golden)
    if "model" in parts:
        prove_sequence(golden, texts, vectors, rows)
        items = training_items(golden, texts, vectors, rows)
        training_group(golden, items, rows)
    else:  # the signals were needed, and are the other part's
        golden.tensors = {n: t for n, t in golden.tensors.items() if not n.startswith(("audio/", "mel/", "spk/"))}

    not_finite = [n for n, t in golden.tensors.items() if t.is_floating_point() and not torch.isfinite(t).all()]
    if not_finite:
        sys.exit(f"not finite: {not_finite}")
    golden.json["near_ties"] = near_ties(golden, margins)
    save_file(golden.tensors, arguments.out, metadata={"format": "pt"})  # one key: the file is reproducible
    arguments.out.chmod(0o644)
    arguments.out.with_suffix(".json").write_text(json.dumps(golden.json, ensure_ascii=False, indent=1))
    print(json.dumps(golden.proofs, indent=1))
    print("margins", golden.json.get("codec/enc/min_argmin_margin"), margins)
    print("loss", golden.json.get("adamw/loss_curve_10_steps"))
    print(len(golden.tensors), "tensors,", arguments.out.stat().st_size, "bytes")
    if any(golden.json["near_ties"].values()):
        sys.exit(f"near ties, choose another seed: {golden.json['near_ties']}")


if __name__ == "__main__":
    main()
