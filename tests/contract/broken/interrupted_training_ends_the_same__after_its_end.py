"""Training that was complete goes on by an epoch when it is taken up.

Fails with: the predictions differ when training was stopped after its end and taken up again, for
sample 's00': east (#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def take_up(self, checkpoint):
        history = super().take_up(checkpoint)
        return history[:-1] if len(history) == self.Options().epochs else history
