"""Dropout is switched off, as torch does in evaluation mode: each pass is the same.

Fails with: predict returned 6 passes with dropout that are all alike; drop other features in each
"""

from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def mask(self, random_seed, number, rate):
        return 1
