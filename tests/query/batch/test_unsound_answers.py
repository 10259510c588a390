"""Strategies whose answer does not fit what they were asked."""

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import Query, Strategy

NAN = float("nan")
FIVE = [0.75, 0.625, 0.875, 0.5, 0.3125]


def answering(indices, scores):
    return Strategy(
        name="Bad",
        select=lambda candidates, count, options, generator: Query(
            np.array(indices), np.array(scores)
        ),
    )


SOUND = [0.5, 0.5, 0.5, 0.5, 0.5]
DO_NOT_FIT = "strategy 'Bad' returned indices or scores that do not fit the 5 candidates"


@pytest.mark.parametrize(
    ("indices", "scores", "message"),
    [
        ([1], SOUND, "strategy 'Bad' chose 1 samples, 1 of them different; 2 were wanted"),
        ([], SOUND, "strategy 'Bad' chose 0 samples, 0 of them different; 2 were wanted"),
        ([0, 1, 2], SOUND, "strategy 'Bad' chose 3 samples, 3 of them different; 2 were wanted"),
        ([3, 3], SOUND, "strategy 'Bad' chose 2 samples, 1 of them different; 2 were wanted"),
        ([0, 5], SOUND, DO_NOT_FIT),
        ([0, -1], SOUND, DO_NOT_FIT),
        ([0, 1], SOUND[:4], DO_NOT_FIT),
        ([0, 1], [*SOUND, 0.5], DO_NOT_FIT),
        ([0, 1], [SOUND], DO_NOT_FIT),
        (
            [0, 1],
            [0.5, NAN, 0.5, NAN, 0.5],
            "strategy 'Bad' returned 2 scores that are negative or not finite, such as nan for "
            "candidate 1",
        ),
        (
            [0, 1],
            [0.5, 0.5, np.inf, 0.5, 0.5],
            "strategy 'Bad' returned 1 scores that are negative or not finite, such as inf for "
            "candidate 2",
        ),
        (
            [0, 1],
            [0.5, -0.25, 0.5, 0.5, -1.0],
            "strategy 'Bad' returned 2 scores that are negative or not finite, such as -0.25 for "
            "candidate 1",
        ),
    ],
)
def test_an_unsound_answer(batch_of, predictions_of, indices, scores, message):
    with pytest.raises(PluginResultError) as raised:
        batch_of(answering(indices, scores), predictions_of(FIVE), 2)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "indices",
    [[0.0, 1.0], [0.5, 1.5], [NAN, 0.0], [True, False], [[0], [1]], ["0", "1"]],
    ids=str,
)
def test_indices_that_are_no_row_of_whole_numbers(batch_of, predictions_of, indices):
    with pytest.raises(PluginResultError, match=r"^strategy 'Bad' "):
        batch_of(answering(indices, SOUND), predictions_of(FIVE), 2)


def test_scores_that_float32_cannot_hold(batch_of, predictions_of):
    with pytest.raises(PluginResultError, match="not finite"):
        batch_of(answering([0, 1], [0.5, 1e39, 0.5, 0.5, 0.5]), predictions_of(FIVE), 2)


def wrong_inside_a_class(answer):
    """Return a strategy whose answer is unsound where it is shown a part of the pool."""

    def select(candidates, count, options, generator):
        indices = np.arange(count)
        scores = np.full(len(candidates), 0.5, dtype=np.float32)
        return Query(*answer(indices, scores))

    return Strategy(name="Bad", select=select)


# Balanced, it is asked for 2 of the 3 rows of the first class and for 2 of the second's 2.
@pytest.mark.parametrize(
    "answer",
    [
        lambda indices, scores: (indices - 1, scores),
        lambda indices, scores: (indices + 2, scores),
        lambda indices, scores: (indices[:1], scores),
        lambda indices, scores: (indices[:0], scores),
        lambda indices, scores: (np.append(indices, 2), scores),
        lambda indices, scores: (indices * 0, scores),
        lambda indices, scores: (indices, scores[:1]),
        lambda indices, scores: (indices, scores[:0]),
        lambda indices, scores: (indices, np.float32(0.5)),
        lambda indices, scores: (indices, -scores),
        lambda indices, scores: (indices, scores * np.nan),
    ],
    ids=[
        "negative index",
        "index beyond",
        "too few",
        "none",
        "too many",
        "the same",
        "one score",
        "no scores",
        "a scalar",
        "negative scores",
        "NaN",
    ],
)
def test_an_unsound_answer_inside_a_class(batch_of, predictions_of, answer):
    predictions = predictions_of([0.25, 0.375, 0.125, 0.75, 0.875])
    with pytest.raises(PluginResultError, match=r"^strategy 'Bad' "):
        batch_of(wrong_inside_a_class(answer), predictions, 4, balance=True)
