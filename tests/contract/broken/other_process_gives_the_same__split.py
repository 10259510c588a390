"""Its split draws for one class after another, in the order of a set.

Fails with: split_train_val validates on other samples in another process
"""

import numpy as np
import pandas as pd
from sound import SoundModel


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno, val_size, random_seed):
        generator = np.random.default_rng(random_seed)
        drawn = []
        for label in set(df_init["label"].sort_values()):
            ids = sorted(df_init["sampleId"][df_init["label"] == label])
            drawn += generator.choice(ids, int(val_size * len(ids)), replace=False).tolist()
        is_validation = df_init["sampleId"].isin(drawn)
        df_train = pd.concat([df_init[~is_validation], df_anno])
        return df_train, df_init[is_validation] if val_size > 0 else None
