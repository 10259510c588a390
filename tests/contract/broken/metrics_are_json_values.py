"""The metrics hold the set of the classes, which JSON hasn't.

Fails with: train_model returned metrics that are no JSON values: set {'east'}
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        metrics = super().train_model(df_train, df_val, work_dir, is_first_train, options)
        return {**metrics, "first": {min(self.centres)}}
