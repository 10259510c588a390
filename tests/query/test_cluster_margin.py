"""Which clusters come first is exact; what is drawn in them is held to its distribution."""

from collections import Counter

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import Candidates, Labelled, cluster_margin, rows
from fastlabel_core.query.cluster_margin import (
    CLUSTER_MARGIN,
    ClusterMarginOptions,
    round_robin,
)
from fastlabel_core.query.rows import Rows

SURE, UNSURE = [1.0, 0.0], [0.5, 0.5]


def select(probabilities, embeddings, count, seed=0, **options):
    embeddings = np.asarray(embeddings, dtype=np.float32)
    return CLUSTER_MARGIN.select(
        Candidates(
            Rows(np.asarray(probabilities, dtype=np.float32)),
            Rows(embeddings),
            Rows(np.empty((len(embeddings), 0, 2), dtype=np.float32)),
            Labelled.none(2, embeddings.shape[1]),
        ),
        count,
        ClusterMarginOptions(**options),
        np.random.default_rng(seed),
    )


def robin(clusters, count, seed=0):
    clusters = np.array(clusters)
    return clusters[round_robin(clusters, count, np.random.default_rng(seed))].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_small_clusters_come_first_and_each_in_turn(seed):
    clusters = [4, 4, 4, 4, 7, 2, 2]
    assert robin(clusters, 7, seed) == [7, 2, 4, 2, 4, 4, 4]
    assert robin(clusters, 4, seed) == [7, 2, 4, 2]


def test_every_place_is_drawn_once():
    clusters = np.random.default_rng(0).integers(0, 9, 100)
    places = round_robin(clusters, 100, np.random.default_rng(1))
    assert sorted(places.tolist()) == list(range(100))


def test_each_place_of_a_cluster_is_drawn_equally_often():
    clusters = np.array([0, 1, 1, 0, 1])
    drawn = Counter(
        tuple(round_robin(clusters, 3, np.random.default_rng(seed)).tolist())
        for seed in range(1200)
    )
    # First one of two, then one of three, then the other of the two.
    assert set(drawn) == {(a, b, 3 - a) for a in (0, 3) for b in (1, 2, 4)}
    # 5 degrees of freedom: 20.5 is exceeded once in a thousand.
    assert sum((times - 200) ** 2 / 200 for times in drawn.values()) < 20.5


def test_clusters_of_one_size_come_in_any_order():
    orders = Counter(tuple(robin([0, 1, 2], 3, seed)) for seed in range(1200))
    assert len(orders) == 6
    assert sum((times - 200) ** 2 / 200 for times in orders.values()) < 20.5


# Five groups far apart, of 1, 2, 3, 4 and 10 rows; the model is unsure of all but two rows.
GROUPS = np.repeat([0, 1, 2, 3, 4], [1, 2, 3, 4, 10])
PLACES = np.stack([100.0 * GROUPS, np.arange(20) / 100], axis=1)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("most_rows", [20, 19])
def test_from_margins_to_choices(seed, most_rows, monkeypatch):
    monkeypatch.setattr(cluster_margin, "MOST_ROWS", most_rows)
    probabilities = np.full((20, 2), 0.5)
    probabilities[:2] = SURE, [0.75, 0.25]
    query = select(probabilities, PLACES, 9, seed, pool_per_choice=2, cluster_size=4.5)
    # 18 candidates: group 0 is out, and so is a row of group 1.
    assert GROUPS[query.indices].tolist() == [1, 2, 3, 4, 2, 3, 4, 2, 3]
    assert query.indices[0] == 2
    assert query.scores.tolist() == [0.0, 0.5] + [1.0] * 18
    assert query.approximations == (
        ()
        if most_rows == 20
        else ("only the 18 samples of the smallest margin were clustered, not all 20",)
    )


def test_as_many_as_there_are():
    query = select(np.full((20, 2), 0.5), PLACES, 20)
    assert sorted(query.indices.tolist()) == list(range(20))


def test_ten_candidates_for_each_choice():
    probabilities = np.stack([np.linspace(0.5, 1, 60), 1 - np.linspace(0.5, 1, 60)], axis=1)
    embeddings = np.random.default_rng(0).standard_normal((60, 3))
    chosen = {
        int(row)
        for seed in range(200)
        for row in select(probabilities, embeddings, 3, seed, cluster_size=60).indices
    }
    assert chosen == set(range(30))


