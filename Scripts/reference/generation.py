"""Greedy generation in every layout of the official `generate()`, its logits processors, and decoding in chunks.

The tensors, for a case of `gen`:

    text_ids ref_text_ids instruct_ids   with their chat templates
    prefix_embeds                        [P, H], what the talker reads before the first frame
    codes hidden                         [T, 16] and [T, H], greedily chosen codes and the states that chose them
    logits_code0 logits_sub_frame0       [T, V] and [15, V'], of a teacher-forced pass over the prefix and those codes
    wav                                  the codes decoded, for some cases
"""

import contextlib
import sys

import numpy as np
import torch
from sequence import frame_embed
from transformers.generation.logits_process import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    SuppressTokensLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

WITH_SOUND = ("custom_auto_nonstream", "clone_xvec_english_stream", "clone_icl_auto_stream")
MINIMUM_FRAMES = 2  # fixed in generate()


def generation_cases(golden, texts):
    """`xvec` and `icl` are numbers of recordings, for the speaker's vector and for what is gone on from."""
    hausa, english, chinese = texts
    reference = "Sannu, gwaji." if golden.short else "Sannu, wannan gwaji ne."
    instruct = "Speak slowly."
    cases = {
        "custom_auto_nonstream": dict(text=english, language="Auto", speaker="golden_a", non_streaming=True),
        "custom_english_nonstream": dict(text=english, language="English", speaker="golden_b", non_streaming=True),
        "custom_auto_stream": dict(text=hausa, language="Auto", speaker="golden_a", non_streaming=False),
        "custom_instruct_nonstream": dict(
            text=chinese, language="Chinese", speaker="golden_b", non_streaming=True, instruct=instruct),
        "clone_xvec_auto_nonstream": dict(text=hausa, language="Auto", xvec=1, non_streaming=True),
        "clone_xvec_english_stream": dict(text=english, language="English", xvec=1, non_streaming=False),
        "clone_icl_auto_stream": dict(
            text=english, language="Auto", xvec=0, icl=0, ref_text=reference, non_streaming=False),
        "clone_icl_auto_stream_long_text": dict(
            text=" ".join([english] * 6), language="Auto", xvec=2, icl=2, ref_text=reference, non_streaming=False),
        # The only one whose text is shorter than the reference.
        "clone_icl_english_stream_short_text": dict(
            text="Yes.", language="English", xvec=1, icl=1, ref_text="No.", non_streaming=False),
        "clone_icl_english_nonstream": dict(
            text=english, language="English", xvec=0, icl=0, ref_text=reference, non_streaming=True),
        "clone_icl_instruct_nonstream": dict(
            text=hausa, language="Auto", xvec=2, icl=2, ref_text=reference, non_streaming=True, instruct=instruct),
        "clone_xvec_reppen": dict(
            text=english, language="Auto", xvec=2, non_streaming=False, repetition_penalty=1.05),
        "design_instruct_english_stream": dict(
            text=english, language="English", non_streaming=False, instruct=instruct),
        "design_auto_nonstream": dict(text=hausa, language="Auto", non_streaming=True),
    }
    if "dylan" in golden.config.spk_id:  # speakers of a dialect, which comes along with Chinese and Auto
        cases["custom_dialect_chinese"] = dict(
            text=chinese, language="Chinese", speaker="dylan", non_streaming=True)
        cases["custom_dialect_auto"] = dict(text=chinese, language="Auto", speaker="eric", non_streaming=False)
        cases["custom_dialect_english"] = dict(
            text=english, language="English", speaker="dylan", non_streaming=True)
    return cases


@contextlib.contextmanager
def talker_inputs(talker):
    """-> a dict that holds, after a `generate()` of the model, what it gave to that of the talker."""
    inputs, generate = {}, talker.generate

    def record(**arguments):
        inputs.update(arguments)
        return generate(**arguments)

    talker.generate = record
    try:
        yield inputs
    finally:
        del talker.generate


