"""The weights are rounded when they are saved.

Fails with: the predictions differ when the model was saved, its folder moved, and loaded from
there, for sample 's00': east (#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        whole = self.centres
        self.centres = {label: [round(a, 4) for a in at] for label, at in whole.items()}
        super().save_model(save_dir)
        self.centres = whole
