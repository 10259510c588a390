import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fastlabel_core.events import Progress, listening
from fastlabel_core.query import (
    STRATEGIES,
    Candidates,
    Labelled,
    StrategyOptions,
    find_strategy,
    uncertainty,
)
from fastlabel_core.query.rows import Rows

UNCERTAINTY = ["LeastConfidence", "MarginSampling", "EntropySampling"]


def least_confidence(row):
    return 1 - max(row)


def margin(row):
    first, second = [*sorted(row, reverse=True), 0.0][:2]
    return 1 - (first - second)


def entropy(row):
    if len(row) == 1:
        return 0.0
    return -sum(p * math.log(p) for p in row if p > 0) / math.log(len(row))


REFERENCES = {
    "LeastConfidence": least_confidence,
    "MarginSampling": margin,
    "EntropySampling": entropy,
}


def select(name, rows, count=1, seed=0):
    probabilities = np.array(rows, dtype=np.float32)
    nothing = np.empty((len(rows), 0), dtype=np.float32)
    candidates = Candidates(Rows(probabilities), Rows(nothing), Rows(nothing), Labelled.none())
    strategy = find_strategy(name, STRATEGIES)
    return strategy.select(candidates, count, StrategyOptions(), np.random.default_rng(seed))


def table(rows, classes):
    generator = np.random.default_rng(5)
    return generator.dirichlet(np.ones(classes), rows).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("LeastConfidence", [0.5, 0.25, 0.25], 0.5),
        ("LeastConfidence", [0.25, 0.75], 0.25),
        ("MarginSampling", [0.5, 0.125, 0.375], 0.875),
        ("MarginSampling", [0.125, 0.375, 0.5], 0.875),
        ("MarginSampling", [0.5, 0.5], 1.0),
        ("MarginSampling", [0.25, 0.75], 0.5),
        ("EntropySampling", [0.5, 0.5], 1.0),
        ("EntropySampling", [0.5, 0.5, 0.0, 0.0], 0.5),
        ("EntropySampling", [0.25, 0.25, 0.25, 0.25], 1.0),
        ("EntropySampling", [0.5, 0.25, 0.25], 1.5 * math.log(2) / math.log(3)),
    ],
)
def test_score(name, row, expected):
    assert select(name, [row]).scores.tolist() == pytest.approx([expected], abs=1e-6)


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize(
    "row", [[1.0], [1.0, 0.0], [0.0, 0.0, 1.0], [0.0] * 63 + [1.0], [1.0] + [0.0] * 70]
)
def test_a_model_that_is_sure_scores_a_plain_zero(name, row):
    (score,) = select(name, [row]).scores.tolist()
    assert str(score) == "0.0"


tables = st.integers(1, 5).flatmap(
    lambda classes: arrays.arrays(
        np.int64,
        st.tuples(st.integers(1, 12), st.just(classes)),
        elements=st.integers(0, 3),
    )
)


def distributions(weights):
    weights[weights.sum(axis=1) == 0, 0] = 1
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("name", UNCERTAINTY)
@given(tables, st.integers(1, 12), st.integers(0, 3))
def test_against_the_formula(name, weights, count, seed):
    probabilities = distributions(weights)
    count = min(count, len(probabilities))
    query = select(name, probabilities, count, seed)
    expected = [REFERENCES[name](row) for row in probabilities.tolist()]
    assert query.scores == pytest.approx(np.array(expected), abs=1e-6)
    assert query.scores.dtype == np.float32
    assert len(set(query.indices.tolist())) == count
    assert [expected[row] for row in query.indices] == pytest.approx(
        sorted(expected, reverse=True)[:count], abs=1e-6
    )


# 64 is where the way of computing changes.
@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("classes", [2, 3, 63, 64, 65, 300])
@pytest.mark.parametrize("concentration", [0.02, 1.0])
def test_against_the_formula_with_many_classes(name, classes, concentration):
    generator = np.random.default_rng(classes)
    probabilities = generator.dirichlet(np.full(classes, concentration), 40).astype(np.float32)
    query = select(name, probabilities, 40)
    expected = [REFERENCES[name](row) for row in probabilities.tolist()]
    assert query.scores == pytest.approx(np.array(expected), abs=2e-6)
    in_order = query.scores[query.indices]
    assert in_order.tolist() == sorted(query.scores.tolist(), reverse=True)


