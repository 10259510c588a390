"""The classes are those of the training and the validation set.

Fails with: it knows the class 'east', of which only the validation set holds samples
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        self.validation_labels = [] if df_val is None else df_val["label"].tolist()
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)

    def begin(self, labels, is_first_train, random_seed):
        super().begin(labels + self.validation_labels, is_first_train, random_seed)