def test_clusters_have_ten_rows_on_average():
    embeddings = np.random.default_rng(0).standard_normal((57, 3)).astype(np.float32)
    assert cluster_margin.average_linkage_clusters(embeddings, ClusterMarginOptions()).max() == 5
    halves = ClusterMarginOptions(cluster_size=28.5)
    assert cluster_margin.average_linkage_clusters(embeddings, halves).max() == 1


# A and B are 2 apart; by way of a row that the model is sure of they are one cluster.
LINE = [[0.0], [0.9], [2.0], [100.0]]


def test_the_whole_pool_is_clustered():
    probabilities = [UNSURE, SURE, UNSURE, UNSURE]
    for seed in range(20):
        query = select(probabilities, LINE, 1, seed, pool_per_choice=3, distance=1.6)
        assert query.indices.tolist() == [3]


def test_a_large_pool_is_not(monkeypatch):
    monkeypatch.setattr(cluster_margin, "MOST_ROWS", 3)
    probabilities = [UNSURE, SURE, UNSURE, UNSURE]
    queries = [
        select(probabilities, LINE, 1, seed, pool_per_choice=3, distance=1.6) for seed in range(20)
    ]
    assert {int(query.indices[0]) for query in queries} == {0, 2, 3}
    assert queries[0].approximations == (
        "only the 3 samples of the smallest margin were clustered, not all 4",
    )


@pytest.mark.parametrize(("distance", "firsts"), [(1.5, {0, 2, 3}), (1.6, {3}), (100, {0, 2, 3})])
def test_the_distance_of_the_cut(distance, firsts):
    # 0 and 0.9 merge at 0.9, 2 joins them at 1.55, 100 at 99.03.
    probabilities = [UNSURE, SURE, UNSURE, UNSURE]
    queries = (
        select(probabilities, LINE, 1, seed, pool_per_choice=3, distance=distance)
        for seed in range(30)
    )
    assert {int(query.indices[0]) for query in queries} == firsts


def test_more_candidates_than_can_be_clustered_at_once(monkeypatch):
    monkeypatch.setattr(cluster_margin, "MOST_ROWS", 8)
    query = select(np.full((20, 2), 0.5), PLACES, 20)
    assert sorted(query.indices.tolist()) == list(range(20))
    assert query.approximations == (
        "only the 20 samples of the smallest margin were clustered, not all 20",
        "they were clustered in 3 parts, drawn at random, each by itself",
    )


def test_parts_share_no_cluster():
    # Every part of four copies is a cluster of its own.
    clusters = cluster_margin._cluster_parts(
        np.ones((12, 2), dtype=np.float32), 3, ClusterMarginOptions(), np.random.default_rng(0)
    )
    assert np.bincount(clusters).tolist() == [4, 4, 4]


def test_pieces_and_memory_maps_make_no_difference(monkeypatch, tmp_path):
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet(np.ones(4), 80).astype(np.float32)
    np.save(tmp_path / "e.npy", generator.standard_normal((80, 5), dtype=np.float32))
    whole = select(probabilities, np.load(tmp_path / "e.npy"), 20, pool_per_choice=3)
    monkeypatch.setattr(rows, "CHUNK_BYTES", 1)
    mapped = np.load(tmp_path / "e.npy", mmap_mode="r")
    again = select(probabilities, mapped, 20, pool_per_choice=3)
    assert again.indices.tolist() == whole.indices.tolist()
    assert again.scores.tobytes() == whole.scores.tobytes()
    second, first = np.sort(probabilities.astype(float), axis=1)[:, -2:].T
    assert whole.scores == pytest.approx(1 - (first - second), abs=1e-6)


def test_embeddings_that_are_not_finite():
    embeddings = PLACES.copy()
    embeddings[0, 1] = np.nan
    probabilities = np.full((20, 2), 0.5)
    probabilities[0] = SURE
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN.* in row 0;"):
        select(probabilities, embeddings, 1, pool_per_choice=1)
