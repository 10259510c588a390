import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.query import typicality as module
from fastlabel_core.query.typicality import squared_distances, typicality


def formula(rows, neighbours):
    """Return the inverse mean distance of every row from its nearest neighbours."""
    values = []
    for number, row in enumerate(rows):
        others = sorted(math.dist(row, other) for other in rows[:number] + rows[number + 1 :])
        nearest = others[:neighbours]
        values.append(1 / (sum(nearest) / len(nearest) + 1e-5) if nearest else 0)
    return values


def test_squared_distances_by_hand():
    squared = squared_distances(np.float32([[0, 0], [3, 4], [0, 0]]))
    assert squared.tolist() == [[np.inf, 25, 0], [25, np.inf, 25], [0, 25, np.inf]]


def test_by_hand():
    squared = squared_distances(np.float32([[0], [1], [3]]))
    assert typicality(squared, 1) == pytest.approx([1, 1, 0.5], rel=1e-4)
    assert typicality(squared, 2) == pytest.approx([1 / 2, 1 / 1.5, 1 / 2.5], rel=1e-4)


@pytest.mark.parametrize("neighbours", [1, 2, 7, 28, 29])
@pytest.mark.parametrize("cache_bytes", [1, 500, 2 * 2**20])
def test_against_the_formula(neighbours, cache_bytes, make_pool, monkeypatch):
    monkeypatch.setattr(module, "CACHE_BYTES", cache_bytes)
    rows = make_pool(30).embeddings
    expected = formula(rows.astype(float).tolist(), neighbours)
    assert typicality(squared_distances(rows), neighbours) == pytest.approx(expected, rel=1e-4)


grid = st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=2, max_size=9)


@given(grid, st.data())
def test_with_ties_and_copies(rows, data):
    neighbours = data.draw(st.integers(1, len(rows) - 1))
    values = typicality(squared_distances(np.array(rows, dtype=np.float32)), neighbours)
    assert values == pytest.approx(formula(rows, neighbours), rel=1e-4)


def test_without_neighbours_nothing_is_typical():
    assert typicality(squared_distances(np.ones((1, 2), dtype=np.float32)), 5).tolist() == [0]
    assert typicality(np.empty((3, 0), dtype=np.float32), 5).tolist() == [0, 0, 0]


@pytest.mark.parametrize("features", [8, 64, 512])
def test_a_sample_with_copies(features, make_pool):
    rows = np.repeat(make_pool(5, features=features).embeddings, 12, axis=0)
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    assert typicality(squared_distances(rows), 5) == pytest.approx(np.full(60, 1e5), rel=1e-4)
