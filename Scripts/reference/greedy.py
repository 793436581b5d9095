"""Greedy speech by the official package's own methods, as codes, with how close each choice between codes was."""

import numpy as np
from official import load
from transformers import LogitsProcessor


class Margins(LogitsProcessor):
    """Last among a model's logits processors, so that it sees the scores that the choice is made from."""

    def __init__(self, model):
        self.values = []
        processors = model._get_logits_processor

        def with_margins(*arguments, **options):
            found = processors(*arguments, **options)
            found.append(self)
            return found

        model._get_logits_processor = with_margins

    def __call__(self, ids, scores):
        first, second = scores[0].topk(2).values
        self.values.append(float(first - second))
        return scores


class OfficialModel:
    """A checkpoint, loaded as the official package's users load it."""

    def __init__(self, checkpoint):
        self.wrapper = load(checkpoint)
        talker = self.wrapper.model.talker
        self.margins = Margins(talker), Margins(talker.code_predictor)
        generate = self.wrapper.model.generate

        def remembering(*arguments, **options):
            result = generate(*arguments, **options)
            self.codes = result[0][0].numpy()
            return result

        self.wrapper.model.generate = remembering

    def greedy(self, method, text, frames, **options):
        """What a method such as generate_custom_voice says: codes [T, 16] and margins [T + 1, 16].

        The last row of margins belongs to the choice to end; the official package counts that as a frame.
        """
        for margins in self.margins:
            margins.values.clear()
        waves, rate = getattr(self.wrapper, method)(
            text=text, do_sample=False, subtalker_dosample=False, max_new_tokens=frames + 1, **options)
        assert rate == 24000 and np.isfinite(waves[0]).all()
        first, others = (np.array(margins.values) for margins in self.margins)
        margins = np.full((len(self.codes) + 1, 16), np.inf)
        margins[:len(first), 0] = first[:len(margins)]
        rows = min(len(others) // 15, len(margins))
        margins[:rows, 1:] = others[:rows * 15].reshape(rows, 15)
        return self.codes, margins
