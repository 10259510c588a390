import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.query.rows import Rows
from fastlabel_core.query.stacked import Stacked

FIRST = np.arange(12, dtype=np.float32).reshape(4, 3)
SECOND = -np.arange(18, dtype=np.float32).reshape(6, 3)
BOTH = np.concatenate([FIRST, SECOND])


@pytest.fixture(params=["array", "map", "numbers"])
def stacked(request, tmp_path):
    if request.param == "numbers":
        return Stacked(FIRST, Rows(np.repeat(SECOND, 2, axis=0), np.arange(0, 12, 2)))
    np.save(tmp_path / "second.npy", SECOND)
    mode = None if request.param == "array" else "r"
    return Stacked(FIRST, Rows(np.load(tmp_path / "second.npy", mmap_mode=mode)))


def test_its_shape(stacked):
    assert len(stacked) == 10
    assert stacked.shape == (10, 3)


def test_every_slice(stacked):
    for start in [None, *range(11)]:
        for stop in [None, *range(0 if start is None else start, 14)]:
            read = stacked[start:stop]
            np.testing.assert_array_equal(read, BOTH[start:stop], strict=True)


def test_a_slice_that_ends_before_it_begins_is_empty(stacked):
    for start in range(11):
        for stop in range(start):
            assert stacked[start:stop].shape == (0, 3)


@pytest.mark.parametrize(
    "numbers", [[], [0], [9], [3, 4], [4, 3], [9, 0, 5, 5, 2], list(range(10))]
)
def test_numbers_in_any_order(numbers, stacked):
    numbers = np.array(numbers, dtype=np.intp)
    np.testing.assert_array_equal(stacked[numbers], BOTH[numbers], strict=True)


@pytest.mark.parametrize(("first", "second"), [(0, 6), (4, 0), (0, 0)])
def test_one_of_them_may_be_empty(first, second):
    stacked = Stacked(FIRST[:first], Rows(SECOND[:second]))
    both = np.concatenate([FIRST[:first], SECOND[:second]])
    np.testing.assert_array_equal(stacked[:], both, strict=True)
    everything = np.arange(first + second)
    np.testing.assert_array_equal(stacked[everything], both, strict=True)


@given(st.lists(st.integers(0, 9)), st.integers(0, 10), st.integers(0, 10))
def test_it_can_be_read_as_rows(numbers, start, stop):
    rows = Rows(Stacked(FIRST, Rows(SECOND)))
    numbers = np.array(numbers, dtype=np.intp)
    assert rows.shape == (10, 3)
    np.testing.assert_array_equal(rows[:], BOTH, strict=True)
    some = rows.of(numbers)
    np.testing.assert_array_equal(some[start:stop], BOTH[numbers][start:stop], strict=True)
    halved = some.scaled(np.full(len(numbers), 0.5, dtype=np.float32))
    np.testing.assert_array_equal(halved[:], BOTH[numbers] / 2, strict=True)


def test_chunks_across_the_border():
    rows = Rows(Stacked(FIRST, Rows(SECOND)))
    chunks = list(rows.chunks(3 * 12))
    assert [chunk.stop for chunk in chunks] == [3, 6, 9, 10]
    np.testing.assert_array_equal(np.concatenate([rows[chunk] for chunk in chunks]), BOTH)


def test_either_is_read_without_a_copy_of_the_other():
    stacked = Stacked(FIRST, Rows(SECOND))
    assert np.shares_memory(stacked[1:4], FIRST)
    assert np.shares_memory(stacked[4:9], SECOND)
