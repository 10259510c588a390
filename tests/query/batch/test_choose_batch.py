"""As many of the hardest as are wanted, whatever the options, and none that can't be read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastlabel_core.query import (
    STRATEGIES,
    Query,
    Strategy,
    StrategyOptions,
    choose_batch,
    find_strategy,
)

NAN = float("nan")
LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)

# By LeastConfidence: row 3, then 1, 4, 0, 2.
FIVE = [0.75, 0.625, 0.875, 0.5, 0.3125]
SCORES = [0.25, 0.375, 0.125, 0.5, 0.3125]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [3]), (2, [3, 1]), (4, [3, 1, 4, 0]), (5, [3, 1, 4, 0, 2]), (9, [3, 1, 4, 0, 2])],
)
def test_the_hardest_first(batch_of, predictions_of, count, expected):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE), count)
    assert batch.rows.tolist() == expected
    assert batch.is_random.tolist() == [False] * len(expected)
    assert batch.scores.tolist() == SCORES
    assert batch.scores.dtype == np.float32
    assert batch.approximations == ()


@pytest.mark.parametrize(
    ("errors", "expected"),
    [([3], [1, 4, 0]), ([0, 1], [3, 4, 2]), ([0, 1, 3, 4], [2]), ([2], [3, 1, 4])],
)
def test_unreadable_rows_are_never_chosen(batch_of, predictions_of, errors, expected):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE, dict.fromkeys(errors, "x")), 3)
    assert batch.rows.tolist() == expected
    scores = [NAN if row in errors else score for row, score in enumerate(SCORES)]
    np.testing.assert_array_equal(batch.scores, np.float32(scores))


def test_no_readable_row(batch_of, predictions_of):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of([0.5, 0.5], {0: "x", 1: "y"}), 3)
    assert batch.rows.tolist() == batch.is_random.tolist() == []
    assert batch.rows.dtype.kind == "i"
    assert batch.is_random.dtype == bool
    assert np.isnan(batch.scores).tolist() == [True, True]


def test_an_empty_pool(batch_of, predictions_of):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of([]), 3)
    assert batch.rows.tolist() == batch.scores.tolist() == []


@every_strategy
@pytest.mark.parametrize("garbage", [NAN, np.inf, -7.0, 1e30])
def test_what_stands_in_an_unreadable_row_does_not_matter(batch_of, strategy, garbage, make_pool):
    pool, sound = make_pool(20), make_pool(20)
    for name in ("probabilities", "embeddings", "dropout"):
        getattr(pool, name)[[0, 7, 19]] = garbage
    errors = {0: "truncated", 7: "no such file", 19: "x"}
    options = {"random_share": 0.3, "balance": True, "duplicate_similarity": 0.99}
    for given_options in ({}, options, options | {"prefilter": 9}):
        batches = [
            batch_of(strategy, each.predictions(errors), 8, labelled=each.labelled, **given_options)
            for each in (pool, sound)
        ]
        assert batches[0].rows.tolist() == batches[1].rows.tolist()
        np.testing.assert_array_equal(batches[0].scores, batches[1].scores)
        assert not set(batches[0].rows.tolist()) & set(errors)
        assert np.flatnonzero(np.isnan(batches[0].scores)).tolist() == [0, 7, 19]


@every_strategy
@pytest.mark.parametrize("count", [0, 1, 7, 20, 30])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"prefilter": 10},
        {"balance": True},
        {"random_share": 0.25},
        {"random_share": 1},
        {"prefilter": 3, "balance": True, "random_share": 0.5},
    ],
    ids=str,
)
def test_as_many_as_wanted(batch_of, strategy, count, options, make_pool):
    pool = make_pool(21)
    batch = batch_of(strategy, pool.predictions({4: "x"}), count, labelled=pool.labelled, **options)
    assert len(set(batch.rows.tolist())) == len(batch.rows) == min(count, 20)
    assert set(batch.rows.tolist()) <= set(range(21)) - {4}
    assert batch.is_random.shape == batch.rows.shape
    assert batch.scores.shape == (21,)
    assert np.isfinite(np.delete(batch.scores, 4)).all()


@every_strategy
def test_the_predictions_are_left_as_they_were(batch_of, strategy, make_pool):
    pool, untouched = make_pool(40), make_pool(40)
    for array in pool.arrays().values():
        array.flags.writeable = False
    options = {"random_share": 0.3, "balance": True, "duplicate_similarity": 0.9, "prefilter": 25}
    batch_of(strategy, pool.predictions({3: "x"}), 12, labelled=pool.labelled, **options)
    for name, array in pool.arrays().items():
        assert array.tobytes() == untouched.arrays()[name].tobytes(), name


@every_strategy
def test_one_seed_gives_one_batch(batch_of, strategy, make_pool):
    pool = make_pool(40)
    options = {"random_share": 0.3, "balance": True, "duplicate_similarity": 0.9, "prefilter": 25}
    first, again = (
        batch_of(strategy, pool.predictions(), 12, 6, pool.labelled, **options) for _ in range(2)
    )
    assert first.rows.tolist() == again.rows.tolist()
    assert first.is_random.tolist() == again.is_random.tolist()
    assert first.scores.tobytes() == again.scores.tobytes()


def test_a_strategy_is_asked_within_its_promise(batch_of, make_pool):
    pool, asked = make_pool(30), []

    def select(candidates, count, options, generator):
        asked.append((count, len(candidates)))
        assert 1 <= count <= len(candidates)
        scores = np.ones(len(candidates), dtype=np.float32)
        return Query(np.arange(count), scores)

    mine = Strategy(name="Mine", select=select)
    for count in (0, 1, 29, 30, 31):
        for options in (
            {},
            {"random_share": 0.5, "balance": True},
            {"random_share": 1},
            {"prefilter": 5, "random_share": 0.9},
            {"duplicate_similarity": 0.5, "random_share": 0.2, "balance": True},
        ):
            batch_of(mine, pool.predictions({2: "x"}), count, 0, pool.labelled, **options)
    assert max(count for count, _ in asked) == 29


@settings(max_examples=60)
@given(
    st.integers(1, 25),
    st.integers(0, 30),
    st.sets(st.integers(0, 24)),
    st.one_of(st.none(), st.integers(1, 30)),
    st.booleans(),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.one_of(st.none(), st.sampled_from([0.3, 0.9, 1.0])),
    st.integers(0, 5),
)
def test_all_options_together(
    make_pool, rows, count, unreadable, prefilter, balance, share, similarity, seed
):
    pool = make_pool(rows, seed=seed)
    errors = {row: "x" for row in unreadable if row < rows}
    options = StrategyOptions(
        prefilter=prefilter, balance=balance, random_share=share, duplicate_similarity=similarity
    )
    generator = np.random.default_rng(seed)
    batch = choose_batch(
        LEAST_CONFIDENCE, pool.predictions(errors), pool.labelled, count, options, generator
    )
    wanted = min(count, rows - len(errors))
    chosen = batch.rows.tolist()
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & set(errors)
    assert len(chosen) == wanted or (similarity is not None and len(chosen) < wanted)
    assert batch.is_random.sum() == (max(1, round(share * wanted)) if share and wanted else 0)
    assert np.flatnonzero(np.isnan(batch.scores)).tolist() == sorted(errors)
