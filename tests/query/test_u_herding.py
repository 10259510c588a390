"""Against the formula, in loops and float64."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query import Candidates, Labelled, rows, u_herding
from fastlabel_core.query.herding import HerdingOptions
from fastlabel_core.query.max_herding import MAX_HERDING, MaxHerdingOptions
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.u_herding import U_HERDING, smallest_distance

NO_VALIDATION = (
    "the temperature is 1, because there is no validation set to calibrate the probabilities on; "
    "a val_size above 0 makes one"
)


def labelled_of(probabilities, embeddings, labels=None, is_validation=None):
    count = len(probabilities)
    return Labelled(
        np.zeros(count, dtype=np.intp) if labels is None else np.array(labels, dtype=np.intp),
        np.array(probabilities, dtype=np.float32),
        np.array(embeddings, dtype=np.float32),
        np.zeros(count, bool) if is_validation is None else np.array(is_validation, bool),
    )


def candidates_of(probabilities, embeddings, labelled):
    return Candidates(
        Rows(np.asarray(probabilities, dtype=np.float32)),
        Rows(np.asarray(embeddings, dtype=np.float32)),
        Rows(np.empty((len(embeddings), 0, 2), dtype=np.float32)),
        labelled,
    )


def select(probabilities, embeddings, count, labelled, seed=0, **options):
    return U_HERDING.select(
        candidates_of(probabilities, embeddings, labelled),
        count,
        HerdingOptions(**options),
        np.random.default_rng(seed),
    )


def unit(row):
    length = math.sqrt(sum(value**2 for value in row))
    return [value / length for value in row] if length else row


def squared(left, right):
    return sum((a - b) ** 2 for a, b in zip(unit(left), unit(right), strict=True))


def radius_of(labelled):
    apart = [squared(a, b) for a in labelled for b in labelled if squared(a, b) > 1e-9]
    return math.sqrt(min(apart, default=16.0))


def uncertainty(row, temperature):
    powers = [p ** (1 / temperature) for p in row]
    second, first = sorted(powers)[-2:]
    return 1 - (first - second) / sum(powers)


def gain(sample, pool, weights, covering, radius):
    total = 0.0
    for each, weight in zip(pool, weights, strict=True):
        cover = max((math.exp(-squared(each, s) / radius**2) for s in covering), default=0.0)
        total += weight * max(math.exp(-squared(each, sample) / radius**2) - cover, 0)
    return total / len(pool)


def assert_greedy(indices, pool, weights, labelled, radius):
    covering, left = list(labelled), set(range(len(pool)))
    for index in indices:
        best = max(gain(pool[other], pool, weights, covering, radius) for other in left)
        assert gain(pool[index], pool, weights, covering, radius) == pytest.approx(best, abs=2e-6)
        covering.append(pool[index])
        left.remove(index)


vectors = st.lists(st.integers(-2, 2), min_size=3, max_size=3)
shares = st.lists(st.integers(1, 8), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(vectors, shares), min_size=1, max_size=10),
    st.lists(vectors, min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_against_the_formula(samples, known, seed):
    pool = [vector for vector, _ in samples]
    probabilities = [[share / sum(row) for share in row] for _, row in samples]
    labelled = labelled_of([[0.5, 0.3, 0.2]] * len(known), known)
    query = select(probabilities, pool, len(pool), labelled, seed)
    weights = [uncertainty(row, 1) for row in probabilities]
    radius = radius_of(known)
    assert sorted(query.indices.tolist()) == list(range(len(pool)))
    assert_greedy(query.indices.tolist(), pool, weights, known, radius)
    expected = [gain(sample, pool, weights, known, radius) for sample in pool]
    assert query.scores == pytest.approx(expected, abs=2e-6)
    assert query.scores.min() >= 0
    assert query.approximations == (NO_VALIDATION,)


# Nine to one, and right three times of four: sqrt(9) to one is 0.75, so the temperature is 2.
OVERCONFIDENT = labelled_of(
    [[0.2, 0.8]] + [[0.9, 0.1]] * 4,
    [[0, 1, 0]] + [[1, 0, 0]] * 4,
    labels=[0, 0, 0, 0, 1],
    is_validation=[False] + [True] * 4,
)


def test_the_probabilities_are_calibrated_on_the_validation_set():
    pool, probabilities = [[0, 0, 1], [1, 0, 1]], [[0.8, 0.2], [1 / 26, 25 / 26]]
    query = select(probabilities, pool, 2, OVERCONFIDENT)
    weights = [uncertainty(row, 2) for row in probabilities]
    assert weights == pytest.approx([2 / 3, 1 / 3])
    known = OVERCONFIDENT.embeddings.tolist()
    expected = [gain(sample, pool, weights, known, math.sqrt(2)) for sample in pool]
    assert query.scores == pytest.approx(expected, abs=2e-6)
    assert query.approximations == ()


def test_a_crowd_that_the_model_is_sure_of_is_passed_over():
    probabilities = [[1, 0]] * 9 + [[0.5, 0.5]]
    pool = [[0, 0, 1]] * 9 + [[0, 0, -1]]
    labelled = labelled_of([[0.5, 0.5]] * 2, [[1, 0, 0], [0.9, 0.1, 0]])
    assert select(probabilities, pool, 1, labelled).indices.tolist() == [9]


def made_up(count, seed=0):
    generator = np.random.default_rng(seed)
    return (
        generator.dirichlet(np.ones(3), count).astype(np.float32),
        generator.standard_normal((count, 4), dtype=np.float32),
    )


def test_without_a_label_it_is_max_herding():
    probabilities, pool = made_up(40)
    none = Labelled.none(3, 4)
    query = select(probabilities, pool, 10, none, seed=3)
    candidates = candidates_of(probabilities, pool, none)
    expected = MAX_HERDING.select(candidates, 10, MaxHerdingOptions(), np.random.default_rng(3))
    assert query.indices.tolist() == expected.indices.tolist()
    assert query.scores.tobytes() == expected.scores.tobytes()
    assert query.approximations == ()


@pytest.mark.parametrize(
    ("embeddings", "expected"),
    [
        ([[1, 0], [0, 1], [2, 0], [-1, 0]], math.sqrt(2)),
        ([[1, 0], [-3, 0]], 2),
        ([[1, 0], [0, 0], [-1, 0]], 1),
        ([[3, 4], [6, 8], [3, 4]], 4),
        ([[3, 4]], 4),
        (np.empty((0, 2)), 4),
    ],
    ids=["a copy of another length", "opposites", "a zero row", "only copies", "one", "none"],
)
def test_the_radius_by_hand(embeddings, expected):
    found = smallest_distance(np.array(embeddings, dtype=np.float32))
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_distance_that_is_rounding_alone_is_none():
    close = np.array([[1, 0], [1, 1e-3], [1, 1e-2]], dtype=np.float32)
    # From the second to the third; the first two lie 1e-3 apart.
    assert smallest_distance(close) == pytest.approx(0.009, rel=1e-2)


@pytest.mark.parametrize("at_once", [1, 2, 30, 31])
def test_the_radius_in_any_blocks(at_once, monkeypatch):
    _, embeddings = made_up(31)
    monkeypatch.setattr(u_herding, "ROWS_AT_ONCE", at_once)
    assert smallest_distance(embeddings) == pytest.approx(radius_of(embeddings.tolist()), rel=1e-4)


def test_a_part_of_the_pool_to_measure_on():
    probabilities, pool = made_up(30)
    labelled = labelled_of(probabilities[:4], pool[:4])
    query = select(probabilities, pool, 3, labelled, references=9, candidates=11)
    assert query.approximations == (
        NO_VALIDATION,
        "the coverage was measured on 9 samples, drawn at random from 30",
        "the choice was among 11 samples, drawn at random from 30; the others have score 0",
    )


def test_each_reference_counts_by_its_own_uncertainty():
    probabilities, pool = [[1, 0]] * 19 + [[0.5, 0.5]], np.eye(20, 22, dtype=np.float32)
    labelled = labelled_of([[0.5, 0.5]] * 2, np.eye(22, dtype=np.float32)[-2:])
    hits = 0
    for seed in range(40):
        query = select(probabilities, pool, 1, labelled, seed, references=10)
        if query.scores.max() > 0:
            hits += 1
            assert query.indices.tolist() == [19]
            # k falls from 1 to exp(-1) between directions at a right angle: their distance is
            # the radius. Half is what one of ten references counts.
            assert query.scores[19] == pytest.approx((1 - math.exp(-1)) / 10, abs=1e-6)
    assert 8 <= hits <= 32


def test_pieces_make_no_difference(monkeypatch):
    probabilities, pool = made_up(60)
    labelled = labelled_of(probabilities[:6], pool[:6], is_validation=[True] * 3 + [False] * 3)
    whole = select(probabilities, pool, 20, labelled, references=30)
    monkeypatch.setattr(rows, "CHUNK_BYTES", 1)
    again = select(probabilities, pool, 20, labelled, references=30)
    assert again.indices.tolist() == whole.indices.tolist()
    assert again.scores.tobytes() == whole.scores.tobytes()


def test_the_order_of_rows_changes_nothing():
    probabilities, pool = made_up(40)
    known = made_up(5, seed=1)
    labelled = labelled_of(*known)
    order = np.random.default_rng(2).permutation(40)
    straight = select(probabilities, pool, 10, labelled)
    shuffled = select(probabilities[order], pool[order], 10, labelled, seed=5)
    assert order[shuffled.indices].tolist() == straight.indices.tolist()


def test_embeddings_that_are_not_finite():
    probabilities, pool = made_up(20)
    labelled = labelled_of(probabilities[:3], pool[:3])
    pool[7, 0] = np.nan
    with pytest.raises(PluginResultError, match=r"^1 embeddings hold NaN.* in row 7;"):
        select(probabilities, pool, 1, labelled)
