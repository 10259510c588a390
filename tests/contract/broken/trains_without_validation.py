"""Its metrics name the last loss on the validation set, whether or not there is one.

Fails with: 'val_loss'
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        metrics = super().train_model(df_train, df_val, work_dir, is_first_train, options)
        return {**metrics, "val_loss": metrics["epochs"][-1]["val_loss"]}
