"""It saves by NumPy what is no array of numbers.

Fails with: save_model wrote weights/centres.npz, which is an archive whose centres.npy is an array
of pickled objects; save safetensors and JSON
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        (save_dir / "weights").mkdir()
        np.savez(save_dir / "weights" / "centres.npz", centres=self.centres)

    def load_model(self, model_dir):
        super().load_model(None)
        if model_dir is not None:
            with np.load(model_dir / "weights" / "centres.npz", allow_pickle=True) as saved:
                self.centres = saved["centres"].item()
        return self
