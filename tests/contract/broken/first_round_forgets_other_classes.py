"""It goes on from what was loaded, whichever round it is.

Fails with: a first round without labels of 'east' still knows that class; when is_first_train is
true, shape the model to the labels
"""

from sound import SoundModel


class Model(SoundModel):
    def begin(self, labels, is_first_train, random_seed):
        super().begin(labels, False, random_seed)
