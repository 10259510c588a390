import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fastlabel_core.errors import PluginResultError
from fastlabel_core.predictions import Predictions
from fastlabel_core.query import (
    STRATEGIES,
    Labelled,
    Query,
    Strategy,
    StrategyOptions,
    choose_batch,
    find_strategy,
    refill,
)
from fastlabel_core.query.near_duplicates import unlike_any, unlike_earlier
from fastlabel_core.query.rows import Rows

LEAST_CONFIDENCE = find_strategy("LeastConfidence", STRATEGIES)

# What rounding leaves of the cosine of a sample and its copy.
ROUNDING = 1e-5


def cosine(left, right):
    """Return the cosine of two rows in float64; 1 for two zero rows, 0 where one is zero."""
    left, right = np.float64(left), np.float64(right)
    lengths = np.linalg.norm(left) * np.linalg.norm(right)
    if lengths == 0:
        return 1.0 if not (left.any() or right.any()) else 0.0
    return float(left @ right / lengths)


def walk(order, embeddings, similarity, count, chosen=()):
    """Return the first `count` of `order` that are unlike `chosen` and all those taken before."""
    taken = list(chosen)
    for row in order:
        if len(taken) - len(chosen) == count:
            break
        alike = (cosine(embeddings[row], embeddings[other]) >= similarity for other in taken)
        if row not in taken and not any(alike):
            taken.append(row)
    return taken[len(chosen) :]


def falling(rows):
    """Return probabilities of two classes of which the first row is the least sure."""
    first = np.linspace(0.5, 0.95, rows, dtype=np.float32)
    return np.stack([first, 1 - first], axis=1)


def batch_of(
    embeddings, count, similarity, strategy=LEAST_CONFIDENCE, labelled=None, seed=0, **options
):
    embeddings = np.array(embeddings, dtype=np.float32)
    errors = options.pop("errors", {})
    return choose_batch(
        strategy,
        Predictions(["a", "b"], falling(len(embeddings)), errors, embeddings),
        Labelled.none(2, embeddings.shape[1]) if labelled is None else labelled,
        count,
        StrategyOptions(duplicate_similarity=similarity, **options),
        np.random.default_rng(seed),
    )


EAST, NORTH, WEST, NORTH_EAST, ZERO = [1, 0], [0, 1], [-2, 0], [3, 3], [0, 0]


@pytest.mark.parametrize(
    ("embeddings", "similarity", "count", "expected"),
    [
        ([EAST, EAST, NORTH], 1.0, 2, [0, 2]),
        ([EAST, [9, 0], NORTH], 1.0, 2, [0, 2]),
        ([EAST, [9, 0.5], NORTH], 1.0, 2, [0, 1]),
        ([EAST, WEST, NORTH], 1.0, 3, [0, 1, 2]),
        # The cosine of 45 degrees is 0.7071.
        ([EAST, NORTH_EAST, NORTH], 0.70, 2, [0, 2]),
        ([EAST, NORTH_EAST, NORTH], 0.71, 2, [0, 1]),
        # What is like a sample that is left out may be chosen.
        ([EAST, NORTH_EAST, NORTH, WEST], 0.70, 3, [0, 2, 3]),
        ([ZERO, ZERO, EAST, ZERO], 0.5, 2, [0, 2]),
        ([ZERO, EAST, ZERO, NORTH], 0.5, 3, [0, 1, 3]),
        ([EAST, EAST, EAST, EAST, NORTH, NORTH, WEST], 0.9, 3, [0, 4, 6]),
    ],
)
def test_worked_by_hand(embeddings, similarity, count, expected, warnings_told):
    batch = batch_of(embeddings, count, similarity)
    assert batch.rows.tolist() == expected
    assert batch.is_random.tolist() == [False] * len(expected)
    assert warnings_told == []


@pytest.mark.parametrize(
    ("embeddings", "similarity", "count", "expected", "message"),
    [
        (
            [EAST, EAST, NORTH, EAST],
            0.9,
            3,
            [0, 2],
            "2 hard examples instead of 3: all others of the 4 samples to choose from are "
            "near-duplicates of them (duplicate_similarity=0.9)",
        ),
        (
            [ZERO] * 5,
            1.0,
            5,
            [0],
            "1 hard examples instead of 5: all others of the 5 samples to choose from are "
            "near-duplicates of them (duplicate_similarity=1.0)",
        ),
        (
            [EAST, EAST],
            1.0,
            9,
            [0],
            "1 hard examples instead of 2: all others of the 2 samples to choose from are "
            "near-duplicates of them (duplicate_similarity=1.0)",
        ),
    ],
)
def test_fewer_than_wanted(embeddings, similarity, count, expected, message, warnings_told):
    assert batch_of(embeddings, count, similarity).rows.tolist() == expected
    assert warnings_told == [message]


