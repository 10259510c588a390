"""What load_model returns has a misspelt hook, which the class itself hasn't.

Fails with: plugin 'broken' (acme-broken 1.0) does not keep the protocol: there is no hook
'query_hard_examples'. Did you mean 'query_hard_example'?
"""

from sound import SoundModel

from fastlabel_core import hookimpl


class Chooser(SoundModel):
    @hookimpl
    def query_hard_examples(self, df_img):
        return df_img


class Model(SoundModel):
    def load_model(self, model_dir):
        return Chooser().load_model(model_dir)