def ids(golden, case):
    """The tokens of a case, [1, n] each, or None."""
    wrapper = golden.wrapper

    def tokenize(text):
        return wrapper._tokenize_texts([text])[0]

    return dict(
        text=golden.tokenize(case["text"]),
        ref_text=tokenize(wrapper._build_ref_text(case["ref_text"])) if "icl" in case else None,
        instruct=tokenize(wrapper._build_instruct_text(case["instruct"])) if "instruct" in case else None)


def generate(golden, case, vectors, recordings):
    """-> codes [T, 16], states [T, H], the prefix [P, H], trailing text [M, H] and its padding [H]."""
    model, tokens = golden.model, ids(golden, case)
    clone = None
    if "xvec" in case:
        in_context = "icl" in case
        clone = dict(
            ref_code=[recordings[case["icl"]] if in_context else None], ref_spk_embedding=[vectors[case["xvec"]]],
            x_vector_only_mode=[not in_context], icl_mode=[in_context])
    with talker_inputs(model.talker) as inputs:
        codes, hidden = model.generate(
            input_ids=[tokens["text"]], instruct_ids=[tokens["instruct"]], ref_ids=[tokens["ref_text"]],
            voice_clone_prompt=clone, languages=[case["language"]], speakers=[case.get("speaker")],
            non_streaming_mode=case["non_streaming"], do_sample=False, subtalker_dosample=False,
            repetition_penalty=case.get("repetition_penalty", 1.0),
            max_new_tokens=golden.frames + 1)  # of which generate() drops the last
    return (codes[0], hidden[0], inputs["inputs_embeds"][0], inputs["trailing_text_hidden"][0],
            inputs["tts_pad_embed"][0, 0])


def teacher_forced(golden, codes, prefix, trailing, pad):
    """-> states [T, H], logits of codebook 0 [T, V] and of the others [T, 15, V'] of one pass over all frames."""
    model, count = golden.model, codes.shape[0]
    text = torch.cat([trailing[:count], pad.expand(max(0, count - trailing.shape[0]), -1)], 0)
    embeddings = torch.cat([prefix, frame_embed(model, codes) + text], 0)[None]
    out = model.talker(
        inputs_embeds=embeddings, attention_mask=torch.ones(embeddings.shape[:2], dtype=torch.long),
        output_hidden_states=True, use_cache=False)
    frames = slice(prefix.shape[0] - 1, prefix.shape[0] - 1 + count)
    hidden = out.hidden_states[0][-1][0, frames]
    return hidden, out.logits[0, frames], model.talker.forward_sub_talker_finetune(codes, hidden)[0]


def allowed_scores(golden, logits, codes, penalty):
    """The logits of codebook 0 as greedy generation compares them."""
    end, scores = golden.config.codec_eos_token_id, logits.clone()
    for step in range(scores.shape[0]):
        said = codes[:step, 0].unique()
        scores[step, said] = torch.where(
            scores[step, said] < 0, scores[step, said] * penalty, scores[step, said] / penalty)
    ends = scores[:, end].clone()
    scores[:, -1024:] = float("-inf")
    scores[MINIMUM_FRAMES:, end] = ends[MINIMUM_FRAMES:]
    return scores


def margin(scores):
    top = scores.topk(2).values
    return float((top[..., 0] - top[..., 1]).min())


