"""A label ``NA`` is taken for none.

Fails with: trained on the labels ['007', 'NA', 'a/b, "é"'], saved and loaded it knows ['007', 'a/b,
"é"']
"""

from sound import SoundModel


class Model(SoundModel):
    def read_labelled(self, frame):
        return super().read_labelled(frame[frame["label"] != "NA"].reset_index(drop=True))
