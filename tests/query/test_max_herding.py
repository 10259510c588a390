"""Against the formula, in loops and float64."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
from fastlabel_core.events import Progress, listening
from fastlabel_core.query import Candidates, Labelled, coverage, rows
from fastlabel_core.query.max_herding import MAX_HERDING, MaxHerdingOptions
from fastlabel_core.query.rows import Rows

# The squared distance of two directions at a right angle is 2, of two opposite ones 4.
RIGHT, OPPOSITE = math.exp(-2 / 16), math.exp(-4 / 16)
CROSS = [[1, 0], [5, 0], [0, 2], [0.5, 0], [0, 1], [-3, 0]]


def candidates_of(embeddings, labelled=()):
    embeddings = np.asarray(embeddings, dtype=np.float32)
    count, features = embeddings.shape
    known = np.array(labelled, dtype=np.float32).reshape(len(labelled), features)
    return Candidates(
        Rows(np.empty((count, 0), dtype=np.float32)),
        Rows(embeddings),
        Rows(np.empty((count, 0, 0), dtype=np.float32)),
        Labelled(
            np.zeros(len(known), dtype=np.intp),
            np.empty((len(known), 0), dtype=np.float32),
            known,
            np.zeros(len(known), dtype=bool),
        ),
    )


def select(embeddings, count, labelled=(), seed=0, **options):
    return MAX_HERDING.select(
        candidates_of(embeddings, labelled),
        count,
        MaxHerdingOptions(**options),
        np.random.default_rng(seed),
    )


def unit(row):
    length = math.sqrt(sum(value**2 for value in row))
    return [value / length for value in row] if length else row


def kernel(left, right, radius):
    squared = sum((a - b) ** 2 for a, b in zip(unit(left), unit(right), strict=True))
    return math.exp(-squared / radius**2)


def gain(sample, pool, covering, radius=4.0):
    total = 0.0
    for each in pool:
        cover = max((kernel(each, other, radius) for other in covering), default=0.0)
        total += max(kernel(each, sample, radius) - cover, 0)
    return total / len(pool)


def assert_greedy(indices, pool, labelled, radius=4.0):
    """Each choice must be as good as any other; which of equals it is, rounding may decide."""
    covering, left = list(labelled), set(range(len(pool)))
    for index in indices:
        best = max(gain(pool[other], pool, covering, radius) for other in left)
        assert gain(pool[index], pool, covering, radius) == pytest.approx(best, abs=2e-6)
        covering.append(pool[index])
        left.remove(index)


def test_by_hand():
    query = select(CROSS, 3)
    first, second, third = query.indices.tolist()
    assert first in {0, 1, 3}
    assert second in {2, 4}
    assert third == 5
    east = (3 + 2 * RIGHT + OPPOSITE) / 6
    north = (2 + 4 * RIGHT) / 6
    west = (1 + 2 * RIGHT + 3 * OPPOSITE) / 6
    assert query.scores == pytest.approx([east, east, north, east, north, west], abs=1e-6)
    assert query.approximations == ()


def test_what_is_labelled_covers():
    query = select(CROSS, 1, labelled=[[7, 0]])
    north = (2 * (1 - RIGHT) + RIGHT - OPPOSITE) / 6
    west = (1 - OPPOSITE) / 6
    assert query.indices.tolist()[0] in {2, 4}
    assert query.scores == pytest.approx([0, 0, north, 0, north, west], abs=1e-6)


@pytest.mark.parametrize(("radius", "right"), [(1, math.exp(-2)), (2, math.exp(-0.5))])
def test_the_radius(radius, right):
    query = select([[1, 0], [0, 1]], 1, radius=radius)
    assert query.scores == pytest.approx([(1 + right) / 2] * 2, abs=1e-6)


vectors = st.lists(st.integers(-2, 2), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(vectors, min_size=1, max_size=12),
    st.lists(vectors, max_size=3),
    st.sampled_from([0.3, 1.0, 3.0]),
    st.integers(0, 3),
)
def test_against_the_formula(pool, labelled, radius, seed):
    query = select(pool, len(pool), labelled, seed, radius=radius)
    assert sorted(query.indices.tolist()) == list(range(len(pool)))
    assert_greedy(query.indices.tolist(), pool, labelled, radius)
    expected = [gain(sample, pool, labelled, radius) for sample in pool]
    assert query.scores == pytest.approx(expected, abs=2e-6)
    assert query.scores.min() >= 0
    assert query.scores.dtype == np.float32


def made_up(count, features=4, seed=0):
    return np.random.default_rng(seed).standard_normal((count, features), dtype=np.float32)


@pytest.mark.parametrize(("columns", "size", "at_once"), [(1, 1, 1), (7, 20, 3), (50, 100, 49)])
def test_any_blocks(columns, size, at_once, monkeypatch):
    pool, labelled = made_up(50), made_up(9, seed=1)
    monkeypatch.setattr(coverage, "BLOCK_COLUMNS", columns)
    monkeypatch.setattr(coverage, "BLOCK_SIZE", size)
    monkeypatch.setattr(coverage, "CHOICES_AT_ONCE", at_once)
    query = select(pool, 12, labelled)
    assert_greedy(query.indices.tolist(), pool.tolist(), labelled.tolist())
    expected = [gain(sample, pool.tolist(), labelled.tolist()) for sample in pool.tolist()]
    assert query.scores == pytest.approx(expected, abs=2e-6)


def test_the_order_of_rows_changes_nothing():
    pool, labelled = made_up(40), made_up(3, seed=1)
    order = np.random.default_rng(2).permutation(40)
    straight, shuffled = select(pool, 10, labelled), select(pool[order], 10, labelled, seed=5)
    assert order[shuffled.indices].tolist() == straight.indices.tolist()
    assert shuffled.scores == pytest.approx(straight.scores[order], abs=1e-6)


def test_pieces_and_memory_maps_make_no_difference(monkeypatch, tmp_path):
    pool, labelled = made_up(60), made_up(3, seed=1)
    np.save(tmp_path / "pool.npy", pool)
    whole = select(pool, 20, labelled, references=30, candidates=40)
    monkeypatch.setattr(rows, "CHUNK_BYTES", 1)
    mapped = np.load(tmp_path / "pool.npy", mmap_mode="r")
    again = MAX_HERDING.select(
        Candidates(
            Rows(np.empty((60, 0), dtype=np.float32)),
            Rows(mapped),
            Rows(np.empty((60, 0, 0), dtype=np.float32)),
            candidates_of(pool, labelled).labelled,
        ),
        20,
        MaxHerdingOptions(references=30, candidates=40),
        np.random.default_rng(0),
    )
    assert again.indices.tolist() == whole.indices.tolist()
    assert again.scores.tobytes() == whole.scores.tobytes()


def test_equal_samples_are_chosen_equally_often():
    firsts = Counter(int(select([[1, 2]] * 4, 1, seed=seed).indices[0]) for seed in range(1000))
    # 3 degrees of freedom: 16.27 is exceeded once in a thousand.
    assert sum((firsts[row] - 250) ** 2 / 250 for row in range(4)) < 16.27


def test_a_part_of_the_pool_to_choose_among():
    query = select(made_up(1500), 4, candidates=1200)
    assert query.approximations == (
        "the choice was among 1,200 samples, drawn at random from 1,500; the others have score 0",
    )
    assert np.count_nonzero(query.scores) == 1200
    assert query.scores[query.indices].min() > 0
    pool = made_up(1500)[:, :].tolist()
    assert query.scores[query.indices[0]] == pytest.approx(
        gain(pool[query.indices[0]], pool, []), abs=2e-6
    )
    assert query.indices[0] == query.scores.argmax()


def test_a_part_of_the_pool_to_measure_on():
    firsts = Counter()
    for seed in range(400):
        query = select(made_up(8), 1, seed=seed, references=1)
        assert query.approximations == (
            "the coverage was measured on 1 samples, drawn at random from 8",
        )
        # The one sample that is measured on is covered best by itself.
        assert query.scores[query.indices[0]] == pytest.approx(1, abs=1e-6)
        firsts[int(query.indices[0])] += 1
    # 7 degrees of freedom: 24.32 is exceeded once in a thousand.
    assert sum((firsts[row] - 50) ** 2 / 50 for row in range(8)) < 24.32


def test_more_wanted_than_there_are_to_choose_among():
    query = select(made_up(30), 30, candidates=12, references=20)
    assert sorted(query.indices.tolist()) == list(range(30))
    assert np.count_nonzero(query.scores[query.indices[:12]]) == 12
    assert query.scores[query.indices[12:]].tolist() == [0] * 18
    assert query.approximations == (
        "the coverage was measured on 20 samples, drawn at random from 30",
        "the choice was among 12 samples, drawn at random from 30; the others have score 0",
        "the last 18 hard examples were drawn at random, because there were only 12 samples to "
        "choose among",
    )


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite(value):
    pool = made_up(20)
    pool[13, 2] = value
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN.* in row 13;"):
        select(pool, 1, references=1, candidates=1)
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN"):
        select(made_up(5), 1, labelled=pool)


def test_it_tells_how_far_it_is():
    told = []
    with listening(told.append):
        select(made_up(9), 3)
    picks = [event for event in told if isinstance(event, Progress) and event.what == "picks"]
    assert picks == [Progress("picks", done, 3) for done in (1, 2, 3)]


def test_it_needs_no_probabilities():
    assert sorted(MAX_HERDING.needs_with(MaxHerdingOptions())) == ["embeddings"]
