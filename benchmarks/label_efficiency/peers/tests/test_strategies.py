"""The peers as strategies: what they choose, against brute force.

They run where the peers are, whose warnings are not ours: ``pytest -W ignore``.
"""

import numpy as np
import pytest
from fastlabel_benchmark_peers.strategies import PEER_STRATEGIES, ranks

from fastlabel_core import Candidates, Labelled, Need
from fastlabel_core.query.rows import Rows

ROWS, LABELLED, CLASSES, FEATURES, PASSES, COUNT = 300, 20, 4, 8, 3, 12
STRATEGIES = {strategy.name: strategy for strategy in PEER_STRATEGIES}


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def arrays():
    generator = np.random.default_rng(5)
    return {
        "probabilities": generator.dirichlet(np.ones(CLASSES), ROWS).astype(np.float32),
        "embeddings": unit(generator.standard_normal((ROWS, FEATURES))),
        "dropout": generator.dirichlet(np.ones(CLASSES), (ROWS, PASSES)).astype(np.float32),
        "labelled": unit(generator.standard_normal((LABELLED, FEATURES))),
    }


def candidates_of(arrays, needs):
    """Return candidates that hold only what a strategy needs, as a round makes them."""
    has_embeddings = Need.EMBEDDINGS in needs
    width = FEATURES if has_embeddings else 0
    empty = np.empty((ROWS, 0), dtype=np.float32)
    no_passes = np.empty((ROWS, 0, CLASSES), dtype=np.float32)
    labelled = Labelled(
        labels=np.arange(LABELLED) % CLASSES,
        probabilities=np.full((LABELLED, CLASSES if has_embeddings else 0), 0.25, np.float32),
        embeddings=arrays["labelled"][:, :width],
        is_validation=np.zeros(LABELLED, dtype=np.bool_),
    )
    return Candidates(
        Rows(arrays["probabilities"]),
        Rows(arrays["embeddings"] if has_embeddings else empty),
        Rows(arrays["dropout"] if Need.DROPOUT in needs else no_passes),
        labelled,
    )


def chosen_by(name, arrays, seed=0):
    strategy = STRATEGIES[name]
    candidates = candidates_of(arrays, strategy.needs)
    generator = np.random.default_rng(seed)
    query = strategy.select(candidates, COUNT, strategy.options(), generator)
    assert query.scores.tolist() == ranks(query.indices, ROWS).tolist()
    return query.indices.tolist()


def doubts(name, probabilities):
    highest = np.sort(probabilities, axis=1)[:, ::-1]
    if name == "modAL least confidence":
        return -highest[:, 0]
    if name == "small-text margin":
        return highest[:, 1] - highest[:, 0]
    return -(probabilities * np.log(probabilities)).sum(axis=1)


@pytest.mark.parametrize(
    "name", ["modAL least confidence", "small-text margin", "scikit-activeml entropy"]
)
def test_the_least_sure_are_chosen(name, arrays):
    expected = np.argsort(doubts(name, arrays["probabilities"]))[-COUNT:]
    assert set(chosen_by(name, arrays)) == set(expected.tolist())


@pytest.mark.parametrize("name", ["small-text core-set", "scikit-activeml core-set"])
def test_the_farthest_are_chosen_one_after_the_other(name, arrays):
    centres, expected = list(arrays["labelled"]), []
    for _ in range(COUNT):
        distances = [min(np.linalg.norm(row - c) for c in centres) for row in arrays["embeddings"]]
        expected.append(int(np.argmax(distances)))
        centres.append(arrays["embeddings"][expected[-1]])
    assert chosen_by(name, arrays) == expected


def test_badge_begins_with_the_largest_gradient(arrays):
    residuals = arrays["probabilities"].copy()
    residuals[np.arange(ROWS), residuals.argmax(axis=1)] -= 1
    assert chosen_by("scikit-activeml BADGE", arrays)[0] == np.argmax((residuals**2).sum(axis=1))


def test_drop_query_chooses_among_those_that_most_passes_change(arrays):
    labels = arrays["probabilities"].argmax(axis=1)
    changes = (arrays["dropout"].argmax(axis=2) != labels[:, np.newaxis]).sum(axis=1)
    assert 0 < (changes >= 2).sum() < ROWS
    assert changes[chosen_by("scikit-activeml DropQuery", arrays)].min() >= 2


@pytest.mark.parametrize(
    ("name", "gamma"),
    [
        ("scikit-activeml MaxHerding", 1 / FEATURES),
        ("scikit-activeml MaxHerding of the paper", 1),
    ],
)
def test_the_coverage_grows_most_by_each_choice(name, gamma, arrays):
    rows, centres, expected = arrays["embeddings"], list(arrays["labelled"]), []
    kernel = np.exp(-gamma * ((rows[:, np.newaxis] - rows) ** 2).sum(axis=2))
    for _ in range(COUNT):
        squares = [((rows - centre) ** 2).sum(axis=1) for centre in centres]
        covered = np.exp(-gamma * np.min(squares, axis=0))
        gains = np.maximum(kernel - covered, 0).mean(axis=1)
        gains[expected] = -1
        expected.append(int(np.argmax(gains)))
        centres.append(rows[expected[-1]])
    assert chosen_by(name, arrays) == expected


@pytest.mark.parametrize("name", ["scikit-activeml TypiClust", "scikit-activeml DropQuery"])
def test_a_row_without_a_direction_harms_nobody(name, arrays):
    arrays["embeddings"][7] = 0
    assert len(set(chosen_by(name, arrays))) == COUNT


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_seed_says_what_is_chosen(name, arrays):
    first = chosen_by(name, arrays)
    assert len(set(first)) == COUNT
    np.random.seed(99)  # noqa: NPY002
    assert chosen_by(name, arrays) == first


@pytest.mark.parametrize(
    "name", ["scikit-activeml BADGE", "small-text k-means", "scikit-activeml TypiClust"]
)
def test_another_seed_chooses_others(name, arrays):
    assert chosen_by(name, arrays, seed=1) != chosen_by(name, arrays)


def test_scores_fall_in_the_order_of_the_choice():
    assert ranks(np.array([3, 0]), 5).tolist() == [0.5, 0, 0, 1, 0]
