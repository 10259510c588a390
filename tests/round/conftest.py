"""The files of a small round, and a model that embeds."""

import hashlib
from pathlib import Path

import pytest

from fastlabel_core import run_round

PLACES_MODEL = '''
import json
import numpy as np
from fastlabel_core import Need, Predictions, Query, Strategy, hookimpl


class PlacesModel:
    """Texts are numbers, and their own embeddings; the label with the nearest mean is likelier."""

    input_columns = ("text",)
    gives = ("embeddings", "dropout")

    def load_model(self, model_dir):
        self.means = {} if model_dir is None else json.loads((model_dir / "means").read_text())
        return self

    def train_model(self, df_train):
        self.means = df_train["text"].astype(float).groupby(df_train["label"]).mean().to_dict()

    @hookimpl
    def predict(self, df_img, wanted):
        errors = {row: "no number" for row, text in enumerate(df_img["text"]) if text == "?"}
        places = df_img["text"].replace("?", "nan").astype("float32").to_numpy()[:, np.newaxis]
        near = 1 / (1 + np.abs(places - np.float32(list(self.means.values()))))
        return Predictions(
            list(self.means),
            near / near.sum(axis=1, keepdims=True),
            errors,
            places if wanted.embeddings else None,
            np.stack([near / near.sum(axis=1, keepdims=True)] * wanted.dropout_passes, axis=1)
            if wanted.dropout_passes
            else None,
        )

    def save_model(self, save_dir):
        (save_dir / "means").write_text(json.dumps(self.means))


def farthest(candidates, count, options, generator):
    places = candidates.embeddings[:]
    labelled = candidates.labelled.embeddings if len(candidates.labelled) else np.zeros((1, 1))
    scores = np.abs(places - labelled.T).min(axis=1).astype("float32")
    approximations = ("no label to be far from; zero stands for it",)
    return Query(
        np.argsort(-scores, kind="stable")[:count],
        scores,
        () if len(candidates.labelled) else approximations,
    )


class Places:
    @hookimpl
    def add_strategies(self):
        yield Strategy(
            name="Farthest", select=farthest, needs=frozenset({Need.EMBEDDINGS}), aliases=("Far",)
        )
'''

LABELLED = """sampleId,text,label
a1,red apple,fruit
a2,green apple,fruit
a3,red car,vehicle
a4,fast car,vehicle
"""
UNLABELLED = """sampleId,text,origin
p1,red car,north
p2,green apple,south
p3,?,south
p4,fast boat,"east, far"
"""


class Folders:
    """The folders of a round, and what it leaves there."""

    def __init__(self, root: Path):
        self.input = root / "input"
        self.output = root / "output"
        self.work = root / "work"
        self.repository = root / "repository"
        self.input.mkdir(parents=True)
        self.write("input_label.csv", LABELLED)
        self.write("input_unlabel.csv", UNLABELLED)

    def write(self, name, content):
        (self.input / name).write_text(content, encoding="utf-8")

    def run(self, **changed):
        parameters = {
            "plugin": "words",
            "input_dir": self.input,
            "output_dir": self.output,
            "work_dir": self.work,
            "repository": self.repository,
            "val_size": 0.5,
            "query_cnt": 2,
        }
        return run_round(**{**parameters, **changed})

    @property
    def predictions(self):
        return (self.output / "predictions.csv").read_text(encoding="utf-8")

    @property
    def validation(self):
        return (self.output / "validation.csv").read_text(encoding="utf-8")

    def trainings(self):
        return (self.work / "plugin" / "trainings.jsonl").read_text().splitlines()

    def hashes(self):
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.input.iterdir()
        }


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Install plugin ``places`` with its strategy ``Farthest``, and lay out a pool without labels.

    The pool is the numbers 1, 5, one that can't be read, and 3.
    """
    folder = tmp_path / "places site"
    metadata = folder / "places_model-2.0.dist-info"
    metadata.mkdir(parents=True)
    (folder / "places_model.py").write_text(PLACES_MODEL)
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: places-model\nVersion: 2.0\nRequires-Dist: fastlabel-core\n"
    )
    (metadata / "entry_points.txt").write_text(
        "[fastlabel.models]\nplaces = places_model:PlacesModel\n"
        "[fastlabel.extensions]\nplaces = places_model:Places\n"
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(__import__("sys").modules, "places_model", raising=False)
    folders = Folders(tmp_path / "exp_dir")
    (folders.input / "input_label.csv").unlink()
    folders.write("input_unlabel.csv", "sampleId,text\np1,1\np2,5\np3,?\np4,3\n")
    return folders


@pytest.fixture
def folders(tmp_path, words_plugin):
    return Folders(tmp_path / "exp_dir")
