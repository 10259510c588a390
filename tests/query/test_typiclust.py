"""Against algorithm 1 and its authors' program, written anew in float64."""

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.events import Progress, listening
from fastlabel_core.query import Labelled, Query, kmeans, typiclust
from fastlabel_core.query.kmeans import Clustering
from fastlabel_core.query.strategy import Need
from fastlabel_core.query.typiclust import TYPICLUST, TypiClustOptions, most_typical


def pool_of(pool, embeddings, labelled=()):
    embeddings = np.asarray(embeddings, dtype=np.float32)
    known = np.asarray(labelled, dtype=np.float32).reshape(-1, embeddings.shape[1])
    labels = len(known)
    return replace(
        pool,
        embeddings=embeddings,
        labelled=Labelled(
            np.zeros(labels, dtype=np.intp),
            np.zeros((labels, 3), "f4"),
            known,
            np.zeros(labels, bool),
        ),
    )


@pytest.fixture
def select(make_pool):
    def select(embeddings, labelled, count, seed=0, **options):
        pool = pool_of(make_pool(len(embeddings)), embeddings, labelled)
        options, generator = TypiClustOptions(**options), np.random.default_rng(seed)
        return TYPICLUST.select(pool.candidates(), count, options, generator)

    return select


@pytest.fixture
def given_clusters(monkeypatch):
    """Let the k-means of TypiClust return such clusters; return what it was asked for."""

    def given_clusters(members, squared=None, fitted=None):
        asked = []

        def cluster(rows, count, generator):
            asked.append((rows[:], count))
            return Clustering(
                np.zeros((count, 2), dtype=np.float32),
                np.asarray(members),
                np.float32(range(len(members)) if squared is None else squared),
                len(members) if fitted is None else fitted,
            )

        monkeypatch.setattr(typiclust, "cluster", cluster)
        return asked

    return given_clusters


def made_up(count, features=4, seed=0):
    return np.random.default_rng(seed).standard_normal((count, features), dtype=np.float32)


def unit(row):
    length = math.sqrt(sum(value**2 for value in row))
    return [value / length for value in row] if length else list(row)


