"""It notes in the model's folder that it was loaded.

Fails with: it wrote where it must not: the saved model, when it was loaded
"""

from sound import SoundModel


class Model(SoundModel):
    def load_model(self, model_dir):
        if model_dir is not None:
            (model_dir / "loaded").write_text("yes")
        return super().load_model(model_dir)
