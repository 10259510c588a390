import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.query.kmeans import Clustering
from fastlabel_core.query.representatives import representatives


def chosen(members, squared, clusters, count):
    clustering = Clustering(
        np.zeros((clusters, 1), dtype=np.float32),
        np.array(members),
        np.array(squared, dtype=np.float32),
        len(members),
    )
    return representatives(clustering, count).tolist()


def in_turns(members, squared, count):
    """Let every cluster give its nearest row, then its second nearest, and so on."""
    clusters = [
        sorted(
            (row for row, own in enumerate(members) if own == number),
            key=lambda row: (squared[row], row),
        )
        for number in set(members)
    ]
    picked = []
    for turn in range(len(members)):
        givers = [own for own in clusters if len(own) > turn]
        picked += [own[turn] for own in sorted(givers, key=lambda own: (-len(own), own[turn]))]
    return picked[:count]


def test_the_nearest_of_each_the_largest_first():
    members = [1, 0, 1, 1, 2, 2]
    squared = [3, 5, 1, 2, 8, 7]
    assert chosen(members, squared, 3, 3) == [2, 5, 1]


@pytest.mark.parametrize(
    ("count", "expected"), [(2, [1, 3]), (3, [1, 3, 0]), (4, [1, 3, 0, 2]), (5, [1, 3, 0, 2, 4])]
)
def test_others_give_more_where_clusters_are_empty(count, expected):
    assert chosen([3, 3, 3, 1, 3], [2, 1, 4, 0, 5], 5, count) == expected


def test_of_two_that_are_equally_near_the_first():
    assert chosen([0, 0, 0, 0], [2, 1, 1, 1], 1, 1) == [1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1), st.data())
def test_against_turns(rows, data):
    members, squared = zip(*rows, strict=True)
    count = data.draw(st.integers(1, len(rows)))
    assert chosen(members, squared, 5, count) == in_turns(members, squared, count)
