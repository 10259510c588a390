"""What every strategy promises, over all of them and on made-up data."""

import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fastlabel_core import query as query_package
from fastlabel_core.predictions import Predictions
from fastlabel_core.query import (
    STRATEGIES,
    Labelled,
    Query,
    StrategyOptions,
    choose_batch,
    chunks,
    coverage,
    find_strategy,
)
from fastlabel_core.query.strategy import Need

MODULES = [
    import_module(f"fastlabel_core.query.{module.name}")
    for module in pkgutil.iter_modules(query_package.__path__)
]
SIZES = ("CHUNK_BYTES", "CACHE_BYTES", "PRODUCT_BYTES")

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)


def select(strategy, pool, count, seed=0):
    generator = np.random.default_rng(seed)
    return strategy.select(pool.candidates(), count, strategy.options(), generator)


def assert_sound(query, rows, count):
    assert isinstance(query, Query)
    assert query.indices.shape == (count,)
    assert query.indices.dtype.kind == "i"
    assert len(set(query.indices.tolist())) == count
    assert query.indices.min() >= 0
    assert query.indices.max() < rows
    assert query.scores.shape == (rows,)
    assert query.scores.dtype == np.float32
    assert np.isfinite(query.scores).all()
    assert (query.scores >= 0).all()
    assert all(isinstance(sentence, str) for sentence in query.approximations)


@every_strategy
@pytest.mark.parametrize("count", [1, 2, 7, 36, 37])
def test_just_as_many_as_wanted(strategy, count, make_pool):
    assert_sound(select(strategy, make_pool(37), count), 37, count)


@every_strategy
@settings(max_examples=20)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=14),
    st.integers(1, 14),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from([0, 1, 5]),
    st.integers(0, 3),
)
def test_pools_of_any_shape_with_copies(
    strategy, make_pool, numbers, count, classes, features, labels, seed
):
    pool = make_pool(6, classes, features, labels=labels, seed=seed).of(np.array(numbers))
    count = min(count, len(numbers))
    assert_sound(select(strategy, pool, count, seed), len(numbers), count)


@every_strategy
def test_one_candidate(strategy, make_pool):
    assert select(strategy, make_pool(1), 1).indices.tolist() == [0]


@every_strategy
@pytest.mark.parametrize("count", [1, 5, 12])
def test_samples_that_are_all_the_same(strategy, count, make_pool):
    assert_sound(select(strategy, make_pool(1).of(np.zeros(12, dtype=int)), count), 12, count)


@every_strategy
@pytest.mark.parametrize("count", [1, 5, 20])
def test_embeddings_that_are_all_zero(strategy, count, make_pool):
    pool = make_pool(20)
    pool = replace(pool, embeddings=np.zeros_like(pool.embeddings))
    assert_sound(select(strategy, pool, count), 20, count)


@every_strategy
@pytest.mark.parametrize("count", [1, 5, 20])
def test_some_embeddings_that_are_zero(strategy, count, make_pool):
    pool = make_pool(20)
    pool.embeddings[::3] = 0
    pool.labelled.embeddings[0] = 0
    assert_sound(select(strategy, pool, count), 20, count)


@every_strategy
@pytest.mark.parametrize("count", [1, 5, 20])
def test_a_model_that_is_sure_of_everything(strategy, count, make_pool):
    pool = make_pool(20)
    sure = np.zeros((20, 3), dtype=np.float32)
    sure[:, 1] = 1
    pool = replace(pool, probabilities=sure, dropout=np.repeat(sure[:, np.newaxis], 4, axis=1))
    assert_sound(select(strategy, pool, count), 20, count)


@every_strategy
@pytest.mark.parametrize("count", [1, 4, 9])
def test_candidates_that_are_all_labelled_already(strategy, count, make_pool):
    pool = make_pool(9)
    labelled = Labelled(
        pool.probabilities.argmax(axis=1),
        pool.probabilities,
        pool.embeddings,
        np.zeros(9, dtype=bool),
    )
    assert_sound(select(strategy, replace(pool, labelled=labelled), count), 9, count)


@every_strategy
@pytest.mark.parametrize("count", [1, 4, 20])
def test_no_labelled_samples(strategy, count, make_pool):
    pool = replace(make_pool(20), labelled=Labelled.none(3, 5))
    assert_sound(select(strategy, pool, count), 20, count)


