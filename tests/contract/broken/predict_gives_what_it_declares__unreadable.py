"""The embeddings of the samples that can be read stand in the first rows.

Fails with: the embeddings differ when the pool holds samples that can't be read, for sample 's00'
"""

import numpy as np
from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def embeddings(self, df_img):
        _, numbers, errors = self.read(df_img)
        return np.array(numbers + [[0, 0]] * len(errors))
