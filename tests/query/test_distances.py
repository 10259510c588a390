import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import distances
from fastlabel_core.query import rows as rows_module
from fastlabel_core.query.distances import (
    inverse_norms,
    mean_of,
    nearest,
    squared_norms,
    unit_rows,
)
from fastlabel_core.query.rows import Rows


def test_squared_norms():
    rows = Rows(np.array([[3.0, 4.0], [0.0, 0.0], [1.0, -2.0]], dtype=np.float32))
    norms = squared_norms(rows)
    assert norms.tolist() == [25.0, 0.0, 5.0]
    assert norms.dtype == np.float32
    assert squared_norms(Rows(np.empty((3, 0), dtype=np.float32))).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("rows_at_once", [1, 7, 100, 101])
def test_squared_norms_in_chunks(rows_at_once, monkeypatch, make_pool):
    embeddings = make_pool(101).embeddings
    monkeypatch.setattr(distances, "CACHE_BYTES", rows_at_once * 5 * 4)
    norms = squared_norms(Rows(embeddings))
    assert norms == pytest.approx((embeddings.astype(np.float64) ** 2).sum(axis=1), rel=1e-6)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 2e19])
@pytest.mark.parametrize(
    ("numbers", "count", "first"),
    [(None, 2, 4), (np.array([0, 4, 5, 7]), 2, 4), (np.array([1, 7, 8]), 1, 7)],
)
def test_the_first_unsound_row_of_the_pool_is_named(value, numbers, count, first):
    embeddings = np.ones((9, 3), dtype=np.float32)
    embeddings[4, 1] = embeddings[7, 2] = value
    with pytest.raises(PluginResultError) as raised:
        squared_norms(Rows(embeddings, numbers))
    assert str(raised.value) == (
        f"{count} embeddings hold NaN, infinity or too large numbers, the first of them in row "
        f"{first}; the model's predict gave them"
    )


def test_unsound_rows_that_are_not_read_do_not_matter():
    embeddings = np.ones((4, 3), dtype=np.float32)
    embeddings[2] = np.nan
    assert squared_norms(Rows(embeddings, np.array([0, 1, 3]))).tolist() == [3.0, 3.0, 3.0]


def test_unit_rows():
    unit = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0], [0.0, -0.5]], dtype=np.float32))
    assert unit == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0], [0.0, -1.0]]), abs=1e-7)
    assert unit.dtype == np.float32
    assert inverse_norms(np.float32([0.25, 0, 4])).tolist() == [2.0, 0.0, 0.5]


@pytest.mark.parametrize("scale", [1e-15, 1e15])
def test_unit_rows_of_any_scale(scale):
    unit = unit_rows(np.array([[3.0, 4.0]], dtype=np.float32) * np.float32(scale))
    assert unit == pytest.approx(np.array([[0.6, 0.8]]), abs=1e-5)


points = st.lists(
    st.lists(st.integers(-3, 3).map(float), min_size=2, max_size=2), min_size=1, max_size=9
)


@given(points, points)
def test_the_nearest_against_every_distance(left, right):
    embeddings, centres = np.float32(left), np.float32(right)
    rows = Rows(embeddings)
    numbers, squared = nearest(rows, squared_norms(rows), centres)
    expected = ((embeddings[:, np.newaxis] - centres) ** 2).sum(axis=2)
    assert numbers.tolist() == expected.argmin(axis=1).tolist()
    assert squared.tolist() == expected.min(axis=1).tolist()


@pytest.mark.parametrize("product_bytes", [1, 100, 1000, 10**6])
def test_the_nearest_in_chunks(product_bytes, monkeypatch, make_pool):
    pool = make_pool(53, features=7)
    monkeypatch.setattr(distances, "PRODUCT_BYTES", product_bytes)
    rows = Rows(pool.embeddings)
    numbers, squared = nearest(rows, squared_norms(rows), pool.labelled.embeddings)
    exact = pool.embeddings.astype(np.float64)[:, np.newaxis] - pool.labelled.embeddings
    expected = (exact**2).sum(axis=2)
    assert numbers.tolist() == expected.argmin(axis=1).tolist()
    assert squared == pytest.approx(expected.min(axis=1), rel=1e-4)


def test_a_copy_is_at_no_distance(make_pool):
    embeddings = make_pool(500, features=64).embeddings + np.float32(3)
    rows = Rows(embeddings)
    numbers, squared = nearest(rows, squared_norms(rows), embeddings[::-1].copy())
    assert numbers.tolist() == list(range(499, -1, -1))
    assert squared.tolist() == [0.0] * 500


def test_the_product_with_many_centres_is_never_held_at_once():
    rows = Rows(np.ones((20_000, 2), dtype=np.float32))
    norms = squared_norms(rows)
    centres = np.arange(2000, dtype=np.float32).reshape(1000, 2)
    tracemalloc.start()
    try:
        nearest(rows, norms, centres)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All of it is 80 MB.
    assert peak < 20e6


@pytest.mark.parametrize("chunk_rows", [1, 3, 10])
def test_the_mean_in_chunks(chunk_rows, monkeypatch):
    embeddings = np.arange(20, dtype=np.float32).reshape(10, 2)
    monkeypatch.setattr(rows_module, "CHUNK_BYTES", chunk_rows * 2 * 4)
    assert mean_of(Rows(embeddings)).tolist() == [9, 10]
    assert mean_of(Rows(embeddings, np.array([0, 4, 8]))).tolist() == [8, 9]


def test_the_mean_of_numbers_whose_sum_float32_can_not_hold(monkeypatch):
    monkeypatch.setattr(rows_module, "CHUNK_BYTES", 8)
    assert mean_of(Rows(np.full((4, 2), 3e38, dtype=np.float32))) == pytest.approx(3e38)


def test_the_mean_of_what_is_not_finite():
    embeddings = np.ones((9, 3), dtype=np.float32)
    embeddings[4, 1] = np.nan
    with pytest.raises(PluginResultError, match="the first of them in row 4;"):
        mean_of(Rows(embeddings))
