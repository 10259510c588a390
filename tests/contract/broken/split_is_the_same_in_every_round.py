"""The share to validate on is one of all labels, so it grows with those that are added.

Fails with: split_train_val validates on other samples in a later round
"""

import pandas as pd
from sound import SoundModel

from fastlabel_core.split import stratified_split


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno, val_size, random_seed):
        share = val_size * (len(df_init) + len(df_anno)) / len(df_init)
        df_rest, df_val = stratified_split(df_init, share, random_seed)
        return pd.concat([df_rest, df_anno]), df_val
