"""The configurations of the checkpoints that make_checkpoint.py writes: four sizes, in the official layout."""

import copy

from text_tokenizer import ADDED, WHOLE

# Ids on the codec side, as distances from the codebook's size (2048 in the real models).
CODEC = dict(
    codec_pad_id=100, codec_bos_id=101, codec_eos_token_id=102, codec_think_id=106, codec_nothink_id=107,
    codec_think_bos_id=108, codec_think_eos_id=109)
LANGUAGES = dict(
    chinese=7, english=2, german=5, italian=22, portuguese=23, spanish=6, japanese=10, korean=16, french=13,
    russian=21)
DIALECTS = dict(beijing_dialect=26, sichuan_dialect=14)
SPEAKERS = dict(
    serena=1018, vivian=1017, uncle_fu=962, ryan=1013, aiden=813, ono_anna=825, sohee=816, eric=827, dylan=830)
DIALECT_OF = dict(eric="sichuan_dialect", dylan="beijing_dialect")

SIZES = {
    "tiny": dict(
        tag="tiny", tokens=1024, text_vocab=1088, codebook=64, text_hidden=96,
        talker=dict(
            hidden_size=64, intermediate_size=128, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
            head_dim=32, mrope=[6, 5, 5]),
        predictor=dict(
            hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
            head_dim=16),
        speaker_encoder=dict(
            enc_channels=[32, 32, 32, 32, 96], enc_attention_channels=16, enc_se_channels=16),
        encoder=dict(
            num_filters=4, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
            head_dim=16, intermediate_size=64, sliding_window=12, codebook_dim=16,
            vector_quantization_hidden_dimension=16, num_quantizers=18),
        decoder=dict(
            latent_dim=48, codebook_dim=32, hidden_size=32, intermediate_size=48, head_dim=16, num_attention_heads=4,
            num_key_value_heads=4, num_hidden_layers=2, sliding_window=20, decoder_dim=64,
            vector_quantization_hidden_dimension=32)),
    "small": dict(
        tag="small", tokens=16384, text_vocab=16512, codebook=512, text_hidden=256,
        talker=dict(
            hidden_size=256, intermediate_size=768, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=4,
            head_dim=64, mrope=[12, 10, 10]),
        predictor=dict(  # as wide as the talker: no projection between them
            hidden_size=256, intermediate_size=768, num_hidden_layers=3, num_attention_heads=8, num_key_value_heads=4,
            head_dim=64),
        speaker_encoder=dict(
            enc_channels=[128, 128, 128, 128, 384], enc_attention_channels=64, enc_se_channels=64),
        encoder=dict(
            num_filters=16, hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=4,
            head_dim=32, intermediate_size=512, sliding_window=64, codebook_dim=64,
            vector_quantization_hidden_dimension=64, num_quantizers=32),
        decoder=dict(
            latent_dim=256, codebook_dim=128, hidden_size=128, intermediate_size=256, head_dim=32,
            num_attention_heads=8, num_key_value_heads=8, num_hidden_layers=4, sliding_window=24, decoder_dim=384,
            vector_quantization_hidden_dimension=128)),
    "0.6b": dict(
        tag="0b6", tokens=WHOLE, text_vocab=151936, codebook=2048, text_hidden=2048,
        talker=dict(
            hidden_size=1024, intermediate_size=3072, num_hidden_layers=28, num_attention_heads=16,
            num_key_value_heads=8, head_dim=128, mrope=[24, 20, 20]),
        predictor=dict(
            hidden_size=1024, intermediate_size=3072, num_hidden_layers=5, num_attention_heads=16,
            num_key_value_heads=8, head_dim=128),
        speaker_encoder={}, encoder={}, decoder={}),
    "1.7b": dict(
        tag="1b7", tokens=WHOLE, text_vocab=151936, codebook=2048, text_hidden=2048,
        talker=dict(
            hidden_size=2048, intermediate_size=6144, num_hidden_layers=28, num_attention_heads=16,
            num_key_value_heads=8, head_dim=128, mrope=[24, 20, 20]),
        predictor=dict(
            hidden_size=1024, intermediate_size=3072, num_hidden_layers=5, num_attention_heads=16,
            num_key_value_heads=8, head_dim=128),
        speaker_encoder={}, encoder={}, decoder={}),
}

# The real 12 Hz speech tokenizer.
ENCODER = dict(
    _frame_rate=12.5, attention_bias=False, attention_dropout=0.0, audio_channels=1, codebook_dim=256,
    codebook_size=2048, compress=2, dilation_growth_rate=2, head_dim=64, hidden_act="gelu", hidden_size=512,
    initializer_range=0.02, intermediate_size=2048, kernel_size=7, last_kernel_size=3,
    layer_scale_initial_scale=0.01, max_position_embeddings=8000, model_type="mimi", norm_eps=1e-5,
    num_attention_heads=8, num_filters=64, num_hidden_layers=8, num_key_value_heads=8, num_quantizers=32,
    num_residual_layers=1, num_semantic_quantizers=1, pad_mode="constant", residual_kernel_size=3, rope_theta=10000.0,
    sampling_rate=24000, sliding_window=250, trim_right_ratio=1.0, upsample_groups=512,
    upsampling_ratios=[8, 6, 5, 4], use_cache=False, use_causal_conv=True, use_conv_shortcut=False,
    use_streaming=False, vector_quantization_hidden_dimension=256)
