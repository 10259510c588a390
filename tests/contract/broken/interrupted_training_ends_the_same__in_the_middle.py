"""Where several epochs are done, but not all, one is counted.

Fails with: the predictions differ when training was stopped at event 2 of 4 and taken up again, for
sample 's00': east (#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def take_up(self, checkpoint):
        history = super().take_up(checkpoint)
        return history if len(history) == self.Options().epochs else history[-1:]
