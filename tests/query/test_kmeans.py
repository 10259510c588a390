"""Against Lloyd's conditions, in float64, and against optima that are known."""

from collections import Counter

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from fastlabel_core.errors import PluginResultError
from fastlabel_core.events import Progress, listening
from fastlabel_core.query import distances, kmeans, rows
from fastlabel_core.query.kmeans import cluster
from fastlabel_core.query.rows import Rows


def clustered(points, count, seed=0, weights=None):
    points = np.asarray(points, dtype=np.float32)
    weights = None if weights is None else np.asarray(weights, dtype=np.float32)
    return cluster(Rows(points), count, np.random.default_rng(seed), weights)


def made_up(count, features=4, seed=0):
    return np.random.default_rng(seed).standard_normal((count, features), dtype=np.float32)


def every_distance(points, centres):
    return ((points.astype(np.float64)[:, np.newaxis] - centres) ** 2).sum(axis=2)


def assert_nearest(points, clustering):
    """Every row belongs to the nearest centre, at its squared distance."""
    expected = every_distance(points, clustering.centres)
    assert clustering.members.tolist() == expected.argmin(axis=1).tolist()
    assert clustering.squared == pytest.approx(expected.min(axis=1), rel=1e-4, abs=1e-5)


def means_of(points, clustering, weights):
    return np.stack(
        [
            np.average(points[is_member], axis=0, weights=weights[is_member])
            for is_member in clustering.members == np.arange(len(clustering.centres))[:, np.newaxis]
        ]
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("seed_rows", [8192, 100, 1])
def test_a_fixed_point_of_lloyd(seed, is_weighted, seed_rows, monkeypatch):
    monkeypatch.setattr(kmeans, "TOLERANCE", 0)
    monkeypatch.setattr(kmeans, "SEED_ROWS", seed_rows)
    points = made_up(400, seed=seed)
    weights = np.random.default_rng(seed).random(400) if is_weighted else np.ones(400)
    clustering = clustered(points, 7, seed, weights if is_weighted else None)
    assert_nearest(points, clustering)
    assert clustering.centres == pytest.approx(means_of(points, clustering, weights), abs=1e-4)
    assert clustering.centres.dtype == clustering.squared.dtype == np.float32
    assert clustering.fitted == 400
    assert clustering.approximations == ()


@pytest.mark.parametrize("seed", range(8))
def test_little_is_left_to_gain_when_it_stops(seed):
    points = made_up(1000, seed=seed)
    clustering = clustered(points, 12, seed)
    assert_nearest(points, clustering)
    means = means_of(points, clustering, np.ones(1000))
    sizes = np.bincount(clustering.members, minlength=12)
    # What one more step gains, by the parallel axis theorem.
    gain = sizes @ ((means - clustering.centres) ** 2).sum(axis=1)
    assert gain < 1e-3 * clustering.squared.sum()


def test_members_are_the_nearest_also_where_iterations_run_out(monkeypatch):
    monkeypatch.setattr(kmeans, "ITERATIONS", 2)
    points = made_up(300)
    assert_nearest(points, clustered(points, 9))


CORNERS = np.array([[0, 0], [0, 90], [90, 0], [90, 90], [200, 0], [0, 300]], dtype=np.float32)


@pytest.mark.parametrize("seed", range(20))
def test_groups_far_apart_are_found(seed):
    kinds = np.random.default_rng(seed).permutation(np.arange(120) % 6)
    points = CORNERS[kinds] + made_up(120, 2, seed)
    clustering = clustered(points, 6, seed)
    found = {frozenset(np.flatnonzero(clustering.members == number)) for number in range(6)}
    assert found == {frozenset(np.flatnonzero(kinds == kind)) for kind in range(6)}
    means = np.stack([points[kinds == kind].mean(axis=0) for kind in range(6)])
    assert clustering.centres[clustering.members] == pytest.approx(means[kinds], abs=1e-4)


def test_by_hand():
    clustering = clustered([[0], [1], [10], [12]], 2, weights=[1, 3, 1, 1])
    first, second = clustering.members[[0, 2]]
    assert clustering.members.tolist() == [first, first, second, second]
    assert clustering.centres[[first, second]].tolist() == [[0.75], [11.0]]
    assert clustering.squared.tolist() == [0.5625, 0.0625, 1.0, 1.0]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("weights", "together", "centre"),
    [(None, [1, 2], 5), ([1, 1, 1], [1, 2], 5), ([1, 100, 100], [0, 1], 400 / 101)],
)
def test_heavy_rows_draw_the_line_between_clusters(seed, weights, together, centre):
    # Apart, 4 and 6 cost 2 with equal weights; where they weigh 100, it is 0 that costs less.
    clustering = clustered([[0], [4], [6]], 2, seed, weights)
    assert len(set(clustering.members[together].tolist())) == 1
    assert clustering.centres[clustering.members[1]] == pytest.approx([centre], rel=1e-6)


