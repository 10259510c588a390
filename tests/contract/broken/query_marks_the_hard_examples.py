"""It counts to as many as are wanted from 0, and marks one less.

Fails with: query_hard_example marked 0 of 18 samples, 1 were wanted
"""

from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        scores = -self.predict(df_img).probabilities.max(axis=1)
        answer = df_img[["sampleId"]].assign(label="east", score=scores)
        answer["is_hard"] = answer["score"].rank(method="first", ascending=False) < query_cnt
        return answer
