"""It saves by pickle.

Fails with: save_model wrote centres.pickle, which is a pickle; save safetensors and JSON
"""

import pickle

from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        (save_dir / "centres.pickle").write_bytes(pickle.dumps(self.centres))

    def load_model(self, model_dir):
        super().load_model(None)
        if model_dir is not None:
            self.centres = pickle.loads((model_dir / "centres.pickle").read_bytes())
        return self
