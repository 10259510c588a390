"""It never validates, whatever is asked for.

Fails with: split_train_val returned no validation set for a val_size of 0.34 and 18 samples
"""

import pandas as pd
from sound import SoundModel


class Model(SoundModel):
    def split_train_val(self, df_init, df_anno):
        return pd.concat([df_init, df_anno]), None
