"""What it saves names the file in its work folder that holds the weights.

Fails with: [Errno 2] No such file or directory: 'TMP/.../work-#/checkpoint.json'
"""

import json
from pathlib import Path

from sound import SoundModel, read_json


class Model(SoundModel):
    def keep(self, checkpoint, history):
        super().keep(checkpoint, history)
        self.checkpoint = checkpoint

    def take_up(self, checkpoint):
        self.checkpoint = checkpoint
        return super().take_up(checkpoint)

    def save_model(self, save_dir):
        (save_dir / "settings.json").write_text(json.dumps({"weights": str(self.checkpoint)}))

    def load_model(self, model_dir):
        super().load_model(None)
        if model_dir is not None:
            self.centres = read_json(Path(read_json(model_dir / "settings.json")["weights"]))[
                "centres"
            ]
        return self
