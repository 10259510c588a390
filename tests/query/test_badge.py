"""Against gradients that are really built, in float64."""

import tracemalloc
from collections import Counter
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import StrategyOptions, d2_sampling, distances
from fastlabel_core.query.badge import BADGE, Gradients, residuals_of
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need


def select(pool, count, seed=0):
    generator = np.random.default_rng(seed)
    return BADGE.select(pool.candidates(), count, StrategyOptions(), generator)


def gradients_of(pool):
    """Return each sample's gradient of the last layer if its predicted class were its label."""
    built = []
    for probabilities, embedding in zip(
        pool.probabilities.astype(float), pool.embeddings.astype(float), strict=True
    ):
        label = max(range(len(probabilities)), key=lambda number: probabilities[number])
        logits = [p - (number == label) for number, p in enumerate(probabilities)]
        built.append([[q * h for h in embedding] for q in logits])
    return np.array(built).reshape(len(built), -1)


def squared_distances_of(pool):
    built = gradients_of(pool)
    return ((built[:, np.newaxis] - built) ** 2).sum(axis=2)


def test_residuals_by_hand():
    probabilities = np.float32([[0.25, 0.75], [0.5, 0.5], [1, 0]])
    assert residuals_of(probabilities).tolist() == [[0.25, -0.25], [-0.5, 0.5], [0, 0]]
    assert probabilities.tolist() == [[0.25, 0.75], [0.5, 0.5], [1, 0]]


@pytest.mark.parametrize("classes", [1, 2, 7])
@pytest.mark.parametrize("seed", range(3))
def test_scores_are_lengths_and_the_largest_comes_first(classes, seed, make_pool):
    pool = make_pool(30, classes=classes, seed=seed)
    query = select(pool, 5, seed)
    lengths = np.sqrt((gradients_of(pool) ** 2).sum(axis=1))
    assert query.scores == pytest.approx(lengths, rel=1e-5)
    assert lengths[query.indices[0]] == lengths.max()
    assert query.approximations == ()


@pytest.mark.parametrize("product_bytes", [1, 200, 8 * 2**20])
def test_squared_distances_against_outer_products(product_bytes, make_pool, monkeypatch):
    monkeypatch.setattr(distances, "PRODUCT_BYTES", product_bytes)
    pool = make_pool(25, classes=4, features=6)
    norms = np.float32((gradients_of(pool) ** 2).sum(axis=1))
    gradients = Gradients(Rows(pool.embeddings), Rows(pool.probabilities), norms)
    rows, centres = np.array([3, 0, 24, 7, 7, 11]), np.array([5, 7, 0])
    expected = squared_distances_of(pool)[np.ix_(rows, centres)].min(axis=1)
    squared = gradients.squared_distances(rows, centres)
    assert squared == pytest.approx(expected, rel=1e-4, abs=1e-5)
    assert squared[[1, 3, 4]].tolist() == [0, 0, 0]


@pytest.mark.parametrize(("trials", "rows_per_trial"), [(16, 100), (1, 100), (2, 1)])
def test_the_chance_of_every_order(trials, rows_per_trial, make_pool, monkeypatch):
    monkeypatch.setattr(d2_sampling, "TRIALS", trials)
    monkeypatch.setattr(d2_sampling, "ROWS_PER_TRIAL", rows_per_trial)
    pool = make_pool(6, classes=3, features=2, seed=5)
    squared, first = squared_distances_of(pool), (gradients_of(pool) ** 2).sum(axis=1).argmax()
    draws, expected = 3000, {}
    for second, third in permutations(set(range(6)) - {int(first)}, 2):
        to_first = squared[first]
        to_both = np.minimum(to_first, squared[second])
        chance = to_first[second] / to_first.sum() * to_both[third] / to_both.sum()
        expected[int(first), second, third] = draws * chance
    assert sum(expected.values()) == pytest.approx(draws)
    assert min(expected.values()) > 5
    drawn = Counter(tuple(select(pool, 3, seed).indices.tolist()) for seed in range(draws))
    assert set(drawn) <= set(expected)
    # 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    assert sum((drawn[order] - times) ** 2 / times for order, times in expected.items()) < 43.8


@pytest.mark.parametrize("features", [3, 512])
@pytest.mark.parametrize("classes", [2, 100])
@pytest.mark.parametrize("product_bytes", [3000, 8 * 2**20])
def test_no_copy_while_others_differ(features, classes, product_bytes, make_pool, monkeypatch):
    monkeypatch.setattr(distances, "PRODUCT_BYTES", product_bytes)
    pool = make_pool(6, classes=classes, features=features)
    pool = replace(pool, embeddings=np.abs(pool.embeddings) + np.float32(1))
    kinds = np.random.default_rng(0).permutation(np.arange(48) % 6)
    for seed in range(20):
        query = select(pool.of(kinds), 7, seed)
        assert len(set(kinds[query.indices[:6]].tolist())) == 6
        assert len(set(query.indices.tolist())) == 7


def test_a_sample_of_which_the_model_is_sure_is_no_centre(make_pool):
    # Two gradients of zero are one place, and no place that is taken from the beginning.
    pool = make_pool(4, classes=2)
    pool.probabilities[:] = [[0.4, 0.6], [1, 0], [0, 1], [0.4, 0.6]]
    pool.embeddings[3] = pool.embeddings[0]
    for seed in range(10):
        first, second, *rest = select(pool, 4, seed).indices.tolist()
        assert first in {0, 3}
        assert second in {1, 2}
        assert set(rest) == {0, 1, 2, 3} - {first, second}


def test_a_model_that_is_sure_of_everything_leaves_an_even_draw(make_pool):
    pool = make_pool(5, classes=2)
    pool.probabilities[:] = [1, 0]
    pairs = Counter(tuple(select(pool, 2, seed).indices.tolist()) for seed in range(2000))
    assert select(pool, 2).scores.tolist() == [0] * 5
    assert set(pairs) == set(permutations(range(5), 2))
    # 19 degrees of freedom: 43.82 is exceeded once in a thousand.
    assert sum((count - 100) ** 2 / 100 for count in pairs.values()) < 43.82


def test_gradients_are_never_built(make_pool):
    pool = make_pool(2000, classes=100, features=256, passes=1)
    tracemalloc.start()
    try:
        select(pool, 50)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # They are 2000 * 100 * 256 float32: 205 MB.
    assert peak < 15e6


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite(value, make_pool):
    pool = make_pool(20)
    pool.embeddings[[7, 13], 1] = value
    with pytest.raises(PluginResultError) as raised:
        select(pool, 1)
    assert str(raised.value) == (
        "2 embeddings hold NaN, infinity or too large numbers, the first of them in row 7; the "
        "model's predict gave them"
    )


def test_what_it_needs():
    assert BADGE.needs_with(StrategyOptions()) == {Need.PROBABILITIES, Need.EMBEDDINGS}
