"""The ranks count from 0.

Fails with: query_hard_example returned a hard_rank that does not count from 1 to 1
"""

from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        scores = -self.predict(df_img).probabilities.max(axis=1)
        answer = df_img[["sampleId"]].assign(label="east", score=scores)
        answer["hard_rank"] = answer["score"].rank(method="first", ascending=False).astype(int) - 1
        answer["is_hard"] = answer["hard_rank"] < query_cnt
        return answer