def test_the_warning_is_true_where_a_prefilter_hides_samples(warnings_told):
    batch = batch_of([EAST, EAST, EAST, NORTH, WEST], 2, 0.9, prefilter=3)
    assert batch.rows.tolist() == [0]
    assert warnings_told == [
        "1 hard examples instead of 2: all others of the 3 samples to choose from are "
        "near-duplicates of them (duplicate_similarity=0.9)"
    ]


def test_an_unreadable_row_has_no_duplicates():
    batch = batch_of([EAST, EAST, NORTH], 2, 0.9, errors={0: "x"})
    assert batch.rows.tolist() == [1, 2]


def test_it_comes_to_an_end_where_rounding_tells_two_products_apart(monkeypatch):
    # A row that is too like the chosen ones in the one is unlike them in the other.
    monkeypatch.setattr(refill, "unlike_any", lambda rows, *_: np.ones(len(rows), dtype=bool))
    assert batch_of([EAST, EAST, EAST, NORTH], 2, 0.9).rows.tolist() == [0, 3]


def test_a_labelled_sample_may_be_asked_about_once_more():
    labelled = Labelled(
        np.array([0]), falling(1), np.array([EAST], dtype=np.float32), np.array([False])
    )
    assert batch_of([EAST, NORTH], 2, 0.9, labelled=labelled).rows.tolist() == [0, 1]


small = st.lists(
    st.lists(st.integers(-2, 2).map(float), min_size=3, max_size=3), min_size=1, max_size=12
)


@settings(max_examples=150)
@given(
    small,
    st.integers(1, 12),
    st.sampled_from([0.2, 0.6, 0.85, 0.95, 1.0]),
    st.sets(st.integers(0, 11)),
)
def test_against_walking_down_the_ranking(embeddings, count, similarity, unreadable):
    rows = range(len(embeddings))
    cosines = [cosine(embeddings[row], embeddings[other]) for row in rows for other in rows]
    assume(all(abs(one - similarity) > 1e-3 for one in cosines) or similarity == 1)
    errors = {row: "x" for row in unreadable if row in rows}
    count = min(count, len(embeddings))
    batch = batch_of(embeddings, count, similarity, errors=errors)
    order = [row for row in rows if row not in errors]
    assert batch.rows.tolist() == walk(order, embeddings, similarity - ROUNDING, count)


@settings(max_examples=60)
@given(small, st.integers(1, 12), st.sampled_from([0.3, 0.9]), st.integers(0, 20))
def test_those_drawn_at_random_go_first(embeddings, count, similarity, seed):
    cosines = [cosine(left, right) for left in embeddings for right in embeddings]
    assume(all(abs(one - similarity) > 1e-3 for one in cosines))
    count = min(count, len(embeddings))
    batch = batch_of(embeddings, count, similarity, seed=seed, random_share=0.4)
    drawn = batch.rows[batch.is_random].tolist()
    assert len(drawn) == max(1, round(0.4 * count))
    expected = walk(range(len(embeddings)), embeddings, similarity, count - len(drawn), drawn)
    assert batch.rows[~batch.is_random].tolist() == expected


def test_an_even_draw_keeps_its_duplicates(warnings_told):
    batch = batch_of([EAST] * 4, 4, 0.9, random_share=1)
    assert batch.is_random.tolist() == [True] * 4
    assert warnings_told == []


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)
@pytest.mark.parametrize("similarity", [0.3, 0.8, 1.0])
def test_no_two_of_any_strategy_are_alike(strategy, similarity, make_pool, warnings_told):
    numbers = np.random.default_rng(1).integers(0, 20, 60)
    pool = make_pool(20, features=3)
    pool.embeddings[[4, 9]] = 0
    pool = pool.of(numbers)
    batch = choose_batch(
        strategy,
        pool.predictions(),
        pool.labelled,
        30,
        strategy.options(duplicate_similarity=similarity),
        np.random.default_rng(0),
    )
    chosen = [pool.embeddings[row] for row in batch.rows]
    for place, row in enumerate(chosen):
        assert all(cosine(row, other) < similarity for other in chosen[:place])
    # None of the others could have been chosen as well.
    for row in pool.embeddings:
        assert any(cosine(row, other) >= similarity - ROUNDING for other in chosen)
    assert len(chosen) < 30
    assert [message.split(":")[0] for message in warnings_told] == [
        f"{len(chosen)} hard examples instead of 30"
    ]


