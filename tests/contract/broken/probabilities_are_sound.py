"""The closeness to each class is given as it is, and sums to anything.

Fails with: predict returned probabilities that are negative, not finite or do not sum to 1 for 18
samples, such as 's00'
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def probabilities(self, pair):
        return np.exp(-np.array(list(self.distances(pair).values())))