@every_strategy
@pytest.mark.parametrize("labels", [[-1] * 8, [0, -1, 1, -1, 2, -1, 0, -1]])
def test_labels_that_the_model_does_not_know(strategy, labels, make_pool):
    pool = make_pool(20)
    labelled = replace(pool.labelled, labels=np.array(labels))
    assert_sound(select(strategy, replace(pool, labelled=labelled), 6), 20, 6)


@every_strategy
@pytest.mark.parametrize("is_validation", [True, False])
def test_a_validation_set_of_all_labels_or_of_none(strategy, is_validation, make_pool):
    pool = make_pool(20)
    labelled = replace(pool.labelled, is_validation=np.full(8, is_validation))
    assert_sound(select(strategy, replace(pool, labelled=labelled), 6), 20, 6)


@every_strategy
@pytest.mark.parametrize("classes", [1, 2, 63, 64, 65, 200])
def test_any_number_of_classes(strategy, classes, make_pool):
    assert_sound(select(strategy, make_pool(20, classes=classes), 6), 20, 6)


@every_strategy
@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_embeddings_of_another_scale(strategy, scale, make_pool):
    pool = make_pool(20)
    pool = replace(
        pool,
        embeddings=pool.embeddings * np.float32(scale),
        labelled=replace(pool.labelled, embeddings=pool.labelled.embeddings * np.float32(scale)),
    )
    assert_sound(select(strategy, pool, 6), 20, 6)


@every_strategy
def test_what_is_not_needed_may_be_missing(strategy, make_pool):
    pool = make_pool(40)
    whole = select(strategy, pool, 9)
    only = select(strategy, pool.only(strategy.needs_with(strategy.options())), 9)
    assert only.indices.tolist() == whole.indices.tolist()
    np.testing.assert_array_equal(only.scores, whole.scores)


@pytest.mark.parametrize(
    "strategy",
    [each for each in STRATEGIES if each.needs <= {Need.EMBEDDINGS}],
    ids=lambda each: each.name,
)
@pytest.mark.parametrize("count", [1, 7, 20])
def test_before_there_is_any_label(strategy, count, make_pool):
    embeddings = make_pool(20).embeddings
    predictions = Predictions([], np.empty((20, 0), dtype=np.float32), {}, embeddings)
    labelled, generator = Labelled.none(0, 5), np.random.default_rng(0)
    options = strategy.options(duplicate_similarity=1, random_share=0.3)
    batch = choose_batch(strategy, predictions, labelled, count, options, generator)
    assert len(set(batch.rows.tolist())) == count
    assert np.isfinite(batch.scores).all()


@every_strategy
def test_a_read_only_memory_map(strategy, make_pool, tmp_path):
    pool = make_pool(40)
    mapped = {}
    for name in ("probabilities", "embeddings", "dropout"):
        np.save(tmp_path / f"{name}.npy", getattr(pool, name))
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    of_array, of_map = select(strategy, pool, 9), select(strategy, replace(pool, **mapped), 9)
    assert of_map.indices.tolist() == of_array.indices.tolist()
    np.testing.assert_array_equal(of_map.scores, of_array.scores)
    assert type(of_map.scores) is type(of_map.indices) is np.ndarray


@every_strategy
def test_some_of_the_rows_are_as_good_as_a_copy_of_them(strategy, make_pool):
    pool, numbers = make_pool(60), np.flatnonzero(np.arange(60) % 4)
    candidates = pool.candidates().of(numbers)
    options = strategy.options()
    of_rows = strategy.select(candidates, 9, options, np.random.default_rng(0))
    of_copy = select(strategy, pool.of(numbers), 9)
    assert of_rows.indices.tolist() == of_copy.indices.tolist()
    np.testing.assert_array_equal(of_rows.scores, of_copy.scores)


@every_strategy
def test_one_seed_gives_one_result(strategy, make_pool):
    first, again = (select(strategy, make_pool(60), 9, seed=4) for _ in range(2))
    assert first.indices.tolist() == again.indices.tolist()
    assert first.scores.tobytes() == again.scores.tobytes()


