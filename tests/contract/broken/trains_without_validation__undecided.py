"""The best epoch on the validation set is kept; without one that is how it began.

Fails with: after training it gives the same answer for every sample
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        metrics = super().train_model(df_train, df_val, work_dir, is_first_train, options)
        if df_val is None:
            self.centres = {label: [0.0, 0.0] for label in self.centres}
        return metrics
