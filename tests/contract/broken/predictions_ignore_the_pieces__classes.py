"""Only the classes that are the nearest for some sample of the piece get a column.

Fails with: the classes differ from one piece of the pool to the next
"""

import numpy as np
from sound import SoundModel

from fastlabel_core import Predictions, hookimpl


class Model(SoundModel):
    @hookimpl
    def predict(self, df_img):
        predictions = super().predict(df_img)
        is_read = [row not in predictions.errors for row in range(len(df_img))]
        nearest = np.unique(predictions.probabilities[is_read].argmax(axis=1))
        classes = [predictions.classes[column] for column in nearest]
        probabilities = predictions.probabilities[:, nearest]
        probabilities /= probabilities.sum(axis=1, keepdims=True).clip(min=1e-9)
        return Predictions(classes, probabilities, predictions.errors)
