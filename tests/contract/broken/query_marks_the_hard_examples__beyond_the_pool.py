"""It looks for the so manieth of the sorted samples, which a smaller pool hasn't.

Fails with: index 18 is out of bounds for axis 0 with size 18
"""

import numpy as np
from sound import SoundModel


class Model(SoundModel):
    def query_hard_example(self, df_img, query_cnt):
        answer = df_img[["sampleId"]].assign(label="east", is_hard=False)
        if len(df_img) and query_cnt:
            sureness = self.predict(df_img).probabilities.max(axis=1)
            order = np.argsort(sureness)
            answer.loc[[order[place] for place in range(query_cnt)], "is_hard"] = True
        return answer
