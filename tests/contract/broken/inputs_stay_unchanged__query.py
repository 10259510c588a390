"""Its query puts the scores into the pool.

Fails with: query_hard_example changed a frame; work on a copy
"""

from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        df_img["score"] = -self.predict(df_img).probabilities.max(axis=1)
        df_img["is_hard"] = df_img["score"].rank(method="first", ascending=False) <= query_cnt
        return df_img[["sampleId", "score", "is_hard"]].assign(label="east")
