"""The added labels are forgotten.

Fails with: split_train_val left 6 samples out of the split, such as 's06'
"""

from sound import SoundModel

from fastlabel_core.split import stratified_split


class Model(SoundModel):
    def split_train_val(self, df_init, val_size, random_seed):
        return stratified_split(df_init, val_size, random_seed)
