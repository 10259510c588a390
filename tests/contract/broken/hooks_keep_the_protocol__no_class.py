"""The entry point names a function that makes the model.

Fails with: plugin 'broken' (acme-broken 1.0): its entry point 'fake_0_acme_broken:Model' is not a
class; name the model's class there
"""

from sound import SoundModel


class ModelWithoutOptions(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train):
        options = self.Options()
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)


def Model():  # noqa: N802
    return ModelWithoutOptions()
