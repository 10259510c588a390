"""It saves the classes as CSV and takes what it reads for numbers and missing values.

Fails with: trained on the labels ['007', 'NA', 'a/b, "é"'], saved and loaded it knows ['7', 'a/b,
"é"', 'nan']
"""

import pandas as pd
from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        super().save_model(save_dir)
        pd.Series(list(self.centres)).to_csv(save_dir / "labels.csv", index=False)

    def load_model(self, model_dir):
        super().load_model(model_dir)
        if model_dir is not None:
            labels = pd.read_csv(model_dir / "labels.csv").iloc[:, 0].map(as_number)
            self.centres = dict(zip(labels, self.centres.values(), strict=True))
        return self


def as_number(text):
    return int(text) if str(text).isdigit() else text
