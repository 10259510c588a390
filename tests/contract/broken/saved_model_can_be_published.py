"""The file in which it says what it is has the name that the core's has.

Fails with: save_model wrote metadata.json, which belongs to the core; give the file another name
"""

from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        super().save_model(save_dir)
        (save_dir / "metadata.json").write_text('{"kind": "centres"}')
