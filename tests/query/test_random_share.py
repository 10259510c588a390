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
from fastlabel_core.query.random_share import spread

LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)
RANDOM = find_strategy("RandomSampling", STRATEGIES)


def batch_of(certainties, count, seed=0, strategy=LEAST_CONFIDENCE, errors=None, **options):
    second = np.array(certainties, dtype=np.float32)
    probabilities = np.stack([1 - second, second], axis=1)
    return choose_batch(
        strategy,
        Predictions(["a", "b"], probabilities, errors or {}),
        Labelled.none(2),
        count,
        StrategyOptions(**options),
        np.random.default_rng(seed),
    )


@pytest.mark.parametrize(
    ("selected", "drawn", "rows", "marks"),
    [
        ([1, 2, 3, 4], [8], [1, 2, 3, 4, 8], "....r"),
        ([1, 2, 3, 4], [9, 8], [1, 2, 9, 3, 4, 8], "..r..r"),
        ([1, 2, 3], [9, 8], [1, 9, 2, 3, 8], ".r..r"),
        ([1, 2, 3, 4, 5, 6, 7], [9, 8, 0], [1, 2, 9, 3, 4, 8, 5, 6, 7, 0], "..r..r...r"),
        ([1], [9, 8, 0], [9, 8, 1, 0], "rr.r"),
        ([], [9, 8], [9, 8], "rr"),
        ([2, 1], [], [2, 1], ".."),
        ([], [], [], ""),
    ],
)
def test_spread(selected, drawn, rows, marks):
    spread_rows, is_random = spread(
        np.array(selected, dtype=np.intp), np.array(drawn, dtype=np.intp)
    )
    assert spread_rows.tolist() == rows
    assert is_random.tolist() == [mark == "r" for mark in marks]
    assert is_random.dtype == bool
    assert spread_rows.dtype == np.intp


@given(st.integers(0, 40), st.integers(1, 40))
def test_every_stretch_has_its_share(others, drawn):
    rows, is_random = spread(np.arange(others), 100 + np.arange(drawn))
    total = others + drawn
    assert rows[is_random].tolist() == list(range(100, 100 + drawn))
    assert rows[~is_random].tolist() == list(range(others))
    for stop in range(total + 1):
        assert abs(is_random[:stop].sum() - stop * drawn / total) <= 1


@pytest.mark.parametrize(
    ("share", "count", "expected"),
    [(0.0, 8, 0), (0.1, 8, 1), (0.25, 8, 2), (0.5, 7, 4), (1.0, 8, 8), (0.01, 8, 1), (0.3, 0, 0)],
)
def test_how_many_are_drawn(share, count, expected):
    batch = batch_of(np.linspace(0, 0.4, 30), count, random_share=share)
    assert batch.is_random.sum() == expected
    assert len(batch.rows) == count


def test_the_share_is_of_those_that_there_are():
    batch = batch_of([0.1, 0.2, 0.3, 0.4], 100, random_share=0.5)
    assert batch.is_random.tolist() == [False, True, False, True]


CERTAINTIES = [0.5, 0.45, 0.4, 0.35, 0.3, 0.2, 0.1, 0.0]


@pytest.mark.parametrize("options", [{}, {"prefilter": 2, "balance": True}], ids=str)
def test_drawn_evenly_from_all_that_can_be_read(options):
    counts = np.zeros(8)
    for seed in range(700):
        batch = batch_of(CERTAINTIES, 2, seed, errors={4: "x"}, random_share=0.5, **options)
        (drawn,) = batch.rows[batch.is_random]
        counts[drawn] += 1
    assert counts[4] == 0
    # 6 degrees of freedom: 22.5 is exceeded once in a thousand.
    assert ((np.delete(counts, 4) - 100) ** 2 / 100).sum() < 22.5


def test_drawn_in_any_order():
    firsts = np.zeros(4)
    for seed in range(800):
        batch = batch_of([0.4, 0.3, 0.2, 0.1], 4, seed, random_share=1)
        assert batch.is_random.all()
        firsts[batch.rows[0]] += 1
    # 3 degrees of freedom: 16.3 is exceeded once in a thousand.
    assert ((firsts - 200) ** 2 / 200).sum() < 16.3


@pytest.mark.parametrize("seed", range(40))
def test_the_others_are_the_hardest_of_those_not_drawn(seed):
    batch = batch_of(CERTAINTIES, 6, seed, random_share=0.5)
    drawn = batch.rows[batch.is_random].tolist()
    expected = [row for row in range(8) if row not in drawn][:3]
    assert batch.rows[~batch.is_random].tolist() == expected
    assert batch.is_random.tolist() == [False, True, False, True, False, True]
    # Drawn or not, a row has the strategy's score.
    assert batch.scores == pytest.approx(np.array(CERTAINTIES), abs=1e-6)


@pytest.mark.parametrize("seed", range(10))
def test_with_a_prefilter_the_place_of_one_drawn_is_taken_inside_it(seed):
    batch = batch_of(CERTAINTIES, 4, seed, random_share=0.5, prefilter=4)
    drawn = batch.rows[batch.is_random].tolist()
    expected = [row for row in range(4) if row not in drawn][:2]
    assert batch.rows[~batch.is_random].tolist() == expected


def test_those_drawn_count_as_labelled_when_others_take_their_place():
    asked = []

    def select(candidates, count, options, generator):
        asked.append((len(candidates), count, candidates.labelled.labels.tolist()))
        scores = np.arange(len(candidates), 0, -1, dtype=np.float32)
        return Query(np.arange(count), scores)

    mine = Strategy(name="Mine", select=select)
    for seed in range(20):
        asked.clear()
        batch = batch_of([0.1, 0.9, 0.2], 2, seed, mine, random_share=0.5)
        selected, drawn = batch.rows.tolist()
        if drawn == 0:
            assert selected == 1
            # Row 0, whose predicted class is the first, was drawn and chosen.
            assert asked == [(3, 1, []), (2, 1, [0])]
        else:
            assert selected == 0
            assert asked == [(3, 1, [])]


def marked(**options):
    return batch_of(CERTAINTIES, 4, 3, RANDOM, **options).is_random.tolist()


def test_all_of_random_sampling_is_random():
    assert marked() == [True] * 4
    assert marked(random_share=0.5) == [True] * 4


@pytest.mark.parametrize(
    "options", [{"prefilter": 5}, {"prefilter": 8}, {"balance": True}], ids=str
)
def test_random_sampling_that_is_restricted_is_not(options):
    assert marked(**options) == [False] * 4
    assert marked(random_share=0.5, **options) == [False, True, False, True]


def test_random_sampling_without_near_duplicates_is_not(make_pool):
    pool = make_pool(8)
    batch = choose_batch(
        RANDOM,
        pool.predictions(),
        pool.labelled,
        4,
        StrategyOptions(duplicate_similarity=1, random_share=0.25),
        np.random.default_rng(0),
    )
    assert batch.is_random.tolist() == [False, False, False, True]


def test_random_sampling_is_even_with_a_share_too():
    counts = np.zeros(8)
    for seed in range(800):
        counts[batch_of(CERTAINTIES, 4, seed, RANDOM, random_share=0.5).rows] += 1
    # 7 degrees of freedom: 24.3 is exceeded once in a thousand, by the draws of one row.
    assert ((counts - 400) ** 2 / 400).sum() < 24.3


def test_a_strategy_of_that_name_is_not_random_sampling():
    mine = Strategy(name="RandomSampling", select=RANDOM.select)
    assert not batch_of(CERTAINTIES, 4, 0, mine).is_random.any()
