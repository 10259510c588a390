"""The last so many of the sorted samples are marked, and of none wanted, all.

Fails with: query_hard_example marked 18 samples as hard, 0 were wanted
"""

from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        surest_first = self.predict(df_img).probabilities.max(axis=1).argsort()[::-1]
        answer = df_img[["sampleId"]].assign(label="east", is_hard=False)
        answer.loc[surest_first[-query_cnt:], "is_hard"] = True
        return answer
