"""What correct training computes: the sequence, the labels and the losses.

For one item (text ids, frames c[T, 16], speaker vector s, language l) the training sequence is, position by position,
what `Qwen3TTSForConditionalGeneration.generate()` feeds the talker for the same tokens (modeling_qwen3_tts.py, lines
2084-2235 for the prefix, 1668-1692 for the frames):

    role      project(text([<|im_start|>, assistant, \\n]))                                   3 positions
    tag       a codec tag, over tts_pad ... tts_pad, tts_bos in the text channel
                 language None:  nothink think_bos think_eos             [speaker] codec_pad
                 language given: think   think_bos <language> think_eos  [speaker] codec_pad
    at once:    (project(text_i) + codec_pad) for every token, (tts_eos + codec_pad), (tts_pad + codec_bos)
    streaming:  (project(text_0) + codec_bos)
    frame t   sum over k of embedding_k(c[t, k]) + trailing_t, at position p0 + t
                 trailing: tts_pad (at once), or text_1, text_2, ..., tts_eos, tts_pad, ... (streaming)

    labels    position p0 - 1 + t is c[t, 0] for t < T, position p0 - 1 + T is codec_eos, all others are ignored;
              logits[p] is compared with labels[p]: one shift in total.
    sub-talker  frame t: [hidden[p0 - 1 + t], embedding_0(c[t, 0]), ..., embedding_14(c[t, 14])], 16 positions; head j
              at position j + 1 predicts c[t, j + 1], without a further shift.
    loss      main: mean cross entropy over all labels of the batch; sub: mean over all frames x 15;
              total: main + 0.3 sub (0.3 as in sft_12hz.py, line 113).

The speaker's vector is an x-vector (not trained) or the row codec_embedding[id] (trained). Batches are padded on the
right with zero embeddings, where the mask is 0.
"""

import torch
import torch.nn.functional as F

SUB_WEIGHT = 0.3
IGNORED = -100


def text_embed(model, ids):
    return model.talker.text_projection(model.talker.get_text_embeddings()(ids))


def build_prefix(model, text_ids, speaker, language_id, non_streaming):
    """-> prefix [P, H], trailing text [M, H], tts_pad [H]; `text_ids` [1, n] with role and tail."""
    config, talker = model.config, model.config.talker_config

    def codec(ids):
        return model.talker.get_input_embeddings()(torch.tensor([ids]))

    bos, eos, pad = text_embed(
        model, torch.tensor([[config.tts_bos_token_id, config.tts_eos_token_id, config.tts_pad_token_id]])
    ).chunk(3, dim=1)
    if language_id is None:
        tag = [talker.codec_nothink_id, talker.codec_think_bos_id, talker.codec_think_eos_id]
    else:
        tag = [talker.codec_think_id, talker.codec_think_bos_id, language_id, talker.codec_think_eos_id]
    parts = [codec(tag)]
    if speaker is not None:
        parts.append(speaker.view(1, 1, -1))
    parts.append(codec([talker.codec_pad_id]))
    tag = torch.cat(parts, 1)
    role = text_embed(model, text_ids[:, :3])
    head = torch.cat([pad.expand(-1, tag.shape[1] - 1, -1), bos], 1) + tag
    text = text_embed(model, text_ids[:, 3:-5])
    if non_streaming:
        whole = torch.cat([text, eos], 1)
        sequence = [role, head, whole + codec([talker.codec_pad_id] * whole.shape[1]), pad + codec([talker.codec_bos_id])]
        trailing = pad
    else:
        sequence = [role, head, text[:, :1] + codec([talker.codec_bos_id])]
        trailing = torch.cat([text[:, 1:], eos], 1)
    return torch.cat(sequence, 1)[0], trailing[0], pad[0, 0]


def frame_embed(model, codes):
    """Sum over the codebooks [T, H] of the embeddings of `codes` [T, 16]."""
    sum_ = model.talker.get_input_embeddings()(codes[:, 0])
    for k in range(1, codes.shape[1]):
        sum_ = sum_ + model.talker.code_predictor.get_input_embeddings()[k - 1](codes[:, k])
    return sum_


def build_item(model, text_ids, codes, speaker, language_id, non_streaming):
    """-> embeddings [P + T, H], labels [P + T], p0 = P, the position of frame 0."""
    prefix, trailing, pad = build_prefix(model, text_ids, speaker, language_id, non_streaming)
    frames = codes.shape[0]
    trailing = trailing[:frames]
    if trailing.shape[0] < frames:
        trailing = torch.cat([trailing, pad.expand(frames - trailing.shape[0], -1)], 0)
    embeddings = torch.cat([prefix, frame_embed(model, codes) + trailing], 0)
    p0 = prefix.shape[0]
    labels = torch.full((p0 + frames,), IGNORED, dtype=torch.long)
    labels[p0 - 1 : p0 - 1 + frames] = codes[:, 0]
    labels[p0 - 1 + frames] = model.config.talker_config.codec_eos_token_id
    return embeddings, labels, p0


def build_batch(model, items, non_streaming):
    """A padded batch of items: dicts of text_ids [1, n], codes [T, 16], spk [H] or spk_id, language_id."""
    built = []
    for item in items:
        speaker = item.get("spk")
        if speaker is None:
            speaker = model.talker.get_input_embeddings()(torch.tensor(item["spk_id"]))
        built.append(build_item(model, item["text_ids"], item["codes"], speaker, item["language_id"], non_streaming))
    pad = torch.nn.utils.rnn.pad_sequence
    embeddings = pad([b[0] for b in built], batch_first=True)
    labels = pad([b[1] for b in built], batch_first=True, padding_value=IGNORED)
    mask = torch.zeros(embeddings.shape[:2], dtype=torch.long)
    rows, columns = [], []
    for i, (item_embeddings, _, p0) in enumerate(built):
        mask[i, : item_embeddings.shape[0]] = 1
        frames = items[i]["codes"].shape[0]
        rows += [i] * frames
        columns += range(p0 - 1, p0 - 1 + frames)
    return dict(
        embeds=embeddings, labels=labels, mask=mask, pred_row=torch.tensor(rows), pred_col=torch.tensor(columns),
        codes=torch.cat([item["codes"] for item in items], 0), p0=torch.tensor([b[2] for b in built]),
    )


def correct_forward(model, batch):
    """Losses of a padded batch, aligned as in inference."""
    out = model.talker(
        inputs_embeds=batch["embeds"], attention_mask=batch["mask"], output_hidden_states=True, use_cache=False
    )
    hidden = out.hidden_states[0][-1]  # after the final norm, like past_hidden in generate()
    main = F.cross_entropy(
        out.logits.float().view(-1, out.logits.shape[-1]), batch["labels"].view(-1), ignore_index=IGNORED
    )
    frame_hidden = hidden[batch["pred_row"], batch["pred_col"]]
    sub_logits, _ = model.talker.forward_sub_talker_finetune(batch["codes"], frame_hidden)
    sub = F.cross_entropy(
        sub_logits.float().reshape(-1, sub_logits.shape[-1]), batch["codes"][:, 1:].reshape(-1)
    )
    return dict(
        loss=main + SUB_WEIGHT * sub, main=main, sub=sub, logits=out.logits, hidden=hidden, sub_logits=sub_logits
    )
