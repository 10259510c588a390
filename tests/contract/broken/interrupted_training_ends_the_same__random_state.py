"""One generator goes through all epochs, and begins anew where training is taken up.

Fails with: the predictions differ when training was stopped at event 1 of 4 and taken up again, for
sample 's00': east (#, #, #) and east (#, #, #)
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def begin(self, labels, is_first_train, random_seed):
        super().begin(labels, is_first_train, random_seed)
        self.only_generator = np.random.default_rng(random_seed)

    def generator(self, random_seed, epochs_done):
        return self.only_generator
