"""Where there is no validation set it spares one, sorted by the labels.

Fails with: trained on ['east', 'north', 'west'] without a validation set, it knows
['east', 'north']
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        if df_val is None:
            df_train = df_train.sort_values("label", ignore_index=True)
            df_train, df_val = df_train[: 2 * len(df_train) // 3], None
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
