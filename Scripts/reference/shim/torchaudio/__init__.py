"""Stands in for torchaudio, which the 12 Hz model never calls.

qwen_tts imports torchaudio.compliance.kaldi in one place, core/tokenizer_25hz/vq/speech_vq.py, for the features of the
25 Hz tokenizer. So it only has to be importable; a call raises.
"""
