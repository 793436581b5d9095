"""Stands in for the package sox, which the 12 Hz model never calls, and which complains where the program sox is missing.

qwen_tts imports it in one place, core/tokenizer_25hz/vq/speech_vq.py, to normalise recordings for the 25 Hz tokenizer. So
it only has to be importable; what that place would call does not exist.
"""