def test_rows_without_weight_do_not_move_a_centre():
    clustering = clustered([[0], [1], [100]], 1, weights=[1, 1, 0])
    assert clustering.centres == pytest.approx(0.5, abs=1e-5)
    assert clustering.squared == pytest.approx([0.25, 0.25, 9900.25], rel=1e-3)


def test_no_weight_at_all_is_the_same_weight_for_all():
    assert clustered([[0], [1], [5]], 1, weights=[0, 0, 0]).centres.tolist() == [[2.0]]


@pytest.mark.parametrize("seed", range(5))
def test_a_part_to_draw_seeds_from_that_weighs_nothing(seed, monkeypatch):
    monkeypatch.setattr(kmeans, "SEED_ROWS", 1)
    weights = np.zeros(40)
    weights[3] = 2
    points = made_up(40)
    clustering = clustered(points, 1, seed, weights)
    assert clustering.centres == pytest.approx(points[3:4])


@pytest.mark.parametrize("count", [10, 100])
def test_as_good_as_scikit_learn(count):
    digits = load_digits().data
    theirs = KMeans(count, n_init=1, random_state=0).fit(digits).inertia_
    for seed in range(3):
        centres = clustered(digits, count, seed).centres.astype(np.float64)
        to_centres = [((digits - centre) ** 2).sum(axis=1) for centre in centres]
        assert np.min(to_centres, axis=0).sum() < 1.03 * theirs


def test_copies_lie_at_their_centre():
    kinds = np.random.default_rng(0).integers(0, 5, 60)
    clustering = clustered(made_up(5)[kinds], 9)
    assert clustering.squared.tolist() == [0] * 60
    assert len({(kind, own) for kind, own in zip(kinds, clustering.members, strict=True)}) == 5


@pytest.mark.parametrize("points", [[[3, 4]], [[0, 0]], [[1, 2]] * 7])
def test_one_place(points):
    clustering = clustered(points, len(points))
    assert clustering.centres.tolist() == points
    assert clustering.squared.tolist() == [0] * len(points)


@pytest.mark.parametrize("seed", range(3))
def test_a_centre_for_each_row(seed):
    points = made_up(30)
    clustering = clustered(points, 30, seed)
    assert sorted(clustering.members.tolist()) == list(range(30))
    np.testing.assert_allclose(clustering.centres[clustering.members], points, atol=1e-6)


LINE, WEIGHTS = [0.0, 2.0, 3.0], [2.0, 1.0, 4.0]


def chance_of_seeds():
    """Return the chance of every ordered pair of seeds, the best of two drawn by weight * D^2."""
    chances = Counter()
    for first, weight in zip(LINE, WEIGHTS, strict=True):
        squared = [(place - first) ** 2 for place in LINE]
        masses = [w * square for w, square in zip(WEIGHTS, squared, strict=True)]
        lefts = [
            sum(
                w * min(square, (place - other) ** 2)
                for w, square, place in zip(WEIGHTS, squared, LINE, strict=True)
            )
            for other in LINE
        ]
        for one, mass in enumerate(masses):
            for other, its_mass in enumerate(masses):
                best = one if lefts[one] <= lefts[other] else other
                chance = weight / sum(WEIGHTS) * mass * its_mass / sum(masses) ** 2
                chances[first, LINE[best]] += chance
    return +chances


