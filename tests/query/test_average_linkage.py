"""Against merging the two closest clusters, over all pairs, again and again."""

import math

import numpy as np
import pytest

from fastlabel_core.query import average_linkage as module
from fastlabel_core.query.average_linkage import average_linkage


def brute_force(rows):
    """Return the clusters after each merge, and the distances of the merges."""
    clusters = [[number] for number in range(len(rows))]
    history, heights = [partition(clusters)], []
    while len(clusters) > 1:
        height, left, right = min(
            (
                sum(math.dist(rows[a], rows[b]) for a in one for b in other)
                / (len(one) * len(other)),
                i,
                j,
            )
            for i, one in enumerate(clusters)
            for j, other in enumerate(clusters[:i])
        )
        merged = clusters[left] + clusters[right]
        clusters = [each for i, each in enumerate(clusters) if i not in (left, right)] + [merged]
        history.append(partition(clusters))
        heights.append(height)
    return history, heights


def partition(clusters):
    return {frozenset(each) for each in clusters}


def partition_of(numbers):
    groups = {}
    for row, number in enumerate(numbers.tolist()):
        groups.setdefault(number, []).append(row)
    assert sorted(groups) == list(range(len(groups)))
    return partition(groups.values())


def made_up(count, seed):
    return np.random.default_rng(seed).standard_normal((count, 3), dtype=np.float32)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [2, 3, 25])
def test_every_cut_against_brute_force(count, seed):
    rows = made_up(count, seed)
    history, heights = brute_force(rows.tolist())
    merges = average_linkage(rows)
    assert merges.distances == pytest.approx(heights, rel=1e-5)
    for left in range(1, count + 1):
        assert partition_of(merges.until_left(left)) == history[count - left]
    for done, (low, high) in enumerate(zip([0, *heights], [*heights, 99], strict=True)):
        assert partition_of(merges.up_to((low + high) / 2)) == history[done]


@pytest.mark.parametrize("at_once", [1, 2, 7, 24, 25])
def test_any_blocks(at_once, monkeypatch):
    rows = made_up(25, 9)
    _, heights = brute_force(rows.tolist())
    monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
    assert average_linkage(rows).distances == pytest.approx(heights, rel=1e-5)


def test_a_line_by_hand():
    merges = average_linkage(np.array([[0], [1], [5], [3]], dtype=np.float32))
    # 0 and 1, then 3 and 5, then the mean of 5, 3, 4 and 2.
    assert merges.distances == pytest.approx([1, 2, 3.5])
    assert partition_of(merges.up_to(2)) == partition([[0, 1], [2, 3]])
    assert partition_of(merges.up_to(1.99)) == partition([[0, 1], [2], [3]])
    assert partition_of(merges.up_to(0.5)) == partition([[0], [1], [2], [3]])
    assert partition_of(merges.up_to(9)) == partition([[0, 1, 2, 3]])


def test_one_row():
    merges = average_linkage(np.ones((1, 2), dtype=np.float32))
    assert merges.until_left(1).tolist() == [0]
    assert merges.up_to(5).tolist() == [0]


def test_rows_that_are_all_the_same():
    merges = average_linkage(np.full((40, 3), 7, dtype=np.float32))
    assert merges.distances.tolist() == [0] * 39
    assert len(set(merges.until_left(11).tolist())) == 11


@pytest.mark.parametrize("seed", range(4))
def test_copies_come_together_first(seed):
    kinds = np.random.default_rng(seed).integers(0, 5, 60)
    grid = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [4, 4]], dtype=np.float32)
    merges = average_linkage(grid[kinds])
    groups = [np.flatnonzero(kinds == kind).tolist() for kind in set(kinds.tolist())]
    assert partition_of(merges.until_left(len(groups))) == partition(groups)


def test_equal_distances_lead_in_no_circle():
    corners = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype="f4")
    merges = average_linkage(np.tile(corners, (4, 1)))
    assert merges.distances[:24] == pytest.approx([0] * 24, abs=1e-6)
    # Edges, then the two edges of a face, then two faces: the mean distances of all pairs.
    root = math.sqrt(2)
    assert merges.distances[24:] == pytest.approx(
        [1] * 4 + [(1 + root) / 2] * 2 + [(1 + 2 * root + math.sqrt(3)) / 4], rel=1e-5
    )


def test_far_from_the_origin():
    rows = made_up(20, 3)
    _, heights = brute_force(rows.tolist())
    moved = average_linkage(rows + np.float32(1000))
    assert moved.distances == pytest.approx(heights, rel=2e-3)
