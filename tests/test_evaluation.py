"""The model of a round on samples that it has not seen."""

import pytest

from fastlabel_core import run_round
from fastlabel_core.errors import OptionError
from fastlabel_core.evaluation import PIECE_ROWS, Evaluation, evaluate_model

LABELLED = """sampleId,text,label
a1,red apple,fruit
a2,green apple,fruit
a3,red car,vehicle
a4,fast car,vehicle
"""

WHERE = """
import numpy as np
import pandas as pd
from fastlabel_core import Predictions, hookimpl


class Where:
    input_columns = ("path",)

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train):
        return None

    @hookimpl
    def predict(self, df_img):
        assert df_img.index.equals(pd.RangeIndex(len(df_img)))
        return Predictions(df_img["path"].tolist(), np.eye(len(df_img), dtype="float32"))

    def save_model(self, save_dir):
        (save_dir / "nothing").touch()
"""


@pytest.fixture
def evaluate(tmp_path, words_plugin):
    """Return a function that tests a model, trained on the labels above, on CSV rows."""
    (tmp_path / "input_label.csv").write_text(LABELLED)
    (tmp_path / "input_unlabel.csv").write_text("sampleId,text\n")
    run_round(
        plugin="words",
        input_dir=tmp_path,
        output_dir=tmp_path / "output",
        work_dir=tmp_path / "work",
        val_size=0,
    )

    def evaluated(rows, header="sampleId,text,label", **given):
        file = tmp_path / "test.csv"
        file.write_text(f"{header}\n{rows}")
        given = {"options": {}, "random_seed": 0, "disable": (), **given}
        return evaluate_model(tmp_path / "output" / "model", file, tmp_path / "evaluation", **given)

    return evaluated


def test_what_is_right_is_counted(evaluate):
    """The model says fruit, vehicle, vehicle."""
    rows = "t1,green apple,fruit\nt2,fast car,fruit\nt3,fast boat,vehicle\n"
    assert evaluate(rows) == Evaluation(correct=2, samples=3, unreadable=0)


def test_a_sample_that_cannot_be_read_is_wrong_whatever_its_label(evaluate):
    rows = "t1,?,fruit\nt2,?,nan\nt3,apple,fruit\n"
    assert evaluate(rows) == Evaluation(correct=1, samples=3, unreadable=2)


def test_more_than_one_piece(evaluate):
    """Every third is a vehicle that is taken for a fruit."""
    count = PIECE_ROWS + 2
    rows = (f"t{number},apple,{'vehicle' if number % 3 else 'fruit'}\n" for number in range(count))
    assert evaluate("".join(rows)) == Evaluation((count + 2) // 3, count, unreadable=0)


def test_options_are_checked(evaluate):
    with pytest.raises(OptionError, match="has no option 'epoch'"):
        evaluate("t1,apple,fruit\n", options={"epoch": 1})


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path, install_plugin, monkeypatch):
    """The model says of each sample what its path is; it is asked about two at a time."""
    monkeypatch.setattr("fastlabel_core.evaluation.PIECE_ROWS", 2)
    install_plugin("where", WHERE, attribute="Where")
    (tmp_path / "input_label.csv").write_text("sampleId,path,label\na1,a.txt,a\n")
    (tmp_path / "input_unlabel.csv").write_text("sampleId,path\n")
    folders = {"input_dir": tmp_path, "output_dir": tmp_path / "out", "work_dir": tmp_path / "work"}
    run_round(plugin="where", val_size=0, **folders)
    rows = f"t1,b.txt,{tmp_path}/b.txt\nt2,/c.txt,/c.txt\nt3,d.txt,d.txt\n"
    file = tmp_path / "test.csv"
    file.write_text(f"sampleId,path,label\n{rows}")
    evaluation = evaluate_model(
        tmp_path / "out" / "model", file, tmp_path / "work", options={}, random_seed=0, disable=()
    )
    assert evaluation == Evaluation(correct=2, samples=3, unreadable=0)
