"""The samples to validate on are drawn from all, whatever their class.

Fails with: split_train_val put the only sample of a class into the validation set
"""

import pandas as pd
from sound import SoundModel


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno, val_size, random_seed):
        df_init = df_init.sort_values("sampleId")
        df_val = df_init.sample(frac=val_size, random_state=random_seed)
        df_train = pd.concat([df_init.drop(df_val.index), df_anno])
        return df_train, df_val if val_size > 0 else None
