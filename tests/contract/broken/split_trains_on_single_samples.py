"""Every class is validated on, so that a single sample is not trained on.

Fails with: split_train_val put the only sample of a class into the validation set
"""

from math import ceil

import pandas as pd
from sound import SoundModel


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno, val_size):
        df_init = df_init.sort_values("sampleId")
        rank = df_init.groupby("label").cumcount()
        size = df_init.groupby("label")["label"].transform("size")
        is_validation = rank < (size * val_size).map(ceil)
        df_train = pd.concat([df_init[~is_validation], df_anno])
        return df_train, df_init[is_validation] if val_size > 0 else None
