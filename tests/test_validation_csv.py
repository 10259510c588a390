"""What is asked about the validation set, and the bytes of ``validation.csv``."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import Predictions, hookimpl, validation_csv
from fastlabel_core.events import Progress, StepEnded, StepStarted, listening
from fastlabel_core.validation_csv import count_correct, predict_validation, write_validation

HEADER = "sampleId,label,predicted,confidence,error\n"
COLUMNS = ["sampleId", "label", "predicted", "confidence", "error"]
TRAINED_ON = pd.DataFrame({"sampleId": ["t1"], "path": ["t"], "label": ["a"]}, dtype="str")


def labelled(rows):
    """Return validation samples 0, 1, 2 and so on: those with an even number are ``b``."""
    frame = pd.DataFrame({"sampleId": range(rows), "path": "p", "label": ["b", "a"] * (rows // 2)})
    return frame.astype("str").set_axis(range(100, 100 + rows))


def predict(self, df_img):
    """Be sure of ``b`` by 1 / 2^number, and not able to read number 3."""
    numbers = df_img["sampleId"].astype("int64").to_numpy()
    b = (0.5**numbers).astype(np.float32)
    unreadable = {row: "no file" for row, number in enumerate(numbers) if number == 3}
    return Predictions(["a", "b"], np.stack([1 - b, b], axis=1), unreadable)


def predicted(model, df_val, work_dir):
    setup = SimpleNamespace(options={}, strategy="", strategy_options={})
    return predict_validation(model, TRAINED_ON, df_val, work_dir, setup)


@pytest.mark.parametrize("piece_rows", [1, 2, 3, 5, 6, 7])
def test_pieces_make_no_difference(make, tmp_path, monkeypatch, piece_rows):
    monkeypatch.setattr(validation_csv, "PIECE_ROWS", piece_rows)
    asked = []

    def watched(self, df_img):
        asked.append((list(df_img.columns), list(df_img.index)))
        return predict(self, df_img)

    heard = []
    with listening(heard.append):
        frame = predicted(make(predict=hookimpl(watched)), labelled(6), tmp_path)
    write_validation(tmp_path / "validation.csv", frame)
    assert (tmp_path / "validation.csv").read_bytes().decode() == (
        f"{HEADER}0,b,b,1,\n1,a,a,0.5,\n2,b,a,0.75,\n3,a,,,no file\n4,b,a,0.9375,\n5,a,a,0.96875,\n"
    )
    assert (count_correct(frame), list(frame.index)) == (3, list(range(6)))
    ends = [*range(piece_rows, 6, piece_rows), 6]
    lengths = [stop - start for start, stop in zip([0, *ends], ends, strict=False)]
    assert asked == [(["sampleId", "path"], list(range(length))) for length in lengths]
    assert heard[0] == StepStarted("validate")
    assert heard[1:-1] == [Progress("samples", end, 6) for end in ends]
    assert isinstance(heard[-1], StepEnded)


def test_a_label_that_the_model_does_not_know_is_never_right(make, tmp_path):
    frame = predicted(make(), labelled(2).assign(label="c"), tmp_path)
    assert frame["label"].tolist() == ["c", "c"]
    assert frame["predicted"].tolist() == ["b", "b"]
    assert count_correct(frame) == 0


@pytest.mark.parametrize("df_val", [None, labelled(0)])
def test_without_samples_the_model_is_not_asked(make, tmp_path, df_val):
    frame = predicted(make(predict=hookimpl(lambda self: 1 / 0)), df_val, tmp_path)
    write_validation(tmp_path / "validation.csv", frame)
    assert (tmp_path / "validation.csv").read_bytes().decode() == HEADER
    assert count_correct(frame) == 0


def own_query(self, df_img, df_train, df_val, query_cnt, strategy):
    assert (df_train["sampleId"].tolist(), df_val, query_cnt, strategy) == (["t1"], None, 0, "")
    return df_img.assign(label="a", is_hard=False, confidence=[0.5, None])


def test_a_model_without_predict_is_queried(make, tmp_path):
    model = make(predict=lambda self: 1 / 0, query_hard_example=own_query)
    frame = predicted(model, labelled(2), tmp_path)
    assert frame.fillna(-1).to_numpy().tolist() == [
        ["0", "b", "a", 0.5, ""],
        ["1", "a", "a", -1, ""],
    ]
    assert count_correct(frame) == 1


def test_the_bytes_of_strange_texts(tmp_path):
    rows = [
        ("s,1", 'say "no"', "two\nlines", 0.1, ""),
        ("007", "NA", "NA", 1 / 3, ""),
        ("猫", "old\rMac", "", None, "truncated: 3 of 5 bytes, \"x\"\nand so on"),
    ]  # fmt: skip
    write_validation(tmp_path / "validation.csv", pd.DataFrame(rows, columns=COLUMNS))
    assert (tmp_path / "validation.csv").read_bytes().decode() == (
        f'{HEADER}"s,1","say ""no""","two\nlines",0.1,\n007,NA,NA,0.33333334,\n'
        '猫,"old\rMac",,,"truncated: 3 of 5 bytes, ""x""\nand so on"\n'
    )


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "validation.csv"
    path.write_text("old")
    frame = pd.DataFrame([("1", "a", "a", 1.0)], columns=COLUMNS[:4])
    with pytest.raises(KeyError):
        write_validation(path, frame)
    assert [each.name for each in tmp_path.iterdir()] == ["validation.csv"]
    assert path.read_text() == "old"