DECODER = dict(
    attention_bias=False, attention_dropout=0.0, latent_dim=1024, codebook_dim=512, codebook_size=2048,
    decoder_dim=1536, hidden_act="silu", hidden_size=512, intermediate_size=1024, layer_scale_initial_scale=0.01,
    max_position_embeddings=8000, head_dim=64, num_attention_heads=16, num_hidden_layers=8, num_key_value_heads=16,
    num_quantizers=16, num_semantic_quantizers=1, rms_norm_eps=1e-5, rope_theta=10000, semantic_codebook_size=4096,
    sliding_window=72, upsample_rates=[8, 5, 4, 3], upsampling_ratios=[2, 2],
    vector_quantization_hidden_dimension=512)

GENERATION = dict(
    do_sample=True, repetition_penalty=1.05, temperature=0.9, top_p=1.0, top_k=50, subtalker_dosample=True,
    subtalker_temperature=0.9, subtalker_top_p=1.0, subtalker_top_k=50, max_new_tokens=8192)
FEATURE_EXTRACTOR = dict(
    chunk_length_s=None, feature_extractor_type="EncodecFeatureExtractor", feature_size=1, overlap=None,
    padding_side="right", padding_value=0.0, return_attention_mask=True, sampling_rate=24000)
PROCESSOR = dict(
    padding_side="left", padding_value=0.0, processor_class="Qwen3TTSProcessor", return_attention_mask=True)


def build_configs(size, kind):
    """-> config.json, speech_tokenizer/config.json, number of ordinary text tokens; `kind` base or custom_voice."""
    size = copy.deepcopy(SIZES[size])
    codebook, tokens = size["codebook"], size["tokens"]
    added = {token: tokens + i for i, token in enumerate(ADDED)}
    custom = kind == "custom_voice"
    mrope = size["talker"].pop("mrope")
    predictor = dict(
        attention_bias=False, attention_dropout=0, hidden_act="silu", initializer_range=0.02,
        layer_types=["full_attention"] * size["predictor"]["num_hidden_layers"], max_length=20,
        max_position_embeddings=65536, max_window_layers=28, model_type="qwen3_tts_talker_code_predictor",
        num_code_groups=16, rms_norm_eps=1e-6, rope_scaling=None, rope_theta=1000000, sliding_window=None,
        tie_word_embeddings=False, use_cache=True, use_sliding_window=False, vocab_size=codebook,
        **size["predictor"])
    languages = LANGUAGES | (DIALECTS if custom else {})
    talker = dict(
        attention_bias=False, attention_dropout=0, code_predictor_config=predictor,
        codec_language_id={name: codebook + id for name, id in languages.items()},
        **{name: codebook + id for name, id in CODEC.items()},
        hidden_act="silu", initializer_range=0.02, max_position_embeddings=32768, model_type="qwen3_tts_talker",
        num_code_groups=16, position_id_per_seconds=13, rms_norm_eps=1e-6,
        rope_scaling=dict(interleaved=True, mrope_section=mrope, rope_type="default"), rope_theta=1000000,
        sliding_window=None, spk_id={name: codebook + id for name, id in SPEAKERS.items()} if custom else {},
        spk_is_dialect={name: DIALECT_OF.get(name, False) for name in SPEAKERS} if custom else {},
        text_hidden_size=size["text_hidden"], text_vocab_size=size["text_vocab"], use_cache=True,
        use_sliding_window=False, vocab_size=codebook + 1024, **size["talker"])
    config = dict(
        architectures=["Qwen3TTSForConditionalGeneration"], assistant_token_id=77091,
        im_end_token_id=added["<|im_end|>"], im_start_token_id=added["<|im_start|>"], model_type="qwen3_tts",
        speaker_encoder_config=dict(
            enc_dim=size["talker"]["hidden_size"], sample_rate=24000, **size["speaker_encoder"]),
        talker_config=talker, tokenizer_type="qwen3_tts_tokenizer_12hz", tts_bos_token_id=added["<tts_text_bos>"],
        tts_eos_token_id=added["<tts_text_eod>"], tts_model_size=size["tag"], tts_model_type=kind,
        tts_pad_token_id=added["<tts_pad>"], transformers_version="4.57.3")
    encoder = ENCODER | dict(codebook_size=codebook) | size["encoder"]
    encoder["upsample_groups"] = encoder["hidden_size"]
    decoder = DECODER | dict(codebook_size=codebook) | size["decoder"]
    speech = dict(
        architectures=["Qwen3TTSTokenizerV2Model"], decode_upsample_rate=1920, decoder_config=decoder,
        encode_downsample_rate=1920, encoder_config=encoder, encoder_valid_num_quantizers=16,
        input_sample_rate=24000, model_type="qwen3_tts_tokenizer_12hz", output_sample_rate=24000,
        transformers_version="4.57.3")
    return config, speech, tokens
