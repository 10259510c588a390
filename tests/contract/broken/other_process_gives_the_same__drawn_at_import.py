"""The weights to begin with are drawn when the module is imported.

Fails with: the predictions differ in another process, for sample 's00': east (#, #, #) and east (#,
#, #)
"""

import numpy as np
from sound import SoundModel

FIRST = np.random.default_rng().normal(size=2).tolist()


class Model(SoundModel):
    def begin(self, labels, is_first_train, random_seed):
        known = set() if is_first_train else set(self.centres)
        super().begin(labels, is_first_train, random_seed)
        for label in set(self.centres) - known:
            self.centres[label] = FIRST
