"""Its split puts a number into the labelled samples.

Fails with: split_train_val changed a frame; work on a copy
"""

import pandas as pd
from sound import SoundModel

from fastlabel_core.split import stratified_split


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno, val_size, random_seed):
        df_init["number"] = df_init["sampleId"].rank().astype("str")
        df_rest, df_val = stratified_split(df_init, val_size, random_seed)
        return pd.concat([df_rest, df_anno]), df_val