IN_ANOTHER_PROCESS = """
import numpy as np
from fastlabel_core.query import STRATEGIES, Candidates, Labelled
from fastlabel_core.query.rows import Rows

def made_up():
    generator = np.random.default_rng(11)
    def simplex(*shape):
        weights = generator.random(shape, dtype=np.float32)
        return weights / weights.sum(axis=-1, keepdims=True)
    labelled = Labelled(
        np.arange(6) % 3, simplex(6, 3), generator.random((6, 4), dtype=np.float32),
        np.arange(6) < 2,
    )
    embeddings = generator.random((50, 4), dtype=np.float32)
    return Candidates(Rows(simplex(50, 3)), Rows(embeddings), Rows(simplex(50, 4, 3)), labelled)

def choose(strategy):
    query = strategy.select(made_up(), 7, strategy.options(), np.random.default_rng(3))
    return query.indices.tolist(), query.scores.tolist()

chosen = {strategy.name: choose(strategy) for strategy in STRATEGIES}
"""


def test_one_seed_gives_one_result_in_another_process(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    result = subprocess.run(
        [sys.executable, "-c", f"{IN_ANOTHER_PROCESS}\nprint(chosen)"],
        capture_output=True,
        text=True,
        check=True,
    )
    here = {}
    exec(IN_ANOTHER_PROCESS, here)
    assert result.stdout == f"{here['chosen']}\n"


@every_strategy
def test_labelled_samples_may_have_no_width(strategy, make_pool):
    pool = replace(make_pool(37), labelled=Labelled.none())
    assert_sound(select(strategy, pool, 7), 37, 7)


FAR = np.float32(4096)


@pytest.mark.parametrize("name", ["KCenterGreedy", "KMeansSampling", "WeightedKMeans"])
def test_where_the_origin_lies_changes_nothing(name, make_pool):
    """Seen from far away, rounding would make all samples copies of each other."""
    pool = make_pool(60)
    pool.embeddings[:] = np.round(pool.embeddings * 64) / 64
    pool.labelled.embeddings[:] = np.round(pool.labelled.embeddings * 64) / 64
    far = replace(
        pool,
        embeddings=pool.embeddings + FAR,
        labelled=replace(pool.labelled, embeddings=pool.labelled.embeddings + FAR),
    )
    strategy = find_strategy(name, STRATEGIES)
    near, away = select(strategy, pool, 9), select(strategy, far, 9)
    assert away.indices.tolist() == near.indices.tolist()
    assert away.scores == pytest.approx(near.scores, rel=1e-3, abs=1e-4)


@every_strategy
def test_the_number_of_cores_changes_nothing(strategy, make_pool, monkeypatch):
    for name in SIZES:
        for module in MODULES:
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 400)
    monkeypatch.setattr(coverage, "CHOICES_AT_ONCE", 20)
    threads = []

    class Counted(ThreadPoolExecutor):
        def __init__(self, count):
            threads.append(count)
            super().__init__(count)

    monkeypatch.setattr(chunks, "ThreadPoolExecutor", Counted)
    queries = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(chunks, "core_count", lambda cores=cores: cores)
        queries.append(select(strategy, make_pool(60), 9))
    assert set(threads) == ({1, 2, 5} if strategy.needs else set())
    for query in queries[1:]:
        assert query.indices.tolist() == queries[0].indices.tolist()
        assert query.scores.tobytes() == queries[0].scores.tobytes()


@every_strategy
def test_its_options_are_valid_as_they_are(strategy):
    assert issubclass(strategy.options, StrategyOptions)
    options = strategy.options()
    assert strategy.options.model_validate(options.model_dump()) == options
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        strategy.options(no_such_option=1)
    with pytest.raises(ValidationError, match="Instance is frozen"):
        options.balance = True


@every_strategy
def test_its_options_are_described(strategy):
    for name, option in strategy.options.model_fields.items():
        assert option.description, name
        assert option.description.endswith("."), name


@every_strategy
def test_it_says_what_it_does(strategy):
    assert strategy.formula
    assert strategy.source
    assert strategy.cost
    assert strategy.needs <= set(Need)


def test_no_two_share_a_name():
    names = [name.casefold() for each in STRATEGIES for name in (each.name, *each.aliases)]
    assert len(set(names)) == len(names)


def test_they_are_listed_by_name():
    names = [strategy.name for strategy in STRATEGIES]
    assert names == sorted(names)
