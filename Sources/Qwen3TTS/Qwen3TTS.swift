// Qwen3TTS
