"""A model of one's own, with no word of fastlabel in it: the nearest class by the mean picture."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image


class MyModel:
    """Classifies a picture by the class whose mean picture, 8 by 8 pixels in grey, is nearest."""

    def __init__(self):
        self.means = {}

    def split_train_val(self, df_init, df_anno, is_first_train, val_size, random_seed):
        df_init = df_init.sort_values("sampleId")
        spare = df_init[df_init.duplicated("label")]
        df_val = spare.sample(frac=val_size, random_state=random_seed)
        df_train = pd.concat([df_init.drop(df_val.index), df_anno])
        return df_train, df_val if val_size > 0 else None

    def load_model(self, model_dir):
        if model_dir is not None:
            saved = json.loads((Path(model_dir) / "means.json").read_text())
            self.means = {label: np.array(mean) for label, mean in saved.items()}
        return self

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        if is_first_train:
            self.means = {}
        pictures, errors = read_pictures(df_train["path"])
        labels = df_train["label"].to_numpy()
        for label in sorted(set(labels[errors == ""])):
            self.means[label] = pictures[(labels == label) & (errors == "")].mean(axis=0)

    def query_hard_example(self, df_img, work_dir, query_cnt, strategy, options):
        pictures, errors = read_pictures(df_img["path"])
        labels = sorted(self.means)
        distances = [np.linalg.norm(pictures - self.means[label], axis=1) for label in labels]
        nearest = np.sort([*distances, np.full(len(pictures), np.inf)], axis=0)
        margin = np.where(errors == "", nearest[1] - nearest[0], np.inf)
        result = df_img[["sampleId"]].copy()
        result["label"] = np.where(errors == "", np.array(labels)[np.argmin(distances, axis=0)], "")
        result["score"] = -margin
        result["is_hard"] = (np.argsort(np.argsort(margin)) < query_cnt) & (errors == "")
        result["error"] = errors
        return result

    def save_model(self, save_dir):
        saved = {label: mean.tolist() for label, mean in self.means.items()}
        (Path(save_dir) / "means.json").write_text(json.dumps(saved))


def read_pictures(paths):
    """Return a row of 64 grey values for each picture, and why it can't be read, if it can't."""
    pictures, errors = np.zeros((len(paths), 64)), np.full(len(paths), "", dtype=object)
    for row, path in enumerate(paths):
        try:
            with Image.open(path) as picture:
                pictures[row] = np.asarray(picture.convert("L").resize((8, 8))).ravel()
        except OSError as error:
            errors[row] = str(error)
    return pictures, errors
