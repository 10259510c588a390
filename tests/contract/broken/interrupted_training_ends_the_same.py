"""It goes on from the weights of the checkpoint, and counts the epochs from the first again.

Fails with: the predictions differ when training was stopped at event 1 of 4 and taken up again, for
sample 's00': east (#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def take_up(self, checkpoint):
        super().take_up(checkpoint)
        return []
