import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.query import rows as rows_module
from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.rows import Rows

ARRAY = np.arange(60, dtype=np.float32).reshape(20, 3)
NUMBERS = {
    "all": None,
    "every": np.arange(20),
    "run": np.arange(5, 12),
    "first": np.arange(4),
    "last": np.arange(16, 20),
    "gaps": np.array([0, 1, 4, 5, 6, 13, 19]),
    "one": np.array([7]),
    "none": np.empty(0, dtype=np.intp),
}
SLICES = [
    slice(None),
    slice(0, 3),
    slice(2, 5),
    slice(1, 100),
    slice(3, 3),
    slice(50, 60),
    slice(-2, None),
    slice(None, None, 2),
    slice(None, None, -1),
]


@pytest.fixture(params=["array", "map"])
def array(request, tmp_path):
    if request.param == "array":
        return ARRAY
    np.save(tmp_path / "a.npy", ARRAY)
    return np.load(tmp_path / "a.npy", mmap_mode="r")


@pytest.mark.parametrize("numbers", NUMBERS.values(), ids=NUMBERS)
def test_slices(array, numbers):
    rows, expected = Rows(array, numbers), ARRAY if numbers is None else ARRAY[numbers]
    for chosen in SLICES:
        read = rows[chosen]
        np.testing.assert_array_equal(read, expected[chosen], strict=True)
        assert type(read) is np.ndarray


@pytest.mark.parametrize("numbers", NUMBERS.values(), ids=NUMBERS)
def test_the_whole(array, numbers):
    rows, expected = Rows(array, numbers), ARRAY if numbers is None else ARRAY[numbers]
    assert len(rows) == len(expected)
    assert rows.shape == expected.shape
    np.testing.assert_array_equal(np.asarray(rows), expected, strict=True)
    np.testing.assert_array_equal(np.array(rows, dtype=np.float64), expected.astype(np.float64))


@pytest.mark.parametrize(
    "chosen", [[0], [6], [1, 2, 3], [6, 0, 3], [2, 2, 5, 2], [4, 6, 5], [-1, 0], []]
)
@pytest.mark.parametrize("name", ["all", "run", "gaps"])
def test_numbers_in_any_order(array, name, chosen):
    numbers, chosen = NUMBERS[name], np.array(chosen, dtype=np.intp)
    expected = ARRAY if numbers is None else ARRAY[numbers]
    read = Rows(array, numbers)[chosen]
    np.testing.assert_array_equal(read, expected[chosen], strict=True)


def test_a_mask(array):
    rows = Rows(array, NUMBERS["gaps"])
    mask = np.array([True, False, False, True, True, False, True])
    np.testing.assert_array_equal(rows[mask], ARRAY[[0, 5, 6, 19]])


