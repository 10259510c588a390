"""What models say, in one form, and how two answers are compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import Predictions
from fastlabel_core.testing.contract.answers import (
    Answers,
    BrokenPromiseError,
    joined,
    read_answers,
    require_same,
)

POOL = pd.DataFrame({"sampleId": ["p", "q", "r"]})
ANSWERS = Answers(
    sample_ids=("p", "q", "r"),
    classes=("a", "b"),
    labels=("b", "", "a"),
    figures=np.array([[0.25, 0.75], [np.nan, np.nan], [0.5, 0.5]]),
    errors=("", "no file", ""),
)


def difference(expected: Answers, answers: Answers) -> str:
    with pytest.raises(BrokenPromiseError) as caught:
        require_same(expected, answers, "on Mondays")
    return str(caught.value)


def chosen(answers: Answers, *rows: int) -> Answers:
    """Return some of the rows, in that order."""
    return Answers(
        sample_ids=tuple(answers.sample_ids[row] for row in rows),
        classes=answers.classes,
        labels=tuple(answers.labels[row] for row in rows),
        figures=answers.figures[list(rows)],
        errors=tuple(answers.errors[row] for row in rows),
    )


def test_predictions() -> None:
    """Of a tie it is the first class; whatever stands in the row of an error is no figure."""
    probabilities = np.array([[0.25, 0.75], [9, 9], [0.5, 0.5]], np.float32)
    read = read_answers(Predictions(["a", "b"], probabilities, {1: "no file"}), POOL)
    require_same(ANSWERS, read, "")
    assert read.known_classes == {"a", "b"}


def test_the_frame_of_a_query() -> None:
    frame = pd.DataFrame(
        {"label": ["b", None, "a"], "confidence": [0.75, None, 0.5], "error": [None, "no file", ""]}
    )
    read = read_answers(frame, POOL)
    figures = np.array([[0.75], [np.nan], [0.5]])
    require_same(replace(ANSWERS, classes=(), figures=figures), read, "")
    assert read.known_classes == {"a", "b"}


def test_the_frame_of_a_query_with_labels_alone() -> None:
    frame = pd.DataFrame({"label": pd.Categorical(["b", None, "a"])}, index=[7, 8, 9])
    read = read_answers(frame, POOL)
    assert read.labels == ("b", "", "a")
    assert read.errors == ("", "", "")
    assert np.isnan(read.figures).tolist() == [[True]] * 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "the model's answer is NoneType, not Predictions"),
        (
            Predictions(["a", "b"], np.zeros((2, 2))),
            "predict returned probabilities of shape (2, 2) for 3 samples and 2 classes",
        ),
        (
            Predictions(["a"], np.zeros((3, 2))),
            "predict returned probabilities of shape (3, 2) for 3 samples and 1 classes",
        ),
        (
            Predictions([], np.zeros((3, 0))),
            "predict returned probabilities of shape (3, 0) for 3 samples and 0 classes",
        ),
        (
            pd.DataFrame({"label": ["a"]}),
            "query_hard_example returned 1 rows for 3 samples, with the columns label",
        ),
        (
            pd.DataFrame({"is_hard": [True] * 3, "score": 0.5}),
            "query_hard_example returned 3 rows for 3 samples, with the columns is_hard, score",
        ),
    ],
)
def test_no_answer_for_each_sample(answer: object, message: str) -> None:
    with pytest.raises(BrokenPromiseError) as caught:
        read_answers(answer, POOL)
    assert str(caught.value) == message


def test_the_same_in_another_order_is_the_same() -> None:
    require_same(ANSWERS, chosen(ANSWERS, 2, 0, 1), "")


def test_what_is_said_of_further_samples_does_not_matter() -> None:
    require_same(chosen(ANSWERS, 1, 2), ANSWERS, "")


def test_one_bit() -> None:
    figures = ANSWERS.figures.copy()
    figures[2, 1] = np.nextafter(0.5, 1)
    assert difference(ANSWERS, replace(ANSWERS, figures=figures)) == (
        "the predictions differ on Mondays, for sample 'r': a (0.5, 0.5) and "
        "a (0.5, 0.5000000000000001)"
    )


def test_a_figure_and_none() -> None:
    expected = replace(ANSWERS, errors=("", "", ""), labels=("b", "b", "a"))
    figures = ANSWERS.figures.copy()
    figures[1, 0] = 0.5
    assert difference(expected, replace(expected, figures=figures)) == (
        "the predictions differ on Mondays, for sample 'q': b (nan, nan) and b (0.5, nan)"
    )


def test_a_label() -> None:
    assert difference(ANSWERS, replace(ANSWERS, labels=("a", "", "a"))) == (
        "the predictions differ on Mondays, for sample 'p': b (0.25, 0.75) and a (0.25, 0.75)"
    )


def test_a_reason() -> None:
    assert difference(ANSWERS, replace(ANSWERS, errors=("", "a folder", ""))) == (
        "the predictions differ on Mondays, for sample 'q': unreadable (no file) and "
        "unreadable (a folder)"
    )


def test_rows_that_changed_places() -> None:
    swapped = replace(chosen(ANSWERS, 2, 1, 0), sample_ids=ANSWERS.sample_ids)
    assert difference(ANSWERS, swapped) == (
        "the predictions differ on Mondays, for sample 'p': b (0.25, 0.75) and a (0.5, 0.5)"
    )


def test_classes_that_no_sample_shows() -> None:
    assert difference(ANSWERS, replace(ANSWERS, classes=("a", "c"))) == (
        "the classes differ on Mondays: ['a', 'b'] and ['a', 'c']"
    )


def test_pieces() -> None:
    whole = joined([chosen(ANSWERS, 0), chosen(ANSWERS, 1, 2)])
    assert whole.sample_ids == ("p", "q", "r")
    require_same(ANSWERS, whole, "")


def test_pieces_with_other_classes() -> None:
    other = replace(chosen(ANSWERS, 1, 2), classes=("b", "a"))
    with pytest.raises(BrokenPromiseError) as caught:
        joined([chosen(ANSWERS, 0), other])
    assert str(caught.value) == "the classes differ from one piece of the pool to the next"


def test_written_and_read_they_are_the_same(tmp_path: Path) -> None:
    strange = replace(ANSWERS, classes=("a", "é ☃"), errors=("", 'no "file"\n', ""))
    strange.write(tmp_path)
    require_same(strange, Answers.read(tmp_path), "")
