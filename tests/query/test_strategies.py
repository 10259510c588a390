import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fastlabel_core.predictions import Predictions
from fastlabel_core.query import STRATEGIES, find_strategy, uncertainty

NAN = float("nan")
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


def predictions_of(rows, errors=None):
    probabilities = np.array(rows, dtype=np.float32)
    classes = [str(number) for number in range(probabilities.shape[1])]
    return Predictions(classes, probabilities, errors or {})


def select(name, predictions, count, seed=0):
    return find_strategy(name, STRATEGIES).select(predictions, count, np.random.default_rng(seed))


def scores(name, *rows):
    return select(name, predictions_of(rows), 0).scores.tolist()


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("LeastConfidence", [0.5, 0.25, 0.25], 0.5),
        ("LeastConfidence", [0.25, 0.75], 0.25),
        ("MarginSampling", [0.5, 0.125, 0.375], 0.875),
        ("MarginSampling", [0.5, 0.5], 1.0),
        ("MarginSampling", [0.25, 0.75], 0.5),
        ("EntropySampling", [0.5, 0.5], 1.0),
        ("EntropySampling", [0.5, 0.5, 0.0, 0.0], 0.5),
        ("EntropySampling", [0.25, 0.25, 0.25, 0.25], 1.0),
        ("EntropySampling", [0.5, 0.25, 0.25], 1.5 * math.log(2) / math.log(3)),
    ],
)
def test_score(name, row, expected):
    assert scores(name, row) == pytest.approx([expected], abs=1e-6)


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("row", [[1.0], [1.0, 0.0], [0.0, 0.0, 1.0]])
def test_a_model_that_is_sure_scores_a_plain_zero(name, row):
    (score,) = scores(name, row)
    assert str(score) == "0.0"


tables = st.integers(1, 5).flatmap(
    lambda classes: arrays.arrays(
        np.int64,
        st.tuples(st.integers(1, 12), st.just(classes)),
        elements=st.integers(0, 3),
    )
)


@pytest.mark.parametrize("name", UNCERTAINTY)
@given(tables, st.integers(0, 14), st.sets(st.integers(0, 11)), st.integers(0, 3))
def test_against_the_formula(name, weights, count, unreadable, seed):
    weights[weights.sum(axis=1) == 0, 0] = 1
    probabilities = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    errors = {row: "no such file" for row in unreadable if row < len(weights)}
    probabilities[list(errors)] = NAN

    query = select(name, predictions_of(probabilities, errors), count, seed)

    expected = [REFERENCES[name](row) for row in probabilities.tolist()]
    readable = [row for row in range(len(weights)) if row not in errors]
    assert np.isnan(query.scores).tolist() == [row in errors for row in range(len(weights))]
    assert query.scores[readable] == pytest.approx(np.array(expected)[readable], abs=1e-6)
    assert query.scores.dtype == np.float32
    assert len(set(query.indices.tolist())) == len(query.indices)
    assert [expected[row] for row in query.indices] == pytest.approx(
        sorted((expected[row] for row in readable), reverse=True)[:count], abs=1e-6
    )


@pytest.mark.parametrize("name", [strategy.name for strategy in STRATEGIES])
def test_what_stands_in_an_unreadable_row_does_not_matter(name):
    rows = [[0.5, 0.5], [0.9, 0.1], [0.4, 0.6]]
    queries = [
        select(name, predictions_of([rows[0], garbage, rows[2]], {1: "truncated"}), 3)
        for garbage in ([NAN, NAN], [0.5, 0.5], [-7.0, 1e30], [0.0, 0.0])
    ]
    for query in queries:
        assert sorted(query.indices.tolist()) == [0, 2]
        assert query.indices.tolist() == queries[0].indices.tolist()
        np.testing.assert_array_equal(query.scores, queries[0].scores)
        assert np.isnan(query.scores).tolist() == [False, True, False]


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("classes", [2, 3, 7, 10, 100, 1000])
def test_scores_stay_between_zero_and_one(name, classes):
    uniform = np.full((1, classes), 1 / classes, dtype=np.float32)
    above = np.eye(1, classes, dtype=np.float32) * np.float32(1.0005)
    query = select(name, predictions_of(np.concatenate([uniform, above])), 2)
    assert query.indices.tolist() == [0, 1]
    assert query.scores.min() == 0
    assert query.scores.max() <= 1


