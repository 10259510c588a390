"""Which samples are candidates is held to section 3.3; what is drawn from them, to k-means."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import chunks, drop_query
from fastlabel_core.query.drop_query import DROP_QUERY, DropQueryOptions
from fastlabel_core.query.kmeans import Clustering
from fastlabel_core.query.strategy import Need


def one_hot(labels):
    """Return probabilities whose largest is that of the label."""
    return np.float32(0.6) * np.eye(3, dtype=np.float32)[labels] + np.float32(0.4 / 3)


@pytest.fixture
def select(make_pool):
    def select(labels, passes, embeddings, count, seed=0, **options):
        """Let the model say `labels`, and `passes`, a row of labels for each sample."""
        pool = replace(
            make_pool(len(labels)),
            probabilities=one_hot(labels),
            dropout=one_hot(passes),
            embeddings=np.asarray(embeddings, dtype=np.float32),
        )
        return DROP_QUERY.select(
            pool.candidates(), count, DropQueryOptions(**options), np.random.default_rng(seed)
        )

    return select


@pytest.fixture
def clustered(monkeypatch):
    """Return what k-means is asked for; every row is a cluster of its own."""
    asked = []

    def cluster(rows, count, generator):
        asked.append((rows[:], count))
        members = np.arange(len(rows)) % count
        squared = np.arange(len(rows), dtype=np.float32)
        return Clustering(np.zeros((count, 2), "f4"), members, squared, len(rows) - 1)

    monkeypatch.setattr(drop_query, "cluster", cluster)
    return asked


def changes_of(labels, passes):
    return [sum(other != label for other in row) for label, row in zip(labels, passes, strict=True)]


def candidates_of(changes, passes, wanted):
    """Relax `more than half of the passes` one by one, as the authors' code does."""
    threshold = passes // 2
    while sum(each > threshold for each in changes) < wanted and threshold > 0:
        threshold -= 1
    return [row for row, each in enumerate(changes) if each > threshold]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("passes", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("wanted", [1, 4, 12, 25, 100])
@pytest.mark.parametrize("count", [1, 4])
def test_candidates_against_the_rule(seed, passes, wanted, count, select, clustered):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 3, 24)
    kept_label = generator.random((24, passes)) < generator.random((24, 1)) + 0.3
    other = generator.integers(0, 3, (24, passes))
    answers = np.where(kept_label, labels[:, np.newaxis], other)
    embeddings = generator.standard_normal((24, 2))
    query = select(labels, answers, embeddings, count, pool_per_choice=wanted)
    changes = changes_of(labels.tolist(), answers.tolist())
    kept = candidates_of(changes, passes, wanted * count)
    assert query.scores == pytest.approx([each / passes for each in changes])
    if len(kept) < count:
        assert query.indices.tolist()[: len(kept)] == kept
        assert len(set(query.indices.tolist())) == count
        return
    [(rows, centres)] = clustered
    assert centres == count
    lengths = np.sqrt((embeddings[kept] ** 2).sum(axis=1, keepdims=True))
    assert rows == pytest.approx(embeddings[kept] / lengths, abs=1e-6)
    assert sorted(query.indices.tolist()) == kept[:count]
    assert query.approximations == (
        f"the {count} centres of k-means were fitted to {len(kept) - 1} random samples of "
        f"{len(kept)}",
    )


# How often the labels of five samples change in three passes: 3, 2, 1, 0 and 2 times.
PASSES = [[1, 1, 2], [1, 0, 2], [0, 0, 1], [0, 0, 0], [2, 0, 2]]
CIRCLE = [[1, 0], [0, 1], [-1, 0], [0, -1], [3, 3]]


@pytest.mark.parametrize(
    ("per_choice", "kept"),
    [(1, [0, 1, 4]), (3, [0, 1, 4]), (4, [0, 1, 2, 4]), (5, [0, 1, 2, 4]), (6, [0, 1, 2, 4])],
)
def test_candidates_by_hand(per_choice, kept, select, clustered):
    query = select([0] * 5, PASSES, CIRCLE, 1, pool_per_choice=per_choice)
    [(rows, _)] = clustered
    half = 2**-0.5
    unit = np.array([*CIRCLE[:4], [half, half]])
    assert rows == pytest.approx(unit[list(kept)])
    assert query.scores == pytest.approx([1, 2 / 3, 1 / 3, 0, 2 / 3])


