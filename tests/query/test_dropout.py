import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fastlabel_core.events import Progress, listening
from fastlabel_core.query import STRATEGIES, Candidates, Labelled, find_strategy, uncertainty
from fastlabel_core.query.rows import Rows

DROPOUT = [
    "BALDDropout",
    "EntropySamplingDropout",
    "LeastConfidenceDropout",
    "MarginSamplingDropout",
]


def entropy_in_nats(row):
    return -sum(p * math.log(p) for p in row if p > 0)


def mean(passes):
    return [sum(column) / len(passes) for column in zip(*passes, strict=True)]


def least_confidence(passes):
    return 1 - max(mean(passes))


def margin(passes):
    first, second = [*sorted(mean(passes), reverse=True), 0.0][:2]
    return 1 - (first - second)


def entropy(passes):
    classes = len(passes[0])
    return entropy_in_nats(mean(passes)) / math.log(classes) if classes > 1 else 0.0


def mutual_information(passes):
    classes = len(passes[0])
    if classes == 1:
        return 0.0
    expected = sum(entropy_in_nats(row) for row in passes) / len(passes)
    return max(0.0, entropy_in_nats(mean(passes)) - expected) / math.log(classes)


REFERENCES = {
    "BALDDropout": mutual_information,
    "EntropySamplingDropout": entropy,
    "LeastConfidenceDropout": least_confidence,
    "MarginSamplingDropout": margin,
}


def candidates_of(dropout):
    nothing = np.empty((len(dropout), 0), dtype=np.float32)
    return Candidates(Rows(nothing), Rows(nothing), Rows(dropout), Labelled.none())


def select(name, dropout, count=1, seed=0):
    strategy = find_strategy(name, STRATEGIES)
    candidates = candidates_of(np.asarray(dropout, dtype=np.float32))
    return strategy.select(candidates, count, strategy.options(), np.random.default_rng(seed))


def table(rows, passes, classes, concentration=1.0):
    generator = np.random.default_rng(5)
    weights = np.full(classes, concentration)
    return generator.dirichlet(weights, (rows, passes)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "passes", "expected"),
    [
        # The passes are sure of different classes: all doubt is the model's.
        ("BALDDropout", [[1.0, 0.0], [0.0, 1.0]], 1.0),
        ("BALDDropout", [[0.5, 0.5], [0.5, 0.5]], 0.0),
        ("BALDDropout", [[1.0, 0.0], [1.0, 0.0]], 0.0),
        ("BALDDropout", [[1.0, 0.0], [0.5, 0.5]], 1.5 - 0.75 * math.log2(3)),
        ("BALDDropout", [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]], 0.5),
        ("EntropySamplingDropout", [[1.0, 0.0], [0.0, 1.0]], 1.0),
        ("LeastConfidenceDropout", [[1.0, 0.0], [0.5, 0.5]], 0.25),
        ("MarginSamplingDropout", [[1.0, 0.0], [0.5, 0.5]], 0.5),
        # The margin of the mean, not the mean of the margins.
        ("MarginSamplingDropout", [[0.75, 0.25], [0.25, 0.75]], 1.0),
    ],
)
def test_score(name, passes, expected):
    assert select(name, [passes]).scores.tolist() == pytest.approx([expected], abs=1e-6)


tables = st.tuples(st.integers(1, 8), st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(0, 3))
)


@pytest.mark.parametrize("name", DROPOUT)
@given(tables, st.integers(1, 8), st.integers(0, 3))
def test_against_the_formula(name, weights, count, seed):
    weights[weights.sum(axis=2) == 0, 0] = 1
    dropout = (weights / weights.sum(axis=2, keepdims=True)).astype(np.float32)
    count = min(count, len(dropout))
    query = select(name, dropout, count, seed)
    expected = [REFERENCES[name](passes) for passes in dropout.tolist()]
    assert query.scores == pytest.approx(np.array(expected), abs=2e-6)
    assert query.scores.dtype == np.float32
    assert [expected[row] for row in query.indices] == pytest.approx(
        sorted(expected, reverse=True)[:count], abs=2e-6
    )


