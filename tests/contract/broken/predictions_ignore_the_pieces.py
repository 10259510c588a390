"""The numbers are scaled by the largest of the piece that is predicted.

Fails with: the predictions differ when the pool comes in pieces of 1, for sample 's00':
east (#, #, #) and east (#, #, #)
"""

import numpy as np
from sound import SoundModel

from fastlabel_core import hookimpl


class Model(SoundModel):
    scale = 1.0

    @hookimpl
    def predict(self, df_img):
        self.scale = np.abs(self.read(df_img)[1]).max()
        return super().predict(df_img)

    def probabilities(self, pair):
        return super().probabilities(np.divide(pair, self.scale))
