"""It looks for the least sure sample of all, which an empty pool hasn't.

Fails with: attempt to get argmax of an empty sequence
"""

from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        scores = -self.predict(df_img).probabilities.max(axis=1)
        answer = df_img[["sampleId"]].assign(label="east", score=scores)
        answer["is_hard"] = answer["score"].rank(method="first", ascending=False) <= query_cnt
        answer.attrs["hardest"] = scores.argmax()
        return answer
