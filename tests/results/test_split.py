"""Splits that a hook may return, and what is said of others."""

import pandas as pd
import pytest

from fastlabel_core.results import checked_split

INIT = pd.DataFrame({"sampleId": ["a", "b", "c"], "label": ["x", "y", "NA"]}, dtype="str")
ANNO = pd.DataFrame({"sampleId": ["d", "e"], "label": ["x", "007"]}, dtype="str")
ALL = pd.concat([INIT, ANNO])


@pytest.mark.parametrize(
    ("split", "train", "val"),
    [
        ((ALL[1:], INIT[:1]), "bcde", "a"),
        ([ALL[1:], INIT[:1]], "bcde", "a"),
        ((ALL, None), "abcde", None),
        ((ALL[::-1], INIT[:0]), "edcba", None),
        ((ANNO, INIT), "de", "abc"),
        ((ALL.astype({"label": "category"}), None), "abcde", None),
        ((ALL.astype(object), None), "abcde", None),
    ],
)
def test_a_sound_split(split, train, val):
    df_train, df_val = checked_split(split, INIT, ANNO)
    assert "".join(df_train["sampleId"]) == train
    assert df_train.columns.tolist() == ["sampleId", "label"]
    assert df_train.index.tolist() == list(range(len(train)))
    assert (None if df_val is None else "".join(df_val["sampleId"])) == val
    assert df_val is None or df_val.columns.tolist() == ["sampleId", "label"]
    assert df_val is None or df_val.index.tolist() == list(range(len(val)))


@pytest.mark.parametrize(
    ("split", "problem"),
    [
        (None, "returned no pair of a training and a validation frame"),
        (ALL, "returned no pair of a training and a validation frame"),
        ((ALL,), "returned no pair of a training and a validation frame"),
        ((ALL, None, None), "returned no pair of a training and a validation frame"),
        ((None, INIT), "returned no pair of a training and a validation frame"),
        ((ALL, []), "returned a validation set that is neither a frame nor None"),
        ((ALL[["sampleId"]], None), "returned a frame without the columns sampleId and label"),
        ((ANNO, INIT[["label"]]), "returned a frame without the columns sampleId and label"),
        ((ALL, INIT[:2]), "put 2 samples into the split twice, such as 'a'"),
        ((pd.concat([ALL, ANNO]), None), "put 2 samples into the split twice, such as 'd'"),
        ((ALL[:3], None), "left 2 samples out of the split, such as 'd'"),
        ((ALL[2:], None), "left 2 samples out of the split, such as 'a'"),
        (
            (ALL.replace({"sampleId": {"b": "z"}}), None),
            "left 1 samples out of the split, such as 'b'",
        ),
        (
            (pd.concat([ALL, INIT[:1].assign(sampleId="z")]), None),
            "put 1 samples into the split that it was not given, such as 'z'",
        ),
        ((INIT, ANNO), "validates on 2 samples that are not in df_init, such as 'd'"),
        ((ALL.assign(label="x"), None), "changed the labels of 3 samples, such as 'b'"),
        (
            (ALL[1:], INIT[:1].assign(label="y")),
            "changed the labels of 1 samples, such as 'a'",
        ),
        (
            (ALL.replace({"label": {"NA": None}}), None),
            "changed the labels of 1 samples, such as 'c'",
        ),
    ],
)
def test_an_unsound_split(refusal, split, problem):
    assert refusal(checked_split, split, INIT, ANNO) == problem


def test_a_split_must_leave_something_to_train_on(refusal):
    assert refusal(checked_split, (INIT[:0], INIT), INIT, ANNO[:0]) == (
        "left no sample to train on"
    )
