from collections import Counter

import numpy as np
import pytest

from fastlabel_core.query import STRATEGIES, StrategyOptions, find_strategy
from fastlabel_core.query.random import RANDOM_SAMPLING, draws_evenly


def select(pool, count, seed=0):
    generator = np.random.default_rng(seed)
    return RANDOM_SAMPLING.select(pool.candidates(), count, StrategyOptions(), generator)


def test_every_row_is_chosen_equally_often(make_pool):
    pool = make_pool(3)
    counts = Counter(tuple(select(pool, 2, seed).indices.tolist()) for seed in range(3000))
    assert set(counts) == {(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)}
    # 5 degrees of freedom: 20.5 is exceeded once in a thousand.
    assert sum((count - 500) ** 2 / 500 for count in counts.values()) < 20.5


def test_it_ranks_by_its_scores(make_pool):
    query = select(make_pool(20), 20)
    assert query.scores.dtype == np.float32
    assert np.all(np.diff(query.scores[query.indices]) < 0)
    assert query.scores.min() >= 0
    assert query.scores.max() < 1


def test_it_needs_nothing(make_pool):
    assert RANDOM_SAMPLING.needs == frozenset()
    assert select(make_pool(20).only(frozenset()), 20).scores.shape == (20,)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("RandomSampling", {}, True),
        ("RandomSampling", {"random_share": 0.5}, True),
        ("RandomSampling", {"prefilter": 5}, False),
        ("RandomSampling", {"balance": True}, False),
        ("RandomSampling", {"duplicate_similarity": 0.9}, False),
        ("LeastConfidence", {}, False),
    ],
)
def test_what_is_an_even_draw(name, options, expected):
    assert draws_evenly(find_strategy(name, STRATEGIES), StrategyOptions(**options)) is expected
