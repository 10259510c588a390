"""A hook of its own is misspelt, so that the core's default answers in its place.

Fails with: plugin 'broken' (acme-broken 1.0) does not keep the protocol: there is no hook
'split_train_validation'. Did you mean 'split_train_val'?
"""

from sound import SoundModel

from fastlabel_core import hookimpl


class Model(SoundModel):
    @hookimpl
    def split_train_validation(self, df_init):
        return df_init, None
