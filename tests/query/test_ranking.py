from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.query.ranking import hardest


def chosen(scores, count, seed=0):
    rows = hardest(np.array(scores, dtype=np.float32), count, np.random.default_rng(seed))
    return rows.tolist()


@pytest.mark.parametrize(
    ("scores", "count", "expected"),
    [
        ([0.1, 0.9, 0.5, 0.7], 2, [1, 3]),
        ([0.1, 0.9, 0.5, 0.7], 4, [1, 3, 2, 0]),
        ([0.1, 0.9, 0.5, 0.7], 9, [1, 3, 2, 0]),
        ([0.1, 0.2], 0, []),
        ([], 5, []),
        ([-1.5, 3.0, 0.0], 3, [1, 2, 0]),
        ([0.3], 1, [0]),
    ],
)
def test_the_highest_first(scores, count, expected):
    assert chosen(scores, count) == expected


@given(
    st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=12),
    st.integers(0, 14),
    st.integers(0, 5),
)
def test_against_sorting(scores, count, seed):
    rows = chosen(scores, count, seed)
    assert len(set(rows)) == len(rows)
    assert [scores[row] for row in rows] == sorted(scores, reverse=True)[:count]


def test_the_scores_are_left_as_they_were():
    scores = np.array([0.5, 0.1, 0.9, 0.5], dtype=np.float32)
    scores.flags.writeable = False
    assert hardest(scores, 1, np.random.default_rng(0)).tolist() == [2]


def is_uniform(counts, outcomes, draws, bound):
    """Chi-squared; `bound` is exceeded once in a thousand."""
    expected = draws / outcomes
    seen = [*counts.values(), *[0] * (outcomes - len(counts))]
    assert len(seen) == outcomes
    return sum((count - expected) ** 2 / expected for count in seen) < bound


@pytest.mark.parametrize("count", [4, 5])
def test_ties_come_in_any_order_equally_often(count):
    scores = [0.5, 0.9, 0.5, 0.1, 0.5]
    counts = Counter(tuple(chosen(scores, count, seed)) for seed in range(3000))
    assert set(counts) == {(1, *tied, 3)[:count] for tied in permutations([0, 2, 4])}
    assert is_uniform(counts, 6, 3000, bound=20.5)


def test_ties_at_the_threshold_are_drawn_equally_often():
    scores = [0.5, 0.9, 0.5, 0.5, 0.2, 0.1, 0.5]
    counts = Counter(tuple(chosen(scores, 3, seed)[1:]) for seed in range(3000))
    assert set(counts) == set(permutations([0, 2, 3, 6], 2))
    assert is_uniform(counts, 12, 3000, bound=31.3)


def test_one_seed_gives_one_order():
    orders = [tuple(chosen([0.5] * 8, 5, seed)) for seed in (1, 2, 3, 1, 2, 3)]
    assert orders[:3] == orders[3:]
    assert len(set(orders)) == 3
