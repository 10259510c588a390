from dataclasses import replace

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import kmeans, weighted_kmeans
from fastlabel_core.query.kmeans import Clustering
from fastlabel_core.query.strategy import Need
from fastlabel_core.query.weighted_kmeans import WEIGHTED_K_MEANS, WeightedKMeansOptions


@pytest.fixture
def select(make_pool):
    def select(uncertainty, embeddings, count, seed=0, **options):
        highest = 1 - np.asarray(uncertainty) / 2
        pool = replace(
            make_pool(len(embeddings)),
            probabilities=np.stack([highest, 1 - highest], axis=1).astype(np.float32),
            embeddings=np.asarray(embeddings, dtype=np.float32),
        )
        return WEIGHTED_K_MEANS.select(
            pool.candidates(), count, WeightedKMeansOptions(**options), np.random.default_rng(seed)
        )

    return select


def test_the_more_uncertain_draw_the_centre_to_them(select):
    # The weighted mean is 1.08, the plain one 2.33; the sure sample at 1 is left out.
    query = select([0.9, 0.2, 0.2, 0.1], [[0], [3], [4], [1]], 1, beta=3)
    assert query.indices.tolist() == [0]
    assert query.scores == pytest.approx([0.9, 0.2, 0.2, 0.1], abs=1e-6)
    assert query.approximations == ()
    assert select([0.9, 0.9, 0.9, 0.1], [[0], [3], [4], [1]], 1, beta=3).indices.tolist() == [1]


@pytest.mark.parametrize(("count", "beta", "kept"), [(1, 4, 4), (3, 2, 6), (2, 3, 6), (3, 9, 20)])
def test_what_is_clustered(count, beta, kept, select, monkeypatch):
    generator = np.random.default_rng(7)
    uncertainty = (generator.permutation(20) + 1) / 20
    embeddings = generator.standard_normal((20, 3)).astype(np.float32)
    asked = []

    def cluster(rows, count, generator, weights):
        asked.append((rows[:], count, weights))
        return Clustering(
            np.zeros((count, 3), dtype=np.float32),
            np.arange(kept) % count,
            np.arange(kept, dtype=np.float32)[::-1].copy(),
            kept - 1,
        )

    monkeypatch.setattr(weighted_kmeans, "cluster", cluster)
    query = select(uncertainty, embeddings, count, beta=beta)
    [(points, centres, weights)] = asked
    candidates = sorted(sorted(range(20), key=lambda row: -uncertainty[row])[:kept])
    np.testing.assert_array_equal(points, embeddings[candidates])
    assert centres == count
    assert weights == pytest.approx(uncertainty[candidates], abs=1e-6)
    assert set(query.indices.tolist()) == set(candidates[-count:])
    assert query.approximations == (
        f"the {count} centres of k-means were fitted to {kept - 1} random samples of {kept}",
    )


def test_fifty_for_each_choice():
    assert WeightedKMeansOptions().beta == 50


@pytest.mark.parametrize("seed", range(5))
def test_one_of_each_group_of_uncertain_samples(seed, select):
    generator = np.random.default_rng(seed)
    groups = generator.permutation(np.arange(60) % 4)
    embeddings = 50 * np.eye(4)[groups] + generator.standard_normal((60, 4))
    uncertainty = np.where(groups == 3, 0.1, generator.uniform(0.5, 1, 60))
    query = select(uncertainty, embeddings, 3, seed, beta=15)
    assert sorted(groups[query.indices].tolist()) == [0, 1, 2]


def test_a_model_that_is_sure_of_all(select):
    query = select([0, 0, 0], [[0], [1], [5]], 1)
    assert query.indices.tolist() == [1]
    assert query.scores.tolist() == [0, 0, 0]


def test_a_model_that_is_sure_of_nearly_all(select, monkeypatch):
    monkeypatch.setattr(kmeans, "SEED_ROWS", 1)
    uncertainty = np.zeros(40)
    uncertainty[11] = 1
    embeddings = np.random.default_rng(0).standard_normal((40, 3))
    for seed in range(5):
        assert select(uncertainty, embeddings, 1, seed).indices.tolist() == [11]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite(value, select):
    embeddings = np.ones((20, 3))
    embeddings[[7, 13], 1] = value
    with pytest.raises(PluginResultError) as raised:
        select([0.5] * 13 + [0.9] + [0.5] * 6, embeddings, 1, beta=1)
    assert str(raised.value) == (
        "1 embeddings hold NaN, infinity or too large numbers, the first of them in row 13; the "
        "model's predict gave them"
    )


def test_what_it_needs():
    needs = {Need.PROBABILITIES, Need.EMBEDDINGS}
    assert WEIGHTED_K_MEANS.needs_with(WeightedKMeansOptions()) == needs
