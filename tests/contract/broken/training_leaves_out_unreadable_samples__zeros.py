"""What can't be read is told, and trained on as zeros.

Fails with: the predictions differ when the training set holds unreadable samples, for sample 's00':
east (#, #, #) and east (#, #, #)
"""

from sound import SoundModel


class Model(SoundModel):
    def read_labelled(self, frame):
        labels, numbers = super().read_labelled(frame)
        unread = frame["label"][list(self.read(frame)[2])].tolist()
        return labels + unread, numbers + [[0.0, 0.0] for _ in unread]
