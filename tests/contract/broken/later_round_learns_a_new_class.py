"""A later round passes over the labels that the loaded model doesn't know.

Fails with: after a later round with labels of the new class 'west' the model does not know it:
['east', 'north']
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        if not is_first_train:
            df_train = df_train[df_train["label"].isin(self.centres)].reset_index(drop=True)
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
