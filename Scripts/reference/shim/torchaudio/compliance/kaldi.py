def fbank(*_arguments, **_options):
    raise NotImplementedError("this stand-in for torchaudio has no kaldi.fbank: only the 25 Hz tokenizer uses it")
