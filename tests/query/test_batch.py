import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
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

NAN = float("nan")
LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)


def predictions_of(certainties, errors=None):
    """Return predictions of two classes, the second as probable as told."""
    second = np.array(certainties, dtype=np.float32)
    return Predictions(["a", "b"], np.stack([1 - second, second], axis=1), errors or {})


def batch_of(strategy, predictions, count, seed=0, labelled=None, **options):
    return choose_batch(
        strategy,
        predictions,
        Labelled.none(len(predictions.classes)) if labelled is None else labelled,
        count,
        strategy.options(**options),
        np.random.default_rng(seed),
    )


# By LeastConfidence: row 3, then 1, 4, 0, 2.
FIVE = [0.75, 0.625, 0.875, 0.5, 0.3125]
SCORES = [0.25, 0.375, 0.125, 0.5, 0.3125]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [3]), (2, [3, 1]), (4, [3, 1, 4, 0]), (5, [3, 1, 4, 0, 2]), (9, [3, 1, 4, 0, 2])],
)
def test_the_hardest_first(count, expected):
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
def test_unreadable_rows_are_never_chosen(errors, expected):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE, dict.fromkeys(errors, "x")), 3)
    assert batch.rows.tolist() == expected
    scores = [NAN if row in errors else score for row, score in enumerate(SCORES)]
    np.testing.assert_array_equal(batch.scores, np.float32(scores))


def test_no_readable_row():
    batch = batch_of(LEAST_CONFIDENCE, predictions_of([0.5, 0.5], {0: "x", 1: "y"}), 3)
    assert batch.rows.tolist() == batch.is_random.tolist() == []
    assert batch.rows.dtype.kind == "i"
    assert batch.is_random.dtype == bool
    assert np.isnan(batch.scores).tolist() == [True, True]


def test_an_empty_pool():
    batch = batch_of(LEAST_CONFIDENCE, predictions_of([]), 3)
    assert batch.rows.tolist() == batch.scores.tolist() == []


@every_strategy
@pytest.mark.parametrize("garbage", [NAN, np.inf, -7.0, 1e30])
def test_what_stands_in_an_unreadable_row_does_not_matter(strategy, garbage, make_pool):
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
def test_as_many_as_wanted(strategy, count, options, make_pool):
    pool = make_pool(21)
    batch = batch_of(strategy, pool.predictions({4: "x"}), count, labelled=pool.labelled, **options)
    assert len(set(batch.rows.tolist())) == len(batch.rows) == min(count, 20)
    assert set(batch.rows.tolist()) <= set(range(21)) - {4}
    assert batch.is_random.shape == batch.rows.shape
    assert batch.scores.shape == (21,)
    assert np.isfinite(np.delete(batch.scores, 4)).all()


@every_strategy
def test_the_predictions_are_left_as_they_were(strategy, make_pool):
    pool, untouched = make_pool(40), make_pool(40)
    for array in pool.arrays().values():
        array.flags.writeable = False
    options = {"random_share": 0.3, "balance": True, "duplicate_similarity": 0.9, "prefilter": 25}
    batch_of(strategy, pool.predictions({3: "x"}), 12, labelled=pool.labelled, **options)
    for name, array in pool.arrays().items():
        assert array.tobytes() == untouched.arrays()[name].tobytes(), name


@every_strategy
def test_one_seed_gives_one_batch(strategy, make_pool):
    pool = make_pool(40)
    options = {"random_share": 0.3, "balance": True, "duplicate_similarity": 0.9, "prefilter": 25}
    first, again = (
        batch_of(strategy, pool.predictions(), 12, 6, pool.labelled, **options) for _ in range(2)
    )
    assert first.rows.tolist() == again.rows.tolist()
    assert first.is_random.tolist() == again.is_random.tolist()
    assert first.scores.tobytes() == again.scores.tobytes()


def test_the_prefilter_shows_the_smallest_margins():
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


def test_the_prefilter_goes_by_the_margin_and_not_by_the_confidence():
    # Margins 0, 0.175, 0.06; the second row is the least confident.
    probabilities = np.float32([[0.5, 0.5, 0.0], [0.45, 0.275, 0.275], [0.48, 0.42, 0.1]])
    predictions = Predictions(["a", "b", "c"], probabilities)
    batch = batch_of(LEAST_CONFIDENCE, predictions, 1, prefilter=2)
    assert np.flatnonzero(batch.scores).tolist() == [0, 2]
    assert batch.rows.tolist() == [2]


def test_the_prefilter_never_keeps_fewer_than_wanted():
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE), 4, prefilter=2)
    assert batch.rows.tolist() == [3, 1, 4, 0]
    assert batch.scores.tolist() == [0.25, 0.375, 0.0, 0.5, 0.3125]
    assert batch.approximations == (
        "LeastConfidence chose among the 4 samples of the smallest margin, of 5; "
        "the others have score 0",
    )


@pytest.mark.parametrize(("count", "prefilter"), [(1, 5), (1, 6), (5, 1), (9, 2)])
def test_a_prefilter_that_keeps_all_is_no_approximation(count, prefilter):
    batch = batch_of(LEAST_CONFIDENCE, predictions_of(FIVE), count, prefilter=prefilter)
    assert batch.approximations == ()
    assert batch.scores.tolist() == SCORES


def test_numbers_in_the_sentence_have_commas():
    predictions = predictions_of(np.linspace(0, 1, 2500))
    batch = batch_of(LEAST_CONFIDENCE, predictions, 1, prefilter=1200)
    assert batch.approximations == (
        "LeastConfidence chose among the 1,200 samples of the smallest margin, of 2,500; "
        "the others have score 0",
    )


def test_what_a_strategy_approximates_is_told_after_it():
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
def test_an_unsound_answer(indices, scores, message):
    with pytest.raises(PluginResultError) as raised:
        batch_of(answering(indices, scores), predictions_of(FIVE), 2)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "indices",
    [[0.0, 1.0], [0.5, 1.5], [NAN, 0.0], [True, False], [[0], [1]], ["0", "1"]],
    ids=str,
)
def test_indices_that_are_no_row_of_whole_numbers(indices):
    with pytest.raises(PluginResultError, match=r"^strategy 'Bad' "):
        batch_of(answering(indices, SOUND), predictions_of(FIVE), 2)


def test_scores_that_float32_cannot_hold():
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
def test_an_unsound_answer_inside_a_class(answer):
    predictions = predictions_of([0.25, 0.375, 0.125, 0.75, 0.875])
    with pytest.raises(PluginResultError, match=r"^strategy 'Bad' "):
        batch_of(wrong_inside_a_class(answer), predictions, 4, balance=True)


def test_a_strategy_is_asked_within_its_promise(make_pool):
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