def test_copies_of_long_rows_are_found(make_pool):
    pool = make_pool(30, features=512)
    twice = np.concatenate([pool.embeddings, pool.embeddings * np.float32(0.37)])
    assert sorted(batch_of(twice, 30, 1.0).rows.tolist()) == list(range(30))


def test_the_chosen_ones_count_as_labelled_for_those_in_the_place_of_others():
    asked = []

    def select(candidates, count, options, generator):
        asked.append((candidates.embeddings[:].tolist(), count, candidates.labelled))
        scores = np.arange(len(candidates), 0, -1, dtype=np.float32)
        return Query(np.arange(count), scores)

    before = Labelled(
        np.array([1]), np.float32([[0.25, 0.75]]), np.float32([[5, 5]]), np.array([True])
    )
    mine = Strategy(name="Mine", select=select)
    batch = batch_of([EAST, EAST, EAST, NORTH, WEST], 3, 0.9, mine, before)
    assert batch.rows.tolist() == [0, 3, 4]
    assert [(shown, count) for shown, count, _ in asked] == [
        ([EAST, EAST, EAST, NORTH, WEST], 3),
        ([NORTH, WEST], 2),
    ]
    assert asked[0][2] is before
    then = asked[1][2]
    assert then.labels.tolist() == [1, 0]
    assert then.labels.dtype.kind == "i"
    np.testing.assert_array_equal(then.probabilities, np.float32([[0.25, 0.75], [0.5, 0.5]]))
    np.testing.assert_array_equal(then.embeddings, np.float32([[5, 5], EAST]))
    assert then.is_validation.tolist() == [True, False]
    # The scores are those of the first answer.
    assert batch.scores.tolist() == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("labelled", [Labelled.none(), Labelled.none(2), Labelled.none(2, 2)])
def test_no_labelled_samples(labelled):
    assert batch_of([EAST, EAST, NORTH, WEST], 3, 0.9, labelled=labelled).rows.tolist() == [0, 2, 3]


def test_labelled_samples_without_embeddings():
    labelled = Labelled(
        np.array([0]), falling(1), np.empty((1, 0), dtype=np.float32), np.array([False])
    )
    batch = batch_of([EAST, EAST, NORTH, WEST], 3, 0.9, labelled=labelled)
    assert batch.rows.tolist() == [0, 2, 3]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_embeddings_that_have_no_direction(value):
    with pytest.raises(PluginResultError) as raised:
        batch_of([EAST, NORTH, [value, 1], WEST], 2, 0.9)
    assert str(raised.value) == (
        "1 embeddings hold NaN, infinity or too large numbers, the first of them in row 2; "
        "the model's predict gave them"
    )


@given(small, small, st.sampled_from([0.3, 0.9]))
def test_unlike_any_and_unlike_earlier(rows, chosen, similarity):
    cosines = [cosine(left, right) for left in rows for right in [*rows, *chosen]]
    assume(all(abs(one - similarity) > 1e-3 for one in cosines))
    expected = [all(cosine(row, other) < similarity for other in chosen) for row in rows]
    assert unlike_any(Rows(np.float32(rows)), np.float32(chosen), similarity).tolist() == expected
    kept = unlike_earlier(np.float32(rows), np.float32(chosen), similarity)
    embeddings = [*chosen, *rows]
    order = range(len(chosen), len(embeddings))
    walked = walk(order, embeddings, similarity, len(rows), range(len(chosen)))
    assert np.flatnonzero(kept).tolist() == [row - len(chosen) for row in walked]


def test_no_matrix_of_the_pool_and_the_chosen_ones():
    generator = np.random.default_rng(0)
    rows = Rows(generator.standard_normal((100_000, 2), dtype=np.float32))
    chosen = generator.standard_normal((500, 2), dtype=np.float32)
    tracemalloc.start()
    try:
        unlike_any(rows, chosen, 0.9)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All of it is 200 MB.
    assert peak < 60e6
