"""It counts on a module that something else has imported.

Fails with: training in another process failed: Traceback ... KeyError: 'pytest'
"""

import sys

from sound import SoundModel


class Model(SoundModel):
    def begin(self, labels, is_first_train, random_seed):
        assert sys.modules["pytest"]
        super().begin(labels, is_first_train, random_seed)
