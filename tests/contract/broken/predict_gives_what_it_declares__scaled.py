"""A trained model's embeddings are scaled by the largest of the piece that is predicted.

Fails with: the embeddings differ when the pool comes in pieces of 1, for sample 's00'
"""

import numpy as np
from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def embeddings(self, df_img):
        embeddings = super().embeddings(df_img)
        return embeddings / np.abs(embeddings).max() if self.centres else embeddings
