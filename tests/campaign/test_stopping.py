"""Stopping criteria, by published figures and by brute force; the sentences word for word."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.campaign.stopping import (
    Criteria,
    advice,
    cohen_kappa,
    mean_agreement,
)


def labellings(table):
    """Return two labellings that fall into the cells of a table of counts."""
    cells = [
        (str(row), str(column))
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return tuple(zip(*cells, strict=True))


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # Cohen, Psychological Bulletin, 1968, table 1: 200 diagnoses of two judges; unweighted.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),
        # Grants that two readers say yes or no to: (0.7 - 0.5) / (1 - 0.5).
        ([[20, 5], [10, 15]], 0.4),
        # They agree less often than by chance: (0 - 0.5) / (1 - 0.5).
        ([[0, 5], [5, 0]], -1.0),
        # One always says the same, so chance explains it all.
        ([[6, 4], [0, 0]], 0.0),
    ],
)
def test_kappa_of_tables(table, kappa):
    assert cohen_kappa(*labellings(table)) == pytest.approx(kappa, abs=5e-4)


@pytest.mark.parametrize("labels", [["a"], ["a", "a", "a"], ["a", "b", "c"], ["a"] * 9 + ["b"]])
def test_perfect_agreement(labels):
    """Also where both always give the same label, and chance would explain it: 0 / 0."""
    assert cohen_kappa(labels, list(labels)) == 1


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=1, max_size=12))
def test_kappa_by_brute_force(pairs):
    """By chance is what a label of the one agrees with any label of the other."""
    first, second = zip(*pairs, strict=True)
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(one == other for one, other in product(first, second)) / len(pairs) ** 2
    kappa = cohen_kappa(first, second)
    assert kappa * (1 - chance) == pytest.approx(agreed - chance, abs=1e-12)
    assert cohen_kappa(second, first) == pytest.approx(kappa, abs=1e-12)


def test_labellings_of_two_lengths():
    with pytest.raises(ValueError, match="longer than argument 1"):
        cohen_kappa(["a"], ["a", "b"])


def agreements(*values):
    return [Criteria(value, 0.5, 0.5) for value in values]


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ((), None),
        ((None,), None),
        ((None, 0.5, 0.75), None),
        ((None, 0.5, 0.75, 1.0), 0.75),
        ((0.25, 0.5, 0.75, 1.0), 0.75),
        ((0.5, 0.75, None, 1.0), None),
    ],
)
def test_the_mean_of_the_last_three_agreements(values, mean):
    assert mean_agreement(agreements(*values)) == mean


STABLE = "predictions are stable: the mean of the last 3 agreements is {}, at least 0.99"
UNCHANGED = "no prediction changed since the round before"
SURE = "the model is sure: its mean uncertainty is {}, at most 0.01"


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([], ()),
        (agreements(None, 1.0, 1.0), ()),
        (agreements(1.0, 0.99, 0.97), ()),
        (agreements(0.5, 0.99, 0.9925, 1.0), (STABLE.format("0.994"),)),
        (agreements(0.99, 0.99, 0.99), (STABLE.format("0.990"),)),
        (agreements(1.0, 1.0, 1.0, None), ()),
        ([Criteria(None, None, 0.011)], ()),
        ([Criteria(None, None, 0.01)], (SURE.format("0.0100"),)),
        ([Criteria(None, None, None)], ()),
        ([Criteria(None, None, 0.00123)], (SURE.format("0.0012"),)),
        ([Criteria(None, None, 0.0), Criteria(0.5, 0.0, 0.5)], (UNCHANGED,)),
        ([Criteria(0.5, 0.0, 0.0), Criteria(0.5, 0.001, 0.5)], ()),
        ([Criteria(1.0, 0.0, 0.0)] * 3, (STABLE.format("1.000"), UNCHANGED, SURE.format("0.0000"))),
    ],
)
def test_advice(rounds, expected):
    assert advice(rounds) == expected
