"""What was loaded from a folder once is handed out again.

Fails with: the classes differ when a model that was loaded from the same folder was trained
meanwhile: ['east', 'north', 'west'] and ['east 2', 'north 2', 'west 2']
"""

from functools import cache

from sound import SoundModel


class Model(SoundModel):
    def load_model(self, model_dir):
        return super().load_model(None) if model_dir is None else loaded(model_dir)


@cache
def loaded(model_dir):
    return SoundModel().load_model(model_dir)
