"""The validation set is read without care.

Fails with: [Errno 2] No such file or directory: 'TMP/inputs/missing'
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        if df_val is not None:
            [self.numbers(sample) for sample in df_val.to_dict("records")]
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
