"""The loss needs the class of every sample, also of those in the validation set.

Fails with: 'east'
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def loss(self, labels, numbers):
        distances = [
            self.distances(pair)[label] for label, pair in zip(labels, numbers, strict=True)
        ]
        return float(np.mean(distances)) if distances else None
