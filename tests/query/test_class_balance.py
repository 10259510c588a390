from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.predictions import Predictions
from fastlabel_core.query import (
    STRATEGIES,
    Labelled,
    Query,
    Strategy,
    StrategyOptions,
    choose_batch,
    find_strategy,
)
from fastlabel_core.query import rows as rows_module
from fastlabel_core.query.class_balance import allocate, balanced, predicted_classes


@pytest.mark.parametrize(
    ("labelled", "available", "count", "expected"),
    [
        ([3, 0, 1], [5, 1, 5], 4, [1, 2, 2, 0]),
        ([0, 0, 0], [2, 2, 2], 6, [0, 1, 2, 0, 1, 2]),
        ([0, 0], [1, 5], 3, [1, 0, 1]),
        ([9, 0], [5, 5], 5, [1, 1, 1, 1, 1]),
        ([9, 0], [5, 2], 4, [1, 1, 0, 0]),
        ([0, 0, 2], [0, 3, 3], 4, [1, 1, 2, 1]),
        ([4], [3], 3, [0, 0, 0]),
        ([1, 2], [4, 4], 0, []),
    ],
)
def test_whose_turn_it_is(labelled, available, count, expected):
    turns = allocate(np.array(labelled), np.array(available), count)
    assert turns.tolist() == expected
    assert turns.dtype == np.intp


def allocate_one_by_one(labelled, available, count):
    labelled, available, turns = list(labelled), list(available), []
    for _ in range(count):
        number = min(
            (number for number in range(len(labelled)) if available[number]),
            key=lambda number: (labelled[number], -available[number], number),
        )
        turns.append(number)
        labelled[number] += 1
        available[number] -= 1
    return turns


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_against_one_by_one(classes, count):
    labelled, available = map(list, zip(*classes, strict=True))
    count = min(count, sum(available))
    turns = allocate(np.array(labelled), np.array(available), count)
    assert turns.tolist() == allocate_one_by_one(labelled, available, count)


def test_predicted_classes(make_pool, monkeypatch):
    pool = make_pool(50)
    expected = [row.index(max(row)) for row in pool.probabilities.tolist()]
    assert predicted_classes(pool.candidates()).tolist() == expected
    monkeypatch.setattr(rows_module, "CHUNK_BYTES", 7 * 3 * 4)
    assert predicted_classes(pool.candidates()).tolist() == expected


# Predicted: a a a a b b c; the confidence falls along the rows of each class.
PROBABILITIES = np.float32(
    [
        [0.9, 0.1, 0.0],
        [0.8, 0.1, 0.1],
        [0.7, 0.2, 0.1],
        [0.6, 0.3, 0.1],
        [0.1, 0.9, 0.0],
        [0.1, 0.7, 0.2],
        [0.0, 0.2, 0.8],
    ]
)
LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)


def labelled_of(labels):
    return replace(
        Labelled.none(),
        labels=np.array(labels, dtype=np.intp),
        probabilities=np.zeros((len(labels), 3), dtype=np.float32),
        embeddings=np.zeros((len(labels), 0), dtype=np.float32),
        is_validation=np.zeros(len(labels), dtype=bool),
    )


def batch_of(labels, count, strategy=LEAST_CONFIDENCE, errors=None, **options):
    return choose_batch(
        strategy,
        Predictions(["a", "b", "c"], PROBABILITIES, errors or {}),
        labelled_of(labels),
        count,
        StrategyOptions(balance=True, **options),
        np.random.default_rng(0),
    )


@pytest.mark.parametrize(
    ("labels", "count", "expected"),
    [
        # As many labels each: a has most samples left, then b.
        ([0, 1, 2], 3, [3, 5, 6]),
        ([0, 1, 2], 4, [3, 5, 6, 2]),
        ([], 2, [3, 5]),
        ([0, 0, 0, 1, 1], 3, [6, 5, 3]),
        ([2, 2, 2, 1, 1], 3, [3, 2, 1]),
        ([2, 2, 2, 1, 1], 4, [3, 2, 1, 5]),
        # Labels of classes that the model doesn't know count for none.
        ([2, 2, 2, 1, 1, -1, -1, -1, -1], 4, [3, 2, 1, 5]),
        ([0] * 9, 7, [5, 6, 4, 3, 2, 1, 0]),
    ],
)
def test_the_class_with_the_fewest_labels_first(labels, count, expected):
    batch = batch_of(labels, count)
    assert batch.rows.tolist() == expected
    assert batch.approximations == ()


def test_unreadable_rows_are_not_available():
    assert batch_of([0] * 9, 3, errors={6: "x", 5: "x"}).rows.tolist() == [4, 3, 2]


def test_the_scores_are_those_of_the_strategy():
    assert batch_of([0], 2).scores.tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.1, 0.3, 0.2])


def test_the_strategy_runs_inside_each_predicted_class():
    shown = []

    def select(candidates, count, options, generator):
        shown.append((candidates.probabilities[:].argmax(axis=1).tolist(), count))
        scores = np.arange(1, len(candidates) + 1, dtype=np.float32)
        return Query(np.arange(count)[::-1].copy(), scores)

    mine = Strategy(name="Mine", select=select)
    batch = batch_of([0, 0, 1], 4, mine)
    # Turns: c; then b, which has 2 left; b's second label evens it with a, which has 4 left.
    assert shown == [([0, 0, 0, 0], 1), ([1, 1], 2), ([2], 1)]
    assert batch.rows.tolist() == [6, 5, 0, 4]
    assert batch.scores.tolist() == [1, 2, 3, 4, 1, 2, 1]


def test_a_class_whose_turn_never_comes_is_scored_all_the_same():
    asked = []

    def select(candidates, count, options, generator):
        asked.append(count)
        return Query(np.arange(count), np.full(len(candidates), 0.5, dtype=np.float32))

    batch = batch_of([0] * 9 + [1] * 9, 1, Strategy(name="Mine", select=select))
    assert asked == [1, 1, 1]
    assert batch.rows.tolist() == [6]
    assert batch.scores.tolist() == [0.5] * 7


def test_the_labelled_samples_are_shown_in_every_class():
    seen = []

    def select(candidates, count, options, generator):
        seen.append(candidates.labelled.labels.tolist())
        return Query(np.arange(count), np.ones(len(candidates), dtype=np.float32))

    batch_of([0, 2, 1], 1, Strategy(name="Mine", select=select))
    assert seen == [[0, 2, 1]] * 3


def test_with_a_prefilter_the_shares_are_those_of_what_it_keeps():
    # Margins: 0.8, 0.7, 0.5, 0.3, 0.8, 0.5, 0.6; the smallest are rows 3, 2 and 5.
    batch = batch_of([0] * 9, 3, prefilter=3)
    assert batch.rows.tolist() == [5, 3, 2]
    assert np.flatnonzero(batch.scores).tolist() == [2, 3, 5]


def test_shares_grow_even(make_pool):
    pool = make_pool(300)
    labelled = replace(pool.labelled, labels=np.zeros(8, dtype=np.intp))
    candidates = replace(pool.candidates(), labelled=labelled)
    query = balanced(LEAST_CONFIDENCE.select)(
        candidates, 22, StrategyOptions(), np.random.default_rng(0)
    )
    chosen = pool.probabilities.argmax(axis=1)[query.indices]
    # 8 labels of the first class and 22 more make 10 of each.
    assert np.bincount(chosen).tolist() == [2, 10, 10]
