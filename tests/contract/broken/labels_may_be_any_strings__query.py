"""Its query answers labels that are digits as numbers.

Fails with: trained on the labels ['007', 'NA', 'a/b, "é"'], saved and loaded it knows ['7', 'NA',
'a/b, "é"']
"""

from sound_query import QueryModel


class Model(QueryModel):
    def query_hard_example(self, df_img, query_cnt):
        answer = super().query_hard_example(df_img, query_cnt)
        answer["label"] = [int(x) if str(x).isdigit() else x for x in answer["label"]]
        return answer
