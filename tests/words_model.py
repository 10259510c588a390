"""A model whose every answer can be worked by hand; fixture ``words_plugin`` installs it."""

import json

import numpy as np
from pydantic import BaseModel

from fastlabel_core import Predictions, hookimpl, report_epoch, report_unreadable, report_warning


class WordsModel:
    """P(label | text) is 1 + how many of its words stood under the label, made to sum to one."""

    input_columns = ("text", "path")

    class Options(BaseModel):
        epochs: int = 1
        warning: str = ""
        random_seed: int = -1

    def load_model(self, model_dir):
        self.words = {}
        if model_dir is not None:
            self.words = json.loads((model_dir / "words.json").read_text())
        return self

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        with (work_dir / "trainings.jsonl").open("a") as file:
            frames = [df_train, df_train[:0] if df_val is None else df_val]
            labels = [dict(zip(frame["sampleId"], frame["label"], strict=True)) for frame in frames]
            file.write(json.dumps([is_first_train, *labels]) + "\n")
        if options.warning:
            report_warning(options.warning)
        if is_first_train:
            self.words = {}
        for row in df_train.itertuples():
            if row.text == "?":
                report_unreadable(row.sampleId, "no text")
                continue
            self.words[row.label] = sorted({*self.words.get(row.label, []), *row.text.split()})
        report_epoch(1, {"train_loss": 0.5})
        return {"epochs": [{"epoch": 1, "train_loss": 0.5}]}

    @hookimpl
    def predict(self, df_img):
        texts = df_img["text"]
        known = [[text.split() for text in texts], list(self.words.values())]
        shared = [[1 + len(set(text) & set(words)) for words in known[1]] for text in known[0]]
        counts = np.array(shared, dtype=np.float32)
        errors = {row: "no text" for row, text in enumerate(texts) if text == "?"}
        return Predictions(list(self.words), counts / counts.sum(axis=1, keepdims=True), errors)

    def save_model(self, save_dir):
        (save_dir / "words.json").write_text(json.dumps(self.words))
