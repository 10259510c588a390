"""Training turns the embeddings, and what turns them is not saved.

Fails with: the embeddings differ when the model was saved and loaded, for sample 's00'
"""

from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    turn = 1

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        self.turn = -1
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)

    def embeddings(self, df_img):
        return self.turn * super().embeddings(df_img)