@pytest.mark.parametrize("name", DROPOUT)
@pytest.mark.parametrize("passes", [1, 20])
@pytest.mark.parametrize("classes", [2, 63, 64, 100])
@pytest.mark.parametrize("concentration", [0.02, 1.0])
def test_against_the_formula_with_many_classes(name, passes, classes, concentration):
    dropout = table(15, passes, classes, concentration)
    query = select(name, dropout, 15)
    expected = [REFERENCES[name](row) for row in dropout.tolist()]
    assert query.scores == pytest.approx(np.array(expected), abs=3e-6)


@pytest.mark.parametrize("passes", [1, 2, 7, 20, 100])
@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_passes_that_agree_hold_no_information(passes, classes):
    dropout = np.repeat(table(30, 1, classes), passes, axis=1)
    scores = select("BALDDropout", dropout).scores
    assert scores.min() >= 0
    # float32 rounds each of the sums of passes times classes terms.
    assert scores.max() < 2e-6 + 1e-10 * passes * classes


@pytest.mark.parametrize("name", DROPOUT[1:])
def test_one_pass_is_the_strategy_without_dropout(name, make_pool):
    pool = make_pool(30)
    without = find_strategy(name.removesuffix("Dropout"), STRATEGIES)
    expected = without.select(pool.candidates(), 30, without.options(), np.random.default_rng(0))
    query = select(name, pool.probabilities[:, np.newaxis], 30)
    assert query.indices.tolist() == expected.indices.tolist()
    assert query.scores.tobytes() == expected.scores.tobytes()


@pytest.mark.parametrize("name", DROPOUT)
def test_the_order_of_the_passes_does_not_matter(name):
    dropout = table(30, 6, 4)
    straight = select(name, dropout).scores
    turned = select(name, dropout[:, ::-1]).scores
    assert turned == pytest.approx(straight, abs=1e-6)


@pytest.mark.parametrize("name", DROPOUT)
def test_one_class(name):
    assert select(name, np.ones((3, 5, 1))).scores.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", DROPOUT)
@pytest.mark.parametrize("rows_at_once", [1, 7, 100, 101, 8192])
def test_chunks_make_no_difference(name, rows_at_once, monkeypatch):
    whole = select(name, table(101, 3, 4), 20)
    monkeypatch.setattr(uncertainty, "CACHE_BYTES", rows_at_once * 3 * 4 * 4)
    heard = []
    with listening(heard.append):
        again = select(name, table(101, 3, 4), 20)
    assert again.scores.tobytes() == whole.scores.tobytes()
    assert again.indices.tolist() == whole.indices.tolist()
    expected = [*range(rows_at_once, 101, rows_at_once), 101]
    assert heard == [Progress("samples", done, 101) for done in expected]


@pytest.mark.parametrize("name", DROPOUT)
@given(st.permutations(range(20)))
def test_the_order_of_rows_without_ties_changes_nothing(name, order):
    dropout, order = table(20, 3, 4), np.array(order)
    straight = select(name, dropout, 9)
    shuffled = select(name, dropout[order], 9, seed=4)
    assert order[shuffled.indices].tolist() == straight.indices.tolist()
    assert shuffled.scores.tobytes() == straight.scores[order].tobytes()


@pytest.mark.parametrize("name", DROPOUT)
def test_passes_beyond_memory_are_never_held_at_once(name, tmp_path):
    shape = (50_000, 20, 16)
    mapped = np.lib.format.open_memmap(tmp_path / "p.npy", "w+", np.float32, shape)
    mapped[:] = 1 / 16
    strategy = find_strategy(name, STRATEGIES)
    tracemalloc.start()
    try:
        strategy.select(candidates_of(mapped), 10, strategy.options(), np.random.default_rng(0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert mapped.nbytes == 64_000_000
    # Two chunks of 2 MiB and what is worked out of them, on each of two threads.
    assert peak < 16_000_000


def test_the_passes_are_asked_for():
    for name in DROPOUT:
        strategy = find_strategy(name, STRATEGIES)
        assert strategy.needs == {"dropout"}
        wanted = strategy.wanted(strategy.options(dropout_passes=7, dropout_rate=0.25))
        assert (wanted.embeddings, wanted.dropout_passes, wanted.dropout_rate) == (False, 7, 0.25)