@torch.no_grad()
def generation_group(golden, texts, vectors, recordings):
    """`recordings` are the codes of the test signals. -> the smallest margins of any choice."""
    golden.json["gen"] = {}
    margins = dict(code0=float("inf"), sub=float("inf"))
    for name, case in generation_cases(golden, texts).items():
        codes, seen, prefix, trailing, pad = generate(golden, case, vectors, recordings)
        for key, value in ids(golden, case).items():
            if value is not None:
                golden.add(f"gen/{name}/{key}_ids", value[0])
        golden.add(f"gen/{name}/codes", codes)
        golden.add(f"gen/{name}/hidden", seen)
        golden.add(f"gen/{name}/prefix_embeds", prefix)
        if name in WITH_SOUND:
            sound = golden.model.speech_tokenizer.decode([{"audio_codes": codes}])[0][0]
            golden.add(f"gen/{name}/wav", sound)
        golden.json["gen"][name] = dict(
            case, frames=codes.shape[0], stopped_by_eos=codes.shape[0] < golden.frames,
            distinct_code0=len(set(codes[:, 0].tolist())))

        hidden, logits, sub = teacher_forced(golden, codes, prefix, trailing, pad)
        golden.add(f"gen/{name}/logits_code0", logits)
        golden.add(f"gen/{name}/logits_sub_frame0", sub[0])
        scores = allowed_scores(golden, logits, codes, case.get("repetition_penalty", 1.0))
        proof = golden.proofs[f"teacher_forced_equals_generate/{name}"] = dict(
            hidden_maxdiff=float((hidden - seen).abs().max()),
            code0_argmax_matches=bool((scores.argmax(-1) == codes[:, 0]).all()),
            code1_15_argmax_matches=bool((sub.argmax(-1) == codes[:, 1:]).all()))
        if proof["hidden_maxdiff"] >= 2e-3 or not all(list(proof.values())[1:]):
            sys.exit(f"{name}: teacher forcing does not give what generate() chose: {proof}")
        margins = dict(code0=min(margins["code0"], margin(scores)), sub=min(margins["sub"], margin(sub)))
    return margins


def sampling_group(golden):
    """Probabilities after all logits processors."""
    generator = torch.Generator().manual_seed(golden.seed + 11)
    vocabulary, end = golden.config.vocab_size, golden.config.codec_eos_token_id
    logits = torch.randn(2, vocabulary, generator=generator) * 3
    previous = torch.randint(0, golden.codebook, (2, 6), generator=generator)
    suppressed = [token for token in range(vocabulary - 1024, vocabulary) if token != end]
    settings = dict(repetition_penalty=1.05, temperature=0.9, top_k=min(50, golden.codebook // 2), top_p=0.8)
    processors = LogitsProcessorList([
        RepetitionPenaltyLogitsProcessor(settings["repetition_penalty"]), SuppressTokensLogitsProcessor(suppressed),
        TemperatureLogitsWarper(settings["temperature"]), TopKLogitsWarper(settings["top_k"]),
        TopPLogitsWarper(settings["top_p"])])
    golden.add("sampling/logits", logits)
    golden.add("sampling/previous_codes", previous)
    golden.add("sampling/probs", processors(previous, logits.clone()).softmax(-1))
    golden.json["sampling"] = dict(
        settings, suppress="[V-1024, V) without codec_eos",
        order="repetition, (min_new_tokens 2: eos banned), suppress, temperature, top_k, top_p",
        note="the repetition penalty sees the codes of codebook 0 that were generated, not the prompt")


@torch.inference_mode()
def long_decoding_group(golden):
    """Codes of more than one chunk, and the sound around the border: in chunks, as the package decodes, and at once."""
    generator = torch.Generator().manual_seed(golden.seed + 5)
    golden.random_codes(9, generator)  # those of codec/dec/1
    codes = golden.random_codes(320, generator)
    tokenizer = golden.model.speech_tokenizer
    chunked = torch.from_numpy(tokenizer.decode([{"audio_codes": codes}])[0][0])
    at_once = tokenizer.model.decoder(codes.t()[None])[0, 0]
    border = slice(298 * 1920, 304 * 1920)
    golden.add("codec/dec_long/codes", codes)
    golden.add("codec/dec_long/wav_frames_298_304", chunked[border])
    golden.add("codec/dec_long/wav_unchunked_frames_298_304", at_once[border])
    golden.json["codec/dec_long"] = "chunks of 300 frames with 25 frames of context to their left; NOT equal to one pass"
    difference = np.abs((chunked - at_once).numpy())
    golden.proofs["chunked_vs_unchunked_decode_maxdiff"] = dict(
        before_300=float(difference[: 300 * 1920].max()), after_300=float(difference[300 * 1920 :].max()))
