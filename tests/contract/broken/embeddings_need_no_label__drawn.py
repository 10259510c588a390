"""Before any training each instance turns its embeddings at random.

Fails with: the embeddings differ when the samples come in the opposite order, for sample 's17'
"""

import os

import numpy as np
from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def load_model(self, model_dir):
        self.turn = np.frombuffer(os.urandom(8), np.uint32)
        return super().load_model(model_dir)

    def embeddings(self, df_img):
        embeddings = super().embeddings(df_img)
        return embeddings if self.centres else embeddings * self.turn