def test_seeds_have_the_distribution_of_greedy_kmeans_plus_plus():
    points, weights = np.float32(LINE)[:, np.newaxis], np.float32(WEIGHTS)
    generator = np.random.default_rng(0)
    draws = 4000
    drawn = Counter(
        tuple(kmeans._seeds(points, weights, 2, generator)[:, 0].tolist()) for _ in range(draws)
    )
    expected = {pair: draws * chance for pair, chance in chance_of_seeds().items()}
    assert sum(expected.values()) == pytest.approx(draws)
    assert len(expected) == 6
    assert set(drawn) <= set(expected)
    assert min(expected.values()) > 5
    # 5 degrees of freedom: 20.5 is exceeded once in a thousand.
    assert sum((drawn[pair] - times) ** 2 / times for pair, times in expected.items()) < 20.5


def test_every_seed_is_another_row():
    points = made_up(50)
    seeds = kmeans._seeds(points, np.ones(50, dtype=np.float32), 50, np.random.default_rng(0))
    assert sorted(seeds.tolist()) == sorted(points.tolist())


def test_a_random_part_is_fitted(monkeypatch):
    monkeypatch.setattr(kmeans, "FITTED_ROWS", 1100)
    monkeypatch.setattr(kmeans, "SEED_ROWS", 100)
    points = made_up(1200)
    clustering = clustered(points, 5)
    assert clustering.fitted == 1100
    assert clustering.approximations == (
        "the 5 centres of k-means were fitted to 1,100 random samples of 1,200",
    )
    assert_nearest(points, clustering)


def test_as_many_are_fitted_as_there_are_centres(monkeypatch):
    monkeypatch.setattr(kmeans, "FITTED_ROWS", 10)
    points = made_up(1010)
    clustering = clustered(points, 1005)
    assert clustering.approximations == (
        "the 1,005 centres of k-means were fitted to 1,005 random samples of 1,010",
    )
    assert np.count_nonzero(clustering.squared) <= 5
    assert_nearest(points, clustering)


def test_each_row_is_fitted_equally_often(monkeypatch):
    monkeypatch.setattr(kmeans, "FITTED_ROWS", 1)
    points = np.arange(8, dtype=np.float32)[:, np.newaxis]
    centres = Counter(clustered(points, 1, seed).centres.item() for seed in range(800))
    # 7 degrees of freedom: 24.32 is exceeded once in a thousand.
    assert sum((centres[place] - 100) ** 2 / 100 for place in range(8)) < 24.32


def test_pieces_and_memory_maps_make_no_difference(monkeypatch, tmp_path):
    points = made_up(300)
    np.save(tmp_path / "points.npy", points)
    whole = clustered(points, 9)
    monkeypatch.setattr(rows, "CHUNK_BYTES", 100)
    monkeypatch.setattr(distances, "PRODUCT_BYTES", 1000)
    mapped = Rows(np.load(tmp_path / "points.npy", mmap_mode="r"))
    again = cluster(mapped, 9, np.random.default_rng(0))
    assert again.members.tolist() == whole.members.tolist()
    np.testing.assert_allclose(again.centres, whole.centres, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_rows_that_are_not_finite(value):
    points = made_up(20)
    points[13, 2] = value
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN.* in row 13;"):
        clustered(points, 3)


def test_it_tells_how_far_it_is():
    told = []
    with listening(told.append):
        clustered(made_up(9), 3)
    seeds = [event for event in told if isinstance(event, Progress) and event.what == "seeds"]
    assert seeds == [Progress("seeds", done, 3) for done in (1, 2, 3)]
