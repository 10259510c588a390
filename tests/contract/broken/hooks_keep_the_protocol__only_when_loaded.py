"""The required hooks are only on what load_model returns.

Fails with: plugin 'broken' (acme-broken 1.0) does not keep the protocol: it does not implement:
train_model, save_model. it does not implement: predict (or else query_hard_example)
"""

from sound import SoundModel


class Model:
    Options = SoundModel.Options

    def load_model(self, model_dir):
        return SoundModel().load_model(model_dir)
