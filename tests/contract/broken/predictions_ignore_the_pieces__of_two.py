"""Numbers that come in two rows are taken to be those of one sample in each column.

Fails with: the predictions differ when the pool comes in pieces of 4, for sample 's16':
north (#, #, #) and ... (#, #, #)
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def read(self, frame):
        rows, numbers, errors = super().read(frame)
        if len(numbers) == 2:
            numbers = np.transpose(numbers).tolist()
        return rows, numbers, errors
