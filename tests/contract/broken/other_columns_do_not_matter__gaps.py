"""It leaves out every sample that has a gap in any column.

Fails with: the predictions differ when the frames have other columns too, for sample 's00': east
(#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def read_labelled(self, frame):
        return super().read_labelled(frame.dropna().reset_index(drop=True))
