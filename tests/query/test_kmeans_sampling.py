from dataclasses import replace

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import Labelled, StrategyOptions, kmeans, kmeans_sampling
from fastlabel_core.query.kmeans import Clustering
from fastlabel_core.query.kmeans_sampling import K_MEANS_SAMPLING
from fastlabel_core.query.strategy import Need


@pytest.fixture
def select(make_pool):
    def select(embeddings, count, seed=0):
        embeddings = np.asarray(embeddings, dtype=np.float32)
        pool = replace(make_pool(len(embeddings)), embeddings=embeddings)
        candidates = replace(pool, labelled=Labelled.none(3, embeddings.shape[1])).candidates()
        generator = np.random.default_rng(seed)
        return K_MEANS_SAMPLING.select(candidates, count, StrategyOptions(), generator)

    return select


@pytest.mark.parametrize("seed", range(5))
def test_the_sample_in_the_middle_of_each_cluster(seed, select):
    # The means are 1, 51 and 101; the largest cluster comes first.
    query = select([[50], [0], [100], [102.5], [1], [52], [2], [100.5], [2.2], [-0.2]], 3, seed)
    assert query.indices.tolist() == [4, 7, 0] or query.indices.tolist() == [4, 7, 5]
    distances = [1, 1, 1, 1.5, 0, 1, 1, 0.5, 1.2, 1.2]
    assert query.scores == pytest.approx([1 / (1 + each) for each in distances], abs=1e-5)


def test_a_clustering_becomes_a_query(select, monkeypatch):
    asked = []

    def cluster(rows, count, generator):
        asked.append((rows[:].tolist(), count))
        return Clustering(
            np.zeros((2, 1), dtype=np.float32),
            np.array([1, 1, 0, 1]),
            np.array([9, 4, 0, 4], dtype=np.float32),
            3,
        )

    monkeypatch.setattr(kmeans_sampling, "cluster", cluster)
    query = select([[1], [2], [3], [4]], 2)
    assert asked == [([[1], [2], [3], [4]], 2)]
    assert query.indices.tolist() == [1, 2]
    assert query.scores == pytest.approx([1 / 4, 1 / 3, 1, 1 / 3])
    assert query.approximations == (
        "the 2 centres of k-means were fitted to 3 random samples of 4",
    )


def test_distinct_samples_come_before_copies(select):
    kinds = np.random.default_rng(0).integers(0, 6, 50)
    embeddings = np.random.default_rng(1).standard_normal((6, 3))[kinds]
    assert len(set(kinds[select(embeddings, 6).indices].tolist())) == 6
    assert len(set(select(embeddings, 30).indices.tolist())) == 30


def test_no_approximation_unless_a_part_is_fitted(select, monkeypatch):
    embeddings = np.random.default_rng(0).standard_normal((40, 3))
    assert select(embeddings, 4).approximations == ()
    monkeypatch.setattr(kmeans, "FITTED_ROWS", 30)
    assert select(embeddings, 4).approximations == (
        "the 4 centres of k-means were fitted to 30 random samples of 40",
    )


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite(value, select):
    embeddings = np.ones((20, 3))
    embeddings[[7, 13], 1] = value
    with pytest.raises(PluginResultError) as raised:
        select(embeddings, 1)
    assert str(raised.value) == (
        "2 embeddings hold NaN, infinity or too large numbers, the first of them in row 7; the "
        "model's predict gave them"
    )


def test_it_needs_embeddings_alone():
    assert K_MEANS_SAMPLING.needs_with(StrategyOptions()) == {Need.EMBEDDINGS}