@given(
    st.sets(st.integers(0, 19)),
    st.sets(st.integers(0, 19)),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_some_of_some(outer, inner, start, stop):
    outer = np.array(sorted(outer), dtype=np.intp)
    inner = np.array(sorted(number for number in inner if number < len(outer)), dtype=np.intp)
    rows = Rows(ARRAY).of(outer).of(inner)
    expected = ARRAY[outer][inner]
    assert rows.shape == expected.shape
    np.testing.assert_array_equal(rows[start:stop], expected[start:stop], strict=True)


def test_a_run_is_read_without_a_copy():
    assert np.shares_memory(Rows(ARRAY, NUMBERS["run"])[1:4], ARRAY)
    assert np.shares_memory(Rows(ARRAY)[1:4], ARRAY)


def test_numbers_are_read_into_a_copy():
    for numbers in (None, NUMBERS["run"]):
        assert not np.shares_memory(Rows(ARRAY, numbers)[np.array([1, 2, 3])], ARRAY)


@pytest.mark.parametrize("kind", [np.float64, np.float16, np.float32])
@pytest.mark.parametrize("numbers", [None, np.array([0, 2, 3])])
def test_any_floats_are_read_as_float32(kind, numbers):
    array = np.array([[0.5], [2.25], [-1.0], [0.1]], dtype=kind)
    expected = array.astype(np.float32) if numbers is None else array.astype(np.float32)[numbers]
    rows = Rows(array, numbers)
    np.testing.assert_array_equal(rows[:], expected, strict=True)
    np.testing.assert_array_equal(rows[np.array([1])], expected[1:2], strict=True)
    assert np.asarray(rows).dtype == np.float32


@pytest.mark.parametrize("shape", [(6, 0), (6, 4, 0), (6, 0, 3), (0, 5)])
def test_rows_without_values(shape):
    rows = Rows(np.empty(shape, dtype=np.float32))
    assert len(rows) == shape[0]
    assert rows.shape == shape
    assert rows[:].shape == shape
    assert rows.of(np.array([], dtype=np.intp)).shape == (0, *shape[1:])
    assert [chunk.stop for chunk in rows.chunks()] == [6] * bool(shape[0])


@pytest.mark.parametrize(
    ("shape", "chunk_bytes", "expected"),
    [
        ((10, 4), 48, [(0, 3), (3, 6), (6, 9), (9, 10)]),
        ((10, 4), 63, [(0, 3), (3, 6), (6, 9), (9, 10)]),
        ((9, 4), 48, [(0, 3), (3, 6), (6, 9)]),
        ((3, 4), 1, [(0, 1), (1, 2), (2, 3)]),
        ((3, 4), 1000, [(0, 3)]),
        ((5, 2, 3), 48, [(0, 2), (2, 4), (4, 5)]),
        ((0, 4), 48, []),
    ],
)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_chunks(shape, chunk_bytes, expected, kind):
    chunks = Rows(np.zeros(shape, dtype=kind)).chunks(chunk_bytes)
    assert [(chunk.start, chunk.stop) for chunk in chunks] == expected


def test_chunks_of_16_mib(monkeypatch):
    rows = Rows(np.zeros((70_000, 128), dtype=np.float32))
    # 16 * 2**20 / 512
    assert [chunk.stop for chunk in rows.chunks()] == [32_768, 65_536, 70_000]
    monkeypatch.setattr(rows_module, "CHUNK_BYTES", 512 * 60_000)
    assert [chunk.stop for chunk in rows.chunks()] == [60_000, 70_000]
    assert [chunk.stop for chunk in rows.of(np.arange(0, 70_000, 2)).chunks()] == [35_000]


def test_some_candidates_are_read_in_every_array(make_pool):
    pool, numbers = make_pool(9), np.array([1, 4, 8])
    some = pool.candidates().of(numbers)
    assert len(some) == 3
    for name in ("probabilities", "embeddings", "dropout"):
        np.testing.assert_array_equal(getattr(some, name)[:], getattr(pool, name)[numbers])
    assert some.labelled is pool.labelled


def test_no_labelled_samples():
    labelled = Labelled.none(3, 5)
    assert len(labelled) == 0
    assert labelled.probabilities.shape == (0, 3)
    assert labelled.embeddings.shape == (0, 5)
    assert labelled.labels.dtype == np.intp
    assert labelled.is_validation.dtype == bool


def test_as_many_candidates_as_rows_of_probabilities():
    nothing = Rows(np.empty((7, 0), dtype=np.float32))
    assert len(Candidates(nothing, nothing, nothing, Labelled.none())) == 7


@pytest.mark.parametrize("numbers", [[3, 9, 5], [5, 4, 3], [2, 4, 4], [7, 7], [3, 4, 6, 5, 7]])
def test_rows_in_any_order(array, numbers):
    rows, expected = Rows(array).of(np.array(numbers)), ARRAY[numbers]
    np.testing.assert_array_equal(rows[:], expected, strict=True)
    np.testing.assert_array_equal(rows[1:], expected[1:], strict=True)
    np.testing.assert_array_equal(rows.of(np.array([1, 0]))[:], expected[[1, 0]], strict=True)


@pytest.mark.parametrize("name", ["all", "run", "gaps"])
def test_rows_at_another_scale(array, name):
    numbers = NUMBERS[name]
    expected = ARRAY if numbers is None else ARRAY[numbers]
    scales = np.arange(1, len(expected) + 1, dtype=np.float32) / 4
    rows, expected = Rows(array, numbers, scales), expected * scales[:, np.newaxis]
    np.testing.assert_array_equal(rows[:], expected, strict=True)
    np.testing.assert_array_equal(rows[2:5], expected[2:5], strict=True)
    some = np.array([6, 0, 3])
    np.testing.assert_array_equal(rows[some], expected[some], strict=True)
    np.testing.assert_array_equal(rows.of(some)[1:], expected[some][1:], strict=True)
    assert np.asarray(rows).tolist() == expected.tolist()


def test_a_scale_for_every_row_of_passes(make_pool):
    dropout, scales = make_pool(4).dropout, np.float32([1, 0, 2, 0.5])
    expected = np.stack([passes * scale for passes, scale in zip(dropout, scales, strict=True)])
    np.testing.assert_array_equal(Rows(dropout, None, scales)[:], expected, strict=True)


@pytest.mark.parametrize("numbers", [[0, 1, 2, 3], [1, 2, 3], [3, 0, 0]])
@pytest.mark.parametrize("chosen", [slice(0, 2), slice(1, 3), np.array([2, 0]), np.array([1])])
def test_rows_are_scaled_and_then_seen_from_another_origin(numbers, chosen):
    array = np.arange(12, dtype=np.float32).reshape(4, 3)
    before = array.copy()
    rows = Rows(array).of(np.array(numbers))
    scales = np.arange(1, len(rows) + 1, dtype=np.float32)
    scaled = rows.scaled(scales).scaled(scales)
    moved = scaled.seen_from(np.float32([1, 2, 3])).seen_from(np.float32([0, 0, 4]))
    expected = array[numbers] * scales[:, np.newaxis] ** 2
    assert scaled[chosen].tolist() == expected[chosen].tolist()
    assert moved[chosen].tolist() == (expected[chosen] - [1, 2, 7]).tolist()
    unscaled = rows.seen_from(np.float32([1, 2, 3]))
    assert unscaled[chosen].tolist() == (array[numbers][chosen] - [1, 2, 3]).tolist()
    part = np.array([2, 1])
    assert moved.of(part)[:].tolist() == (expected[part] - [1, 2, 7]).tolist()
    assert array.tolist() == before.tolist()
