"""A later round knows the new class, and nothing of its samples nor of any other.

Fails with: after a later round it gives the same answer for every sample
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        metrics = super().train_model(df_train, df_val, work_dir, is_first_train, options)
        if not is_first_train:
            self.centres = {label: [0.0, 0.0] for label in self.centres}
        return metrics
