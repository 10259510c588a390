"""Against the greedy algorithm over all distances, in float64."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import Labelled, StrategyOptions, farthest_first, k_center
from fastlabel_core.query.distances import nearest, squared_norms
from fastlabel_core.query.k_center import K_CENTER_GREEDY
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need


def query_of(pool, embeddings, labelled, count):
    embeddings = np.asarray(embeddings, dtype=np.float32)
    known = np.asarray(labelled, dtype=np.float32).reshape(-1, embeddings.shape[1])
    labels = len(known)
    pool = replace(
        pool,
        embeddings=embeddings,
        labelled=Labelled(
            np.zeros(labels, dtype=np.intp),
            np.zeros((labels, 3), "f4"),
            known,
            np.zeros(labels, bool),
        ),
    )
    generator = np.random.default_rng(0)
    return K_CENTER_GREEDY.select(pool.candidates(), count, StrategyOptions(), generator)


@pytest.fixture
def select(make_pool):
    def select(embeddings, labelled, count):
        return query_of(make_pool(len(embeddings)), embeddings, labelled, count)

    return select


def made_up(count, features=4, seed=0):
    return np.random.default_rng(seed).standard_normal((count, features), dtype=np.float32)


def gap(row, covering):
    return min(math.dist(row, other) for other in covering)


def greedy(pool, labelled, count):
    """Return what is chosen, and how hard each sample is."""
    pool, covering, chosen, hardness = pool.tolist(), list(labelled), [], {}
    if not covering:
        middle = [sum(column) / len(pool) for column in zip(*pool, strict=True)]
        chosen.append(min(range(len(pool)), key=lambda row: math.dist(pool[row], middle)))
        covering.append(pool[chosen[0]])
    while len(chosen) < count:
        left = [row for row in range(len(pool)) if row not in chosen]
        best = max(left, key=lambda row: gap(pool[row], covering))
        hardness[best] = gap(pool[best], covering)
        covering.append(pool[best])
        chosen.append(best)
    ends = [hardness.get(row, gap(pool[row], covering)) for row in range(len(pool))]
    if chosen[0] not in hardness:
        ends[chosen[0]] = max(ends)
    return chosen, ends


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("labels", [0, 1, 7])
@pytest.mark.parametrize("count", [1, 2, 13, 40])
def test_against_the_greedy_algorithm(seed, labels, count, select):
    pool, labelled = made_up(40, seed=seed), made_up(labels, seed=seed + 10)
    query = select(pool, labelled, count)
    chosen, hardness = greedy(pool, labelled.tolist(), count)
    assert query.indices.tolist() == chosen
    assert query.scores == pytest.approx(hardness, rel=1e-4, abs=1e-4)
    assert query.approximations == ()


def test_by_hand(select):
    # 9 is 5 from 4; then 0 is 3 from 3.
    query = select([[0], [4], [5], [9], [2]], [[3], [4]], 2)
    assert query.indices.tolist() == [3, 0]
    assert query.scores.tolist() == [3, 0, 1, 5, 1]


def test_by_hand_without_labels(select):
    # The mean is 2.62; nothing but the sample closest to it is chosen.
    line = [[0], [1], [2.2], [5], [4.9]]
    query = select(line, [], 1)
    assert query.indices.tolist() == [2]
    assert query.scores == pytest.approx([2.2, 1.2, 2.8, 2.8, 2.7], abs=1e-5)
    query = select(line, [], 2)
    assert query.indices.tolist() == [2, 3]
    assert query.scores == pytest.approx([2.2, 1.2, 2.8, 2.8, 0.1], abs=1e-5)


def test_one_sample_alone(select):
    query = select([[3, 4]], [], 1)
    assert query.indices.tolist() == [0]
    assert query.scores.tolist() == [0]


def test_of_two_that_are_equally_far_the_first(select):
    assert select([[1], [-2], [2], [-2]], [[0]], 1).indices.tolist() == [1]


@pytest.mark.parametrize("seed", range(10))
def test_at_most_twice_the_best_radius(seed, select):
    pool, labelled = made_up(10, 2, seed), made_up(1, 2, seed + 50).tolist()
    places = pool.tolist()

    def radius(chosen):
        covering = labelled + [places[row] for row in chosen]
        return max(gap(row, covering) for row in places)

    best = min(radius(chosen) for chosen in combinations(range(10), 3))
    assert radius(select(pool, labelled, 3).indices.tolist()) <= 2 * best


def test_the_order_of_rows_changes_nothing(select):
    pool, labelled = made_up(60), made_up(3, seed=1)
    order = np.random.default_rng(2).permutation(60)
    for known in (labelled, []):
        straight, shuffled = select(pool, known, 20), select(pool[order], known, 20)
        assert order[shuffled.indices].tolist() == straight.indices.tolist()
        assert shuffled.scores == pytest.approx(straight.scores[order], abs=1e-5)


@pytest.mark.parametrize("labelled", [[], [[0, 0]], [[1, 0], [1, 0]]])
def test_copies_come_after_everything_else(labelled, select):
    grid = np.array([[0, 0], [0, 1], [1, 0], [4, 4], [7, 1]])
    kinds = np.random.default_rng(3).permutation(np.arange(30) % 5)
    query = select(grid[kinds], labelled, 30)
    assert sorted(query.indices.tolist()) == list(range(30))
    fresh = 5 - len(np.unique(labelled, axis=0))
    firsts = kinds[query.indices[:fresh]].tolist()
    assert len({tuple(grid[kind].tolist()) for kind in firsts} - {(*p,) for p in labelled}) == fresh
    assert query.scores[query.indices[fresh + 1 :]].tolist() == [0] * (30 - fresh - 1)


points = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=12)


@given(points, points, st.sampled_from([1, 2, 5, 4096]), st.data())
def test_each_choice_is_as_far_as_any_other(pool, centres, working_rows, data):
    """Which of equals it is doesn't matter."""
    count = data.draw(st.integers(1, len(pool)))
    rows = Rows(np.array(pool, dtype=np.float32))
    norms = squared_norms(rows)
    _, squared = nearest(rows, norms, np.array(centres, dtype=np.float32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(farthest_first, "WORKING_ROWS", working_rows)
        chosen, distances = farthest_first.farthest_first(rows, norms, squared, count)
    covering, left = list(centres), set(range(len(pool)))
    for row, distance in zip(chosen.tolist(), distances.tolist(), strict=True):
        gaps = {other: gap(pool[other], covering) for other in left}
        assert gaps[row] == max(gaps.values())
        assert distance == pytest.approx(gaps[row] ** 2, abs=1e-6)
        left.remove(row)
        covering.append(pool[row])


@pytest.mark.parametrize("working_rows", [1, 2, 5, 39, 40, 41])
def test_any_number_of_rows_kept_up_to_date(working_rows, select, monkeypatch):
    monkeypatch.setattr(farthest_first, "WORKING_ROWS", working_rows)
    pool, labelled = made_up(40), made_up(2, seed=1)
    chosen, hardness = greedy(pool, labelled.tolist(), 25)
    query = select(pool, labelled, 25)
    assert query.indices.tolist() == chosen
    assert query.scores == pytest.approx(hardness, abs=1e-4)


def test_few_rows_are_measured_for_each_choice(select, monkeypatch):
    measured = []

    def count_rows(rows, norms, centres, **given):
        measured.append(len(rows) * len(centres))
        return nearest(rows, norms, centres)

    monkeypatch.setattr(farthest_first, "WORKING_ROWS", 256)
    monkeypatch.setattr(farthest_first, "nearest", count_rows)
    select(made_up(20_000, 16), made_up(1, 16, seed=1), 100)
    # All rows for every choice would be two million.
    assert sum(measured) < 1_000_000


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("labelled", [[], [[0, 0, 0]]])
def test_embeddings_that_are_not_finite(value, labelled, select):
    embeddings = np.ones((20, 3))
    embeddings[[7, 13], 1] = value
    with pytest.raises(PluginResultError) as raised:
        select(embeddings, labelled, 1)
    assert str(raised.value) == (
        "2 embeddings hold NaN, infinity or too large numbers, the first of them in row 7; the "
        "model's predict gave them"
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, 2e19])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_labelled_embeddings_that_are_not_finite(value, select, monkeypatch):
    # With distances that are not numbers, nothing would ever be the farthest.
    def refuse(rows, norms, squared, count):
        raise AssertionError(squared)

    monkeypatch.setattr(k_center, "farthest_first", refuse)
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN"):
        select(np.ones((20, 3)), [[0, 1, 2], [value, 0, 0]], 1)


def test_names_and_needs():
    assert K_CENTER_GREEDY.aliases == ("CoreSet",)
    assert K_CENTER_GREEDY.needs_with(StrategyOptions()) == {Need.EMBEDDINGS}
