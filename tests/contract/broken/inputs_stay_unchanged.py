"""The numbers are put into the frame, as a column.

Fails with: train_model changed a frame; work on a copy
"""

from sound import SoundModel


class Model(SoundModel):
    def read_labelled(self, frame):
        frame["length"] = frame["path"].str.len()
        return super().read_labelled(frame)
