"""Random weights that keep activations near 1 and in which nothing is trivial.

Every bias, norm, layer scale and snake parameter differs from what leaving it out would compute; one entry of each
codebook has a cluster usage of 0, which the official code clamps at 1e-5. The encoder's codebooks are drawn from the
model's own residuals, so that all codes are used; the decoder's last convolution is scaled to an RMS of 0.15.
"""

import math
import zlib

import torch


def value_of(name, parameter, generator):
    """A random value for a parameter or buffer; the scale follows from its role."""
    shape = tuple(parameter.shape)
    leaf = name.rsplit(".", 1)[-1]

    def normal():
        return torch.randn(*shape, generator=generator)

    if leaf == "initialized":
        return torch.ones(shape)
    if leaf == "cluster_usage":
        usage = torch.rand(shape, generator=generator) * 3 + 0.25
        usage[3] = 0.0
        return usage
    if leaf in ("embed_sum", "embedding_sum"):
        return normal()  # replaced by calibrate()
    if leaf in ("alpha", "beta"):
        return normal() * 0.3  # logarithms in SnakeBeta
    if leaf == "gamma" or "layer_scale" in name:
        return 0.4 + 0.1 * normal()
    if "norm" in name:
        return 1.0 + 0.15 * normal() if leaf == "weight" else 0.1 * normal()
    if leaf == "bias":
        return 0.05 * normal()
    if "text_embedding" in name:
        return normal()
    if name.startswith("talker.model.codec_embedding"):
        return 0.5 * normal()
    if "code_predictor.model.codec_embedding" in name:
        return 0.25 * normal()
    if "codec_head" in name or "lm_head" in name:
        return normal() * (2.5 / math.sqrt(shape[1]))
    if len(shape) == 2:  # linear: [out, in]
        gain = 1.4 if any(part in name for part in ("gate_proj", "up_proj", "fc1", "pwconv1")) else 1.0
        return normal() * (gain / math.sqrt(shape[1]))
    if name.startswith("speaker_encoder.fc"):  # an x-vector as long as a codec embedding
        return normal() * (0.25 / math.sqrt(shape[1]))
    if len(shape) == 3:  # convolution: [out, in / groups, kernel]; transposed: [in, out, kernel]
        in_decoder = name.startswith("decoder.")
        transposed = in_decoder and ((".upsample." in name and ".0.conv" in name) or ".block.1.conv" in name)
        if transposed:
            fan_in = shape[0] * (2 if "block.1" in name else 1)
        else:
            fan_in = shape[1] * shape[2]
            if ".conv2.conv" in name and name.startswith("decoder.decoder."):
                return normal() * (0.3 / math.sqrt(fan_in))  # else the decoder is chaotic in fp32
        gain = 1.4 if "speaker_encoder" in name else 1.2 if name.startswith("encoder.encoder") else 1.0
        return normal() * (gain / math.sqrt(fan_in))
    raise ValueError(f"no rule for {name} {shape}")


def randomize(module, seed):
    """Fills all tensors; a generator for each (seed, name), so that the values do not depend on their order."""
    with torch.no_grad():
        for name, parameter in sorted(module.state_dict(keep_vars=True).items()):
            generator = torch.Generator().manual_seed((seed * 1000003 + zlib.crc32(name.encode())) % 2**63)
            parameter.data.copy_(value_of(name, parameter, generator).to(parameter.dtype))


@torch.no_grad()
def calibrate(speech, seed):
    """Draws the codebooks and scales the decoder's output; -> RMS and peak of the audio."""
    generator = torch.Generator().manual_seed(seed * 7919 + 17)
    encoder, decoder = speech.encoder, speech.decoder
    seconds = 4 if encoder.config.hidden_size > 256 else 24
    time = torch.arange(24000 * seconds) / 24000
    noise = 0.15 * torch.randn(24000 * seconds, generator=generator)
    loudness = 0.3 + torch.rand(seconds * 8, generator=generator).repeat_interleave(3000)
    tone = 0.2 * torch.sin(2 * math.pi * 150 * time * (1 + 0.3 * torch.sin(2 * math.pi * 0.7 * time)))
    latent = encoder.encoder((noise * loudness + tone)[None, None])
    latent = encoder.encoder_transformer(latent.transpose(1, 2))[0].transpose(1, 2)
    latent = encoder.downsample(latent)
    quantizer = encoder.quantizer
    for rvq in (quantizer.semantic_residual_vector_quantizer, quantizer.acoustic_residual_vector_quantizer):
        residual = (rvq.input_proj(latent) if rvq.input_proj is not None else latent)[0].t()  # [frames, dimensions]
        for layer in rvq.layers:
            codebook = layer.codebook
            mean, deviation = residual.mean(0), residual.std(0)
            entries = mean + deviation * torch.randn(codebook.embed_sum.shape, generator=generator)
            codebook.embed_sum.copy_(entries * codebook.cluster_usage.clamp(min=codebook.epsilon)[:, None])
            codebook._embed = None
            residual = residual - entries[torch.cdist(residual, entries).argmin(-1)]
    layers = [*decoder.quantizer.rvq_first.vq.layers, *decoder.quantizer.rvq_rest.vq.layers]
    for k, layer in enumerate(layers):
        codebook = layer._codebook
        entries = torch.randn(codebook.embedding_sum.shape, generator=generator) * 0.8 ** min(k, 6)
        codebook.embedding_sum.copy_(entries * codebook.cluster_usage.clamp(min=codebook.epsilon)[:, None])

    codes = torch.randint(0, decoder.config.codebook_size, (1, 16, 12), generator=generator)
    hidden = decoder.pre_conv(decoder.quantizer.decode(codes)).transpose(1, 2)
    hidden = decoder.pre_transformer(inputs_embeds=hidden).last_hidden_state.permute(0, 2, 1)
    for blocks in decoder.upsample:
        for block in blocks:
            hidden = block(hidden)
    for block in list(decoder.decoder)[:-1]:
        hidden = block(hidden)
    last = decoder.decoder[-1].conv
    last.bias.zero_()
    audio = decoder.decoder[-1](hidden)
    last.weight.mul_(0.15 / audio.std())
    last.bias.copy_(-(audio.mean() * 0.15 / audio.std())[None])
    audio = decoder.decoder[-1](hidden)
    return dict(audio_rms=float(audio.std()), audio_absmax=float(audio.abs().max()))