def typicality_of(row, others, neighbours):
    """The number of neighbours is that of the cluster's half where it is small."""
    nearest = sorted(math.dist(row, other) for other in others)
    nearest = nearest[: max(1, min(neighbours, (len(others) + 1) // 2))]
    return 1 / (sum(nearest) / len(nearest) + 1e-5) if nearest else 0.0


def typical(pool, left, neighbours):
    """Return how typical each of the rows that are left in a cluster is."""
    return {
        row: typicality_of(pool[row], [pool[other] for other in left if other != row], neighbours)
        for row in left
    }


def assert_follows(query, embeddings, members, labels, neighbours=20):
    """Hold every choice and score to the algorithm; the first `labels` members have a label.

    Which of equals is chosen doesn't matter: of two left in a cluster, both are as typical.
    """
    pool = [unit(row) for row in np.asarray(embeddings, dtype=float).tolist()]
    members = list(members)
    left = {number: [] for number in set(members)}
    for row, number in enumerate(members[labels:]):
        left[number].append(row)
    sizes = {number: members.count(number) for number in left}
    counts = {number: members[:labels].count(number) for number in left}
    order = sorted(left, key=lambda number: (counts[number], -sizes[number], number))
    scores, chosen = [0.0] * len(pool), query.indices.tolist()
    while chosen:
        for number in [number for number in order if left[number]][: len(chosen)]:
            values = typical(pool, left[number], neighbours)
            choice = chosen.pop(0)
            assert values[choice] == pytest.approx(max(values.values()), rel=1e-4)
            if len(values) == members[labels:].count(number):
                for row, value in values.items():
                    scores[row] = value
            left[number].remove(choice)
    assert query.scores == pytest.approx(scores, rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("labels", [0, 9])
@pytest.mark.parametrize("count", [1, 4, 17, 60])
@pytest.mark.parametrize("neighbours", [20, 3])
def test_against_the_algorithm(seed, labels, count, neighbours, select, given_clusters):
    # Where there are six clusters, the last is empty and two are small, maybe all labelled.
    shares = np.array([0.5, 0.25, 0.15, 0.05, 0.05, 0])[: labels + count]
    generator = np.random.default_rng(seed)
    members = generator.choice(len(shares), labels + 60, p=shares / shares.sum())
    embeddings = made_up(60, seed=seed)
    given_clusters(members)
    query = select(embeddings, made_up(labels, seed=99), count, neighbours=neighbours)
    assert len(query.indices) == count
    assert_follows(query, embeddings, members, labels, neighbours)
    assert query.approximations == ()


def test_whose_turn_it_is(select, given_clusters):
    # Labels: 0 has one, 2 has two. Sizes: 8, 6, 9, 5 and 4.
    labelled = [0, 2, 2]
    candidates = [0] * 7 + [1] * 6 + [2] * 7 + [3] * 5 + [4] * 4
    given_clusters(labelled + candidates)
    query = select(made_up(29), made_up(3, seed=1), 29)
    turns = np.array(candidates)[query.indices].tolist()
    assert turns[:10] == [1, 3, 4, 0, 2, 1, 3, 4, 0, 2]
    assert turns[20:] == [1, 3, 0, 2, 1, 0, 2, 0, 2]


def test_labelled_samples_are_no_neighbours(select, given_clusters):
    degrees = np.radians([0, 10, 20, 90, 100, 91, 92])
    circle = np.stack([np.cos(degrees), np.sin(degrees)], axis=1)
    given_clusters([0] * 7)
    # Next to 91 and 92, 90 would be the most typical; those have labels.
    query = select(circle[:5], circle[5:], 1, neighbours=2)
    assert query.indices.tolist() == [1]
    chord = 2 * math.sin(math.radians(5))
    assert query.scores[1] == pytest.approx(1 / (chord + 1e-5), rel=1e-4)


@pytest.mark.parametrize(
    ("labels", "count", "most", "clusters"),
    [(0, 3, 500, 3), (4, 3, 500, 7), (4, 3, 5, 5), (4, 20, 500, 24), (0, 20, 500, 20)],
)
def test_how_many_clusters(labels, count, most, clusters, select, given_clusters):
    asked = given_clusters([0] * (labels + 20))
    embeddings, labelled = made_up(20) * 3, made_up(labels, seed=1)
    select(embeddings, labelled, count, max_clusters=most)
    [(rows, wanted)] = asked
    assert wanted == clusters
    expected = [unit(row) for row in [*labelled.tolist(), *embeddings.tolist()]]
    assert rows == pytest.approx(np.array(expected), abs=1e-6)


def test_the_constants_of_the_paper():
    options = TypiClustOptions()
    assert (options.neighbours, options.max_clusters) == (20, 500)


@pytest.mark.parametrize("seed", range(10))
def test_clusters_without_labels_come_first(seed, select):
    kinds = np.random.default_rng(seed).permutation(np.arange(80) % 8)
    directions = np.eye(8)[kinds] * 20
    embeddings = directions + made_up(80, 8, seed)
    labelled = 20 * np.eye(8)[[0, 3, 5]]
    query = select(embeddings, labelled, 5, seed)
    assert sorted(kinds[query.indices].tolist()) == [1, 2, 4, 6, 7]
    assert np.count_nonzero(query.scores) == 50


def test_the_core_of_a_large_cluster(select, given_clusters, monkeypatch):
    monkeypatch.setattr(typiclust, "CORE_ROWS", 6)
    embeddings = made_up(27)
    members = [0] * 12 + [1] * 9 + [2] * 6
    squared = np.random.default_rng(3).permutation(27)
    given_clusters(members, squared, fitted=20)
    query = select(embeddings, [], 4)
    cores = [
        sorted((row for row in range(27) if members[row] == number), key=lambda row: squared[row])
        for number in range(3)
    ]
    kept = sorted(row for core in cores for row in core[:6])
    others = sorted(set(range(27)) - set(kept))
    assert np.array(members)[query.indices].tolist() == [0, 1, 2, 0]
    assert query.scores[others].tolist() == [0] * len(others)
    of_cores = Query(np.searchsorted(kept, query.indices), query.scores[kept])
    assert_follows(of_cores, embeddings[kept], [members[row] for row in kept], 0)
    assert query.approximations == (
        "the 4 centres of k-means were fitted to 20 random samples of 27",
        "typicality in 2 of 3 clusters is that of the 6 samples nearest to the centre, among each "
        "other; the others have score 0",
    )


def test_more_choices_in_a_cluster_than_its_core_has_rows(select, given_clusters, monkeypatch):
    monkeypatch.setattr(typiclust, "CORE_ROWS", 2)
    given_clusters([0] * 9)
    assert sorted(select(made_up(9), [], 9).indices.tolist()) == list(range(9))


def test_no_approximation_where_no_cluster_is_large(select, given_clusters, monkeypatch):
    monkeypatch.setattr(typiclust, "CORE_ROWS", 9)
    given_clusters([0] * 30 + [1] * 9)
    assert select(made_up(39), [], 2).approximations == (
        "typicality in 1 of 2 clusters is that of the 9 samples nearest to the centre, among each "
        "other; the others have score 0",
    )
    given_clusters([0] * 9 + [1] * 9)
    assert select(made_up(18), [], 2).approximations == ()


def test_the_most_typical_by_hand():
    line = np.float32([[0], [1], [3], [4.5], [10]])
    # Half of five are two neighbours, and so are half of four.
    values, picks = most_typical(line, 2, 20)
    assert values == pytest.approx([1 / 2, 1 / 1.5, 1 / 1.75, 1 / 2.5, 1 / 6.25], rel=1e-4)
    assert picks.tolist() == [1, 2]
    _, picks = most_typical(line, 5, 1)
    assert sorted(picks.tolist()) == [0, 1, 2, 3, 4]
    assert most_typical(line, 1, 20)[1].tolist() == [1]


def test_the_order_of_rows_changes_nothing(select, given_clusters):
    embeddings, members = (
        made_up(40),
        np.random.default_rng(1).choice(4, 40, p=[0.4, 0.3, 0.2, 0.1]),
    )
    order = np.random.default_rng(2).permutation(40)
    given_clusters(members)
    straight = select(embeddings, [], 15)
    given_clusters(members[order])
    shuffled = select(embeddings[order], [], 15)
    assert order[shuffled.indices].tolist() == straight.indices.tolist()
    assert shuffled.scores == pytest.approx(straight.scores[order], rel=1e-4)


def test_a_large_cluster_has_no_more_turns_than_are_wanted():
    members = np.zeros(100_000, dtype=np.intp)
    tracemalloc.start()
    try:
        turns = typiclust._turns(members, 0, 2, 3)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert turns.tolist() == [0, 0, 0]
    # An array for each of its rows would be 16 MB.
    assert peak < 1e6


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("labels", [0, 5])
def test_embeddings_that_are_not_finite(value, labels, select):
    embeddings = np.ones((20, 3))
    embeddings[[7, 13], 1] = value
    with pytest.raises(PluginResultError) as raised:
        select(embeddings, np.ones((labels, 3)), 1)
    assert str(raised.value) == (
        "2 embeddings hold NaN, infinity or too large numbers, the first of them in row 7; the "
        "model's predict gave them"
    )


def test_the_row_of_the_pool_is_named(make_pool):
    embeddings = np.ones((20, 3))
    embeddings[13, 1] = np.nan
    some = pool_of(make_pool(20), embeddings).candidates().of(np.arange(10, 20))
    with pytest.raises(PluginResultError, match=r" in row 13;"):
        TYPICLUST.select(some, 1, TypiClustOptions(), np.random.default_rng(0))


def test_labelled_embeddings_that_are_not_finite(select):
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN"):
        select(np.ones((20, 3)), [[0, 1, 2], [np.nan, 0, 0]], 1)


def test_a_part_of_the_pool_is_fitted(select, monkeypatch):
    monkeypatch.setattr(kmeans, "FITTED_ROWS", 30)
    assert select(made_up(40), made_up(3, seed=1), 2).approximations == (
        "the 5 centres of k-means were fitted to 30 random samples of 43",
    )


def test_it_tells_how_far_it_is(select, given_clusters):
    given_clusters([0] * 6 + [1] * 6)
    told = []
    with listening(told.append):
        select(made_up(12), [], 2)
    clusters = [each for each in told if isinstance(each, Progress) and each.what == "clusters"]
    assert clusters == [Progress("clusters", 1, 2), Progress("clusters", 2, 2)]


def test_it_needs_embeddings_alone():
    assert TYPICLUST.needs_with(TypiClustOptions()) == {Need.EMBEDDINGS}