def table(rows, classes):
    generator = np.random.default_rng(5)
    return generator.dirichlet(np.ones(classes), rows).astype(np.float32)


@pytest.mark.parametrize("name", UNCERTAINTY)
@pytest.mark.parametrize("rows_at_once", [1, 7, 100, 101, 8192])
def test_pieces_make_no_difference(name, rows_at_once, monkeypatch):
    predictions = predictions_of(table(101, 4), {3: "x", 100: "y"})
    whole = select(name, predictions, 20)
    monkeypatch.setattr(uncertainty, "ROWS_AT_ONCE", rows_at_once)
    again = select(name, predictions, 20)
    np.testing.assert_array_equal(again.scores, whole.scores)
    assert again.indices.tolist() == whole.indices.tolist()


@pytest.mark.parametrize("name", UNCERTAINTY)
def test_the_order_of_rows_without_ties_changes_nothing(name):
    probabilities = table(200, 4)
    order = np.random.default_rng(1).permutation(200)
    straight = select(name, predictions_of(probabilities), 30)
    shuffled = select(name, predictions_of(probabilities[order]), 30, seed=9)
    assert order[shuffled.indices].tolist() == straight.indices.tolist()
    np.testing.assert_array_equal(shuffled.scores, straight.scores[order])


@pytest.mark.parametrize("name", [strategy.name for strategy in STRATEGIES])
def test_a_read_only_memory_map(name, tmp_path):
    probabilities = table(50, 3)
    probabilities.tofile(tmp_path / "p")
    mapped = np.memmap(tmp_path / "p", dtype=np.float32, mode="r", shape=(50, 3))
    of_map = select(name, Predictions(["a", "b", "c"], mapped, {0: "x"}), 5)
    of_array = select(name, Predictions(["a", "b", "c"], probabilities, {0: "x"}), 5)
    assert of_map.indices.tolist() == of_array.indices.tolist()
    assert type(of_map.scores) is np.ndarray


def test_random_sampling_chooses_every_row_equally_often():
    predictions = predictions_of([[1.0, 0.0], [0.5, 0.5], [NAN, NAN], [0.9, 0.1]], {2: "x"})
    counts = Counter(
        tuple(select("RandomSampling", predictions, 2, seed).indices.tolist())
        for seed in range(3000)
    )
    assert set(counts) == {(0, 1), (1, 0), (0, 3), (3, 0), (1, 3), (3, 1)}
    # 5 degrees of freedom: 20.5 is exceeded once in a thousand.
    assert sum((count - 500) ** 2 / 500 for count in counts.values()) < 20.5


def test_random_sampling_ranks_by_its_scores():
    query = select("RandomSampling", predictions_of(table(20, 2)), 20)
    assert query.scores.dtype == np.float32
    assert np.all(np.diff(query.scores[query.indices]) < 0)
    assert query.scores.min() >= 0
    assert query.scores.max() < 1


def test_one_seed_chooses_the_same_in_another_process():
    code = (
        "import numpy as np; from fastlabel_core.predictions import Predictions; "
        "from fastlabel_core.query import STRATEGIES; "
        "p = Predictions(['a', 'b'], np.full((50, 2), 0.5, dtype=np.float32)); "
        "print([s.select(p, 5, np.random.default_rng(3)).indices.tolist() for s in STRATEGIES])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    flat = predictions_of([[0.5, 0.5]] * 50)
    here = [select(each.name, flat, 5, seed=3).indices.tolist() for each in STRATEGIES]
    assert result.stdout == f"{here}\n"
