"""A log grows in the current folder.

Fails with: it wrote where it must not: training.log
"""

from pathlib import Path

from sound import SoundModel


class Model(SoundModel):
    def keep(self, checkpoint, history):
        super().keep(checkpoint, history)
        Path("training.log").write_text(str(history))
