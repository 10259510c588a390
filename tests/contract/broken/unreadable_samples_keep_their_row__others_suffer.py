"""One sample that can't be read is the end of reading all that follow.

Fails with: the predictions differ when the pool holds samples that can't be read, for sample 's00':
east (#, #, #) and unreadable (No such file or directory)
"""

from sound import SoundModel

from fastlabel_core import Predictions, hookimpl


class Model(SoundModel):
    @hookimpl
    def predict(self, df_img):
        predictions = super().predict(df_img)
        errors = dict(predictions.errors)
        for row in range(min(errors, default=len(df_img)), len(df_img)):
            errors.setdefault(row, errors[min(errors)])
        return Predictions(predictions.classes, predictions.probabilities, errors)