@pytest.mark.parametrize("classes", [4, 63, 64, 80])
def test_the_margin_of_every_two_places(classes):
    rows = []
    for first in range(classes):
        for second in range(classes):
            row = np.full(classes, 0.125 / classes)
            row[first] = 0.5
            row[second] += 0.25
            rows.append(row)
    expected = [
        1 - (0.75 - 0.125 / classes) if first == second else 1 - (0.5 - 0.25 - 0.125 / classes)
        for first in range(classes)
        for second in range(classes)
    ]
    scores = uncertainty.margin(np.array(rows, dtype=np.float32))
    assert scores == pytest.approx(np.array(expected), abs=1e-6)


@pytest.mark.parametrize("classes", [2, 3, 64, 65])
def test_two_classes_that_share_the_highest_probability(classes):
    row = np.zeros(classes, dtype=np.float32)
    row[[0, -1]] = 0.5
    assert select("MarginSampling", [row]).scores.tolist() == [1.0]
    assert select("LeastConfidence", [row]).scores.tolist() == [0.5]


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("classes", [2, 3, 7, 10, 100, 1000])
def test_scores_stay_between_zero_and_one(name, classes):
    uniform = np.full((1, classes), 1 / classes, dtype=np.float32)
    above = np.eye(1, classes, dtype=np.float32) * np.float32(1.0005)
    query = select(name, np.concatenate([uniform, above]), 2)
    assert query.indices.tolist() == [0, 1]
    assert query.scores.min() == 0
    assert query.scores.max() <= 1


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("classes", [4, 70])
@pytest.mark.parametrize("rows_at_once", [1, 7, 100, 101, 8192])
def test_chunks_make_no_difference(name, classes, rows_at_once, monkeypatch):
    whole = select(name, table(101, classes), 20)
    monkeypatch.setattr(uncertainty, "CACHE_BYTES", rows_at_once * classes * 4)
    heard = []
    with listening(heard.append):
        again = select(name, table(101, classes), 20)
    assert again.scores.tobytes() == whole.scores.tobytes()
    assert again.indices.tolist() == whole.indices.tolist()
    expected = [*range(rows_at_once, 101, rows_at_once), 101]
    assert heard == [Progress("samples", done, 101) for done in expected]


@pytest.mark.parametrize("name", UNCERTAINTY)
@given(st.permutations(range(30)), st.integers(0, 3))
def test_the_order_of_rows_without_ties_changes_nothing(name, order, seed):
    probabilities, order = table(30, 4), np.array(order)
    straight = select(name, probabilities, 12)
    shuffled = select(name, probabilities[order], 12, seed)
    assert len(set(straight.scores.tolist())) == 30
    assert order[shuffled.indices].tolist() == straight.indices.tolist()
    assert shuffled.scores.tobytes() == straight.scores[order].tobytes()


@pytest.mark.parametrize("name", UNCERTAINTY)
@given(st.permutations([0, 0, 0, 1, 1, 2, 2, 2]), st.integers(1, 8), st.integers(0, 3))
def test_the_order_of_rows_changes_ties_alone(name, kinds, count, seed):
    probabilities = table(3, 4)[list(kinds)]
    query = select(name, probabilities, count, seed)
    chosen = query.scores[query.indices].tolist()
    by_kind = select(name, table(3, 4)).scores
    assert chosen == sorted(by_kind[list(kinds)].tolist(), reverse=True)[:count]


def test_copies_are_drawn_equally_often():
    counts = np.zeros(5, dtype=int)
    for seed in range(1000):
        counts[select("EntropySampling", [[0.9, 0.1], *[[0.6, 0.4]] * 4], 1, seed).indices] += 1
    assert counts[0] == 0
    # 3 degrees of freedom: 16.3 is exceeded once in a thousand.
    assert ((counts[1:] - 250) ** 2 / 250).sum() < 16.3
