"""It keeps what it has read in files named after the samples.

Fails with: the predictions differ when the samples have other ids, for sample 's04': north (#, #,
#) and unreadable (No such file or directory)
"""

import json

from sound import SoundModel, read_json

from fastlabel_core import hookimpl


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        self.cache = work_dir
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)

    @hookimpl
    def predict(self, df_img, work_dir):
        self.cache = work_dir
        return super().predict(df_img)

    def file_of(self, sample_id):
        return self.cache / f"{sample_id}.json"

    def numbers(self, sample):
        file = self.file_of(sample["sampleId"])
        try:
            return read_json(file)
        except FileNotFoundError:
            numbers = super().numbers(sample)
            file.write_text(json.dumps(numbers))
            return numbers
