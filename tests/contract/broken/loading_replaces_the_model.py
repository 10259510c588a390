"""What is loaded is added to what the instance knows.

Fails with: the classes differ when the model is loaded into an instance that was trained on other
labels: ['east 2', 'north 2', 'west 2'] and ['east', 'north', 'west', 'east 2', 'north 2', 'west 2']
"""

from sound import SoundModel


class Model(SoundModel):
    def __init__(self):
        self.centres = {}

    def load_model(self, model_dir):
        known = self.centres
        super().load_model(model_dir)
        self.centres = {**known, **self.centres}
        return self
