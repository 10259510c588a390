"""Which samples a strategy is shown, and how it is told that it chose among some."""

import numpy as np
import pytest

from fastlabel_core.predictions import Predictions
from fastlabel_core.query import STRATEGIES, Query, Strategy, find_strategy

NAN = float("nan")
LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)

# By LeastConfidence: row 3, then 1, 4, 0, 2.
FIVE = [0.75, 0.625, 0.875, 0.5, 0.3125]
SCORES = [0.25, 0.375, 0.125, 0.5, 0.3125]


def test_the_prefilter_shows_the_smallest_margins(batch_of, predictions_of):
    seen = []

    def select(candidates, count, options, generator):
        seen.append(candidates.probabilities[:].tolist())
        scores = np.arange(1, len(candidates) + 1, dtype=np.float32)
        return Query(np.arange(count), scores)

    # Margins: 0.5, 0.25, 0.75, 0, 0.375; row 1 can't be read.
    mine = Strategy(name="Mine", select=select)
    batch = batch_of(mine, predictions_of(FIVE, {1: "x"}), 2, prefilter=3)
    assert seen == [[[0.25, 0.75], [0.5, 0.5], [0.6875, 0.3125]]]
    assert batch.rows.tolist() == [0, 3]
    np.testing.assert_array_equal(batch.scores, np.float32([1, NAN, 0, 2, 3]))
    assert batch.approximations == (
        "Mine chose among the 3 samples of the smallest margin, of 4; the others have score 0",
    )


def test_the_prefilter_goes_by_the_margin_and_not_by_the_confidence(batch_of):
    # Margins 0, 0.175, 0.06; the second row is the least confident.
    probabilities = np.float32([[0.5, 0.5, 0.0], [0.45, 0.275, 0.275], [0.48, 0.42, 0.1]])
    predictions = Predictions(["a", "b", "c"], probabilities)
    batch = batch_of(LEAST_CONFIDENCE, predictions, 1, prefilter=2)
    assert np.flatnonzero(batch.scores).tolist() == [0, 2]
    assert batch.rows.tolist() == [2]


def test_the_prefilter_never_keeps_fewer_than_wanted(batch_of, predictions_of):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE), 4, prefilter=2)
    assert batch.rows.tolist() == [3, 1, 4, 0]
    assert batch.scores.tolist() == [0.25, 0.375, 0.0, 0.5, 0.3125]
    assert batch.approximations == (
        "LeastConfidence chose among the 4 samples of the smallest margin, of 5; "
        "the others have score 0",
    )


@pytest.mark.parametrize(("count", "prefilter"), [(1, 5), (1, 6), (5, 1), (9, 2)])
def test_a_prefilter_that_keeps_all_is_no_approximation(batch_of, predictions_of, count, prefilter):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE), count, prefilter=prefilter)
    assert batch.approximations == ()
    assert batch.scores.tolist() == SCORES


def test_numbers_in_the_sentence_have_commas(batch_of, predictions_of):
    predictions = predictions_of(np.linspace(0, 1, 2500))
    batch = batch_of(LEAST_CONFIDENCE, predictions, 1, prefilter=1200)
    assert batch.approximations == (
        "LeastConfidence chose among the 1,200 samples of the smallest margin, of 2,500; "
        "the others have score 0",
    )


def test_what_a_strategy_approximates_is_told_after_it(batch_of, predictions_of):
    def select(candidates, count, options, generator):
        scores = np.ones(len(candidates), dtype=np.float32)
        return Query(np.arange(count), scores, ("Half of it was guessed.",))

    mine = Strategy(name="Mine", select=select)
    assert batch_of(mine, predictions_of(FIVE), 1).approximations == ("Half of it was guessed.",)
    assert batch_of(mine, predictions_of(FIVE), 1, prefilter=2).approximations[1:] == (
        "Half of it was guessed.",
    )
    # Once, though it is asked for each class.
    assert batch_of(mine, predictions_of(FIVE), 2, balance=True).approximations == (
        "Half of it was guessed.",
    )
