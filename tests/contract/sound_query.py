"""A sound model plugin that answers query_hard_example and no predict, and takes no options."""

import numpy as np
from sound import SoundModel


class QueryModel:
    def load_model(self, model_dir):
        self.inner = SoundModel().load_model(model_dir)

    def train_model(self, df_train, df_val, work_dir, is_first_train):
        options = SoundModel.Options()
        self.inner.train_model(df_train, df_val, work_dir, is_first_train, options)

    def query_hard_example(self, df_img, query_cnt):
        predictions = self.inner.predict(df_img)
        is_unread = df_img.index.isin(list(predictions.errors))
        best = predictions.probabilities.argmax(axis=1)
        labels = np.array(predictions.classes, dtype=object)[best]
        answer = df_img[["sampleId"]].assign(label=np.where(is_unread, None, labels))
        answer["error"] = [predictions.errors.get(row) for row in range(len(df_img))]
        answer["score"] = -predictions.probabilities.max(axis=1)
        answer.loc[is_unread, "score"] = None
        answer["hard_rank"] = answer["score"].rank(method="first", ascending=False)
        answer["is_hard"] = answer["hard_rank"] <= query_cnt
        return answer

    def save_model(self, save_dir):
        self.inner.save_model(save_dir)


Model = QueryModel
