"""Before any training there is no class from whose centre to reckon.

Fails with: 'east'
"""

from sound_too.gives_more import Model as SoundModel


class Model(SoundModel):
    def embeddings(self, df_img):
        return super().embeddings(df_img) - self.centres["east"]
