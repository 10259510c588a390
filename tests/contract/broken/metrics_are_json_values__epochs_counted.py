"""The number of the epochs stands where a list of them belongs.

Fails with: train_model returned "epochs" that are not a list with a mapping for each epoch
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        metrics = super().train_model(df_train, df_val, work_dir, is_first_train, options)
        return {"epochs": len(metrics["epochs"])}
