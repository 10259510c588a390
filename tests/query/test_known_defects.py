"""Defects of published implementations, tried on every strategy."""

import inspect
import pkgutil
import random
import sys
import tracemalloc
from collections.abc import MutableMapping, MutableSequence, MutableSet
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from fastlabel_core import query as query_package
from fastlabel_core.events import Progress, listening
from fastlabel_core.query import STRATEGIES, Query, rows

MODULES = [
    import_module(f"fastlabel_core.query.{module.name}")
    for module in pkgutil.iter_modules(query_package.__path__)
]

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)
those_that_read = pytest.mark.parametrize(
    "strategy", [each for each in STRATEGIES if each.needs], ids=lambda each: each.name
)


def select(strategy, pool, count, seed=0):
    generator = np.random.default_rng(seed)
    return strategy.select(pool.candidates(), count, strategy.options(), generator)


def read_in_chunks_of(size, monkeypatch):
    """Let every module of the strategies go through rows in chunks of so many bytes."""
    for module in MODULES:
        for name in ("CHUNK_BYTES", "CACHE_BYTES", "PRODUCT_BYTES"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, size)


@every_strategy
@pytest.mark.parametrize("chunk_bytes", [1, 60, 400, 2000])
def test_indices_count_through_all_chunks(strategy, chunk_bytes, make_pool, monkeypatch):
    # A core-set returned the numbers inside each chunk, so many for each of them.
    pool = make_pool(301)
    whole = select(strategy, pool, 10)
    read_in_chunks_of(chunk_bytes, monkeypatch)
    assert len(list(pool.candidates().embeddings.chunks())) > 3
    chunked = select(strategy, pool, 10)
    assert chunked.indices.tolist() == whole.indices.tolist()
    np.testing.assert_allclose(chunked.scores, whole.scores, rtol=1e-4, atol=1e-5)


@every_strategy
@pytest.mark.parametrize("count", [9, 10, 11, 99, 100, 101])
def test_the_last_rows_are_not_dropped(strategy, count, make_pool, monkeypatch):
    # range(n // chunk) leaves out the rows after the last full chunk.
    read_in_chunks_of(10 * 5 * 4, monkeypatch)
    query = select(strategy, make_pool(count), count)
    assert sorted(query.indices.tolist()) == list(range(count))


@every_strategy
def test_only_the_pool_is_scored(strategy, make_pool):
    # Uncertainty was worked out for the whole data set, labelled samples included.
    query = select(strategy, make_pool(12, labels=30), 12)
    assert query.scores.shape == (12,)
    assert query.indices.max() < 12


@every_strategy
def test_a_copy_of_a_labelled_sample_is_no_labelled_sample(strategy, make_pool):
    # A graph without edges returned nodes that were labelled or chosen already.
    pool = make_pool(10)
    copied = np.concatenate([pool.labelled.embeddings[:5], pool.embeddings[5:]])
    query = select(strategy, replace(pool, embeddings=copied), 10)
    assert sorted(query.indices.tolist()) == list(range(10))


@every_strategy
@pytest.mark.parametrize("count", [1, 3, 4])
def test_a_pool_with_fewer_samples_than_features(strategy, count, make_pool):
    # How many to choose was compared with shape[1], the number of features.
    query = select(strategy, make_pool(4, features=50, labels=3), count)
    assert query.indices.shape == (count,)
    assert len(set(query.indices.tolist())) == count


@every_strategy
def test_more_wanted_than_there_are_features(strategy, make_pool):
    # The same the other way round.
    query = select(strategy, make_pool(30, features=2), 20)
    assert query.indices.shape == (20,)


@every_strategy
def test_global_randomness_is_left_alone(strategy, make_pool):
    # np.random.seed() and np.random.choice() reach into everybody's program.
    np.random.seed(5)  # noqa: NPY002
    random.seed(5)
    before = np.random.get_state()  # noqa: NPY002
    select(strategy, make_pool(60), 9)
    after = np.random.get_state()  # noqa: NPY002
    expected = random.Random(5).random()
    assert before[0] == after[0]
    assert before[1].tolist() == after[1].tolist()
    assert before[2:] == after[2:]
    assert random.random() == expected


@every_strategy
def test_global_randomness_does_not_matter(strategy, make_pool):
    # The draw hung on what else the program had drawn.
    queries = []
    for seed in (1, 2):
        np.random.seed(seed)  # noqa: NPY002
        random.seed(seed)
        queries.append(select(strategy, make_pool(60), 9))
    assert queries[0].indices.tolist() == queries[1].indices.tolist()


