"""What it saves names the folder that it was saved in.

Fails with: [Errno 2] No such file or directory: 'TMP/.../saved/centres.json'
"""

import json
from pathlib import Path

from sound import SoundModel, read_json


class Model(SoundModel):
    def save_model(self, save_dir):
        super().save_model(save_dir)
        settings = {"centres": str(save_dir / "centres.json")}
        (save_dir / "settings.json").write_text(json.dumps(settings))

    def load_model(self, model_dir):
        super().load_model(None)
        if model_dir is not None:
            self.centres = read_json(Path(read_json(model_dir / "settings.json")["centres"]))
        return self
