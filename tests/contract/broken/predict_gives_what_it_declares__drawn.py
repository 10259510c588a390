"""The masks come from a generator that goes on from one piece to the next.

Fails with: the passes with dropout differ when the samples come in the opposite order, for sample
's17'
"""

import numpy as np
from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def __init__(self):
        self.masks = np.random.default_rng(0)

    def mask(self, random_seed, number, rate):
        return self.masks.random(2)