@every_strategy
@pytest.mark.parametrize("classes", [3, 70])
def test_inputs_are_left_as_they_were(strategy, classes, make_pool):
    # A helper normalised the caller's array in place.
    pool, untouched = make_pool(60, classes), make_pool(60, classes)
    select(strategy, pool, 9)
    for name, array in pool.arrays().items():
        assert array.tobytes() == untouched.arrays()[name].tobytes(), name


@every_strategy
def test_inputs_that_cannot_be_written(strategy, make_pool):
    # The same, where what was written is put back.
    pool, writable = make_pool(60), make_pool(60)
    for array in pool.arrays().values():
        array.flags.writeable = False
    expected = select(strategy, writable, 9)
    query = select(strategy, pool, 9)
    assert query.indices.tolist() == expected.indices.tolist()
    assert query.indices.flags.writeable
    assert query.scores.flags.writeable


@every_strategy
def test_one_call_leaves_nothing_for_the_next(strategy, make_pool):
    # What a default argument or a module remembers changes the next answer.
    alone = select(strategy, make_pool(60), 9)
    select(strategy, make_pool(25, seed=8), 25)
    again = select(strategy, make_pool(60), 9)
    assert again.indices.tolist() == alone.indices.tolist()
    assert again.scores.tobytes() == alone.scores.tobytes()


def functions():
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                yield pytest.param(function, id=f"{module.__name__}.{name}")


@pytest.mark.parametrize("function", list(functions()))
def test_no_default_argument_can_be_changed(function):
    # def select(fit_kwargs={}): one dict for all callers.
    for parameter in inspect.signature(function).parameters.values():
        mutable = (MutableMapping, MutableSequence, MutableSet, np.ndarray)
        assert not isinstance(parameter.default, mutable), parameter


class Failing(np.ndarray):
    """Raises where it is read."""

    def __getitem__(self, key):
        raise self.error


def failing(array, error):
    view = array.view(Failing)
    view.error = error
    return view


@those_that_read
@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), TypeError("unexpected keyword argument 'x'"), ValueError("a"), OSError()],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_out_as_it_is(strategy, error, make_pool):
    # A bare except hid errors; features were detected by the text of a TypeError.
    pool = make_pool(20)
    broken = {
        name: failing(getattr(pool, name), error)
        for name in ("probabilities", "embeddings", "dropout")
    }
    with pytest.raises(type(error)) as raised:
        select(strategy, replace(pool, **broken), 3)
    assert raised.value is error


@those_that_read
@pytest.mark.parametrize("chunk_bytes", [100, 10**6])
def test_an_interrupt_while_progress_is_told(strategy, chunk_bytes, make_pool, monkeypatch):
    # The same, for a user who presses Ctrl-C.
    read_in_chunks_of(chunk_bytes, monkeypatch)

    def interrupt(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), listening(interrupt):
        select(strategy, make_pool(20), 3)


@those_that_read
def test_progress_is_told(strategy, make_pool):
    # A query over a large pool seemed to hang.
    heard = []
    with listening(heard.append):
        select(strategy, make_pool(20), 3)
    progress = [event for event in heard if isinstance(event, Progress)]
    assert progress
    for event in progress:
        assert event.total is None or 0 < event.done <= event.total


@every_strategy
def test_an_answer_is_a_query(strategy, make_pool):
    # A method ended in `return NotImplementedError`, where none was raised.
    assert type(select(strategy, make_pool(20), 3)) is Query


# Clusters at most 10,000 samples at once, and says that it keeps the distances of these.
KEEPS_DISTANCES = {"ClusterMargin"}


@pytest.mark.parametrize(
    "strategy",
    [each for each in STRATEGIES if each.name not in KEEPS_DISTANCES],
    ids=lambda each: each.name,
)
def test_no_matrix_of_the_pool_and_the_batch(strategy, make_pool):
    # The utilities of every sample were kept for every sample chosen: 24 MB here as float32.
    pool = make_pool(6000, features=4, passes=2)
    candidates, options = pool.candidates(), strategy.options()
    tracemalloc.start()
    try:
        strategy.select(candidates, 1000, options, np.random.default_rng(0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 22e6


def test_the_modules_are_found():
    assert {rows, sys.modules["fastlabel_core.query.uncertainty"]} <= set(MODULES)