def test_all_that_change_and_others_at_random(select):
    labels, passes = [0] * 6, [*PASSES, [0, 0, 0]]
    drawn = Counter()
    for seed in range(400):
        query = select(labels, passes, [*CIRCLE, [1, 1]], 5, seed)
        assert query.indices.tolist()[:4] == [0, 1, 2, 4]
        drawn[int(query.indices[4])] += 1
        assert query.approximations == (
            "the last 1 hard examples were drawn at random, because the label of only 4 samples "
            "changed",
        )
    # 1 degree of freedom: 10.83 is exceeded once in a thousand.
    assert drawn.keys() == {3, 5}
    assert (drawn[3] - 200) ** 2 / 100 < 10.83


def test_no_label_changes(select):
    query = select([0] * 5, [[0, 0, 0]] * 5, CIRCLE, 5)
    assert sorted(query.indices.tolist()) == list(range(5))
    assert query.scores.tolist() == [0] * 5


def test_half_of_the_passes_is_not_enough(select, clustered):
    select([0, 0, 0], [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]], CIRCLE[:3], 1, pool_per_choice=1)
    assert len(clustered[0][0]) == 1


def test_the_constants_of_the_paper():
    options = DropQueryOptions()
    wanted = DROP_QUERY.wanted(options)
    assert (options.dropout_passes, options.dropout_rate) == (3, 0.75)
    assert (wanted.embeddings, wanted.dropout_passes, wanted.dropout_rate) == (True, 3, 0.75)


@pytest.mark.parametrize("seed", range(5))
def test_one_of_each_direction_that_changes(seed, select):
    generator = np.random.default_rng(seed)
    kinds = generator.permutation(np.arange(80) % 4)
    # The directions are apart, the lengths say nothing.
    lengths = generator.uniform(0.1, 9, (80, 1))
    embeddings = lengths * (np.eye(4)[kinds] + 0.05 * generator.standard_normal((80, 4)))
    passes = np.where(kinds[:, np.newaxis] == 3, 0, [1, 2, 0])
    query = select(np.zeros(80, dtype=int), passes, embeddings, 3, seed, pool_per_choice=1)
    assert sorted(kinds[query.indices].tolist()) == [0, 1, 2]
    assert query.approximations == ()


def test_the_nearest_to_the_centre(select):
    degrees = np.radians([0, 20, 40, 200])
    circle = np.stack([np.cos(degrees), np.sin(degrees)], axis=1)
    query = select([0] * 4, [[1], [1], [1], [0]], circle, 1, pool_per_choice=3)
    assert query.indices.tolist() == [1]


@pytest.mark.parametrize("cores", [1, 4])
@pytest.mark.parametrize("cache_bytes", [1, 100])
def test_changes_are_counted_through_all_chunks(cores, cache_bytes, make_pool, monkeypatch):
    monkeypatch.setattr(chunks, "core_count", lambda: cores)
    monkeypatch.setattr(drop_query, "CACHE_BYTES", cache_bytes)
    pool = make_pool(53, passes=4)
    labels = pool.probabilities.argmax(axis=1).tolist()
    answers = [[passed.argmax() for passed in row] for row in pool.dropout]
    changes = drop_query.label_changes(pool.candidates()).tolist()
    assert changes == changes_of(labels, answers)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite(value, select):
    embeddings = np.ones((20, 2))
    embeddings[[7, 13], 1] = value
    passes = np.ones((20, 1), dtype=int)
    passes[7] = 0
    with pytest.raises(PluginResultError) as raised:
        select([0] * 20, passes, embeddings, 1, pool_per_choice=1)
    assert str(raised.value) == (
        "1 embeddings hold NaN, infinity or too large numbers, the first of them in row 13; the "
        "model's predict gave them"
    )


def test_what_it_needs():
    needs = {Need.PROBABILITIES, Need.EMBEDDINGS, Need.DROPOUT}
    assert DROP_QUERY.needs_with(DropQueryOptions()) == needs
