"""A trained model's embeddings have as many dimensions as the piece has samples, at most.

Fails with: the embeddings differ when the pool comes in pieces of 1: they are of shape (1, 2) and
(1, 1)
"""

from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def embeddings(self, df_img):
        embeddings = super().embeddings(df_img)
        return embeddings[:, : len(df_img)] if self.centres else embeddings
