"""An argument of a hook has a default value, which the plugin gets in place of the caller's.

Fails with: plugin 'broken' (acme-broken 1.0) does not keep the protocol: train_model gives options
a default value, which would hide the caller's; remove the default
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options=None):
        options = options or self.Options()
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
