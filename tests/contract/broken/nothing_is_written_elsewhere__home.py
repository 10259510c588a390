"""It keeps a cache in the home folder.

Fails with: it wrote where it must not: .cache, .cache/sound, .cache/sound/centres.json
"""

from pathlib import Path

from sound import SoundModel


class Model(SoundModel):
    def keep(self, checkpoint, history):
        super().keep(checkpoint, history)
        cache = Path.home() / ".cache" / "sound"
        cache.mkdir(parents=True, exist_ok=True)
        super().save_model(cache)
