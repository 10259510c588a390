"""Two strategies, two seeds and three budgets, by hand."""

import pytest

from fastlabel_core.simulation.comparison import compare, compared_budgets
from fastlabel_core.simulation.interval import Interval
from fastlabel_core.simulation.result import Point, RunResult


def result(strategy, seed, accuracies, labels=(10, 20, 30)):
    """Make a run whose rounds take 1, 2 and 3 seconds, twice as long for `Clever`."""
    pace = 2 if strategy == "Clever" else 1
    points = [
        Point(round=number, labels=spent, correct=correct, samples=100, seconds=pace * number)
        for number, (spent, correct) in enumerate(zip(labels, accuracies, strict=True), 1)
    ]
    return RunResult(strategy=strategy, seed=seed, points=tuple(points))


CHANCE = [result("Chance", 0, (50, 60, 70)), result("Chance", 1, (40, 50, 60))]
CLEVER = [result("Clever", 0, (50, 70, 76)), result("Clever", 1, (40, 62, 74))]


def test_the_mean_of_each_budget_and_its_interval():
    """Of 50 and 40 the half width is t(1) = 12.7062 times s / sqrt(2), half their difference."""
    chance, clever = compare([*CHANCE, *CLEVER], "Chance")
    assert (chance.strategy, clever.strategy) == ("Chance", "Clever")
    assert [each.labels for each in clever.budgets] == [10, 20, 30]
    assert [each.accuracy.mean for each in clever.budgets] == pytest.approx([0.45, 0.66, 0.75])
    assert [each.accuracy.mean for each in chance.budgets] == pytest.approx([0.45, 0.55, 0.65])
    last = clever.budgets[2].accuracy
    assert (last.low, last.high) == pytest.approx((0.75 - 0.127062, 0.75 + 0.127062), abs=1e-6)
    assert (clever.seeds, clever.seconds, chance.seconds) == (2, 4, 2)


def test_differences_are_those_of_one_seed():
    """With 20 labels 10 and 12 points, mean 11, half width 12.7062 times 1 point."""
    _, clever = compare([*CHANCE, *CLEVER], "Chance")
    first, second, last = (each.difference for each in clever.budgets)
    assert first == Interval(0, 0, 0)
    assert second.mean == pytest.approx(0.11)
    assert (second.low, second.high) == pytest.approx((0.11 - 0.127062, 0.11 + 0.127062), abs=1e-6)
    assert last.mean == pytest.approx(0.10)


def test_areas():
    """Trapezoids: (25 + 70 + 38) / 200 and (20 + 62 + 37) / 200; for chance 0.6 and 0.5."""
    chance, clever = compare([*CHANCE, *CLEVER], "Chance")
    assert clever.area.mean == pytest.approx((0.665 + 0.595) / 2)
    assert chance.area.mean == pytest.approx(0.55)
    assert clever.area_difference.mean == pytest.approx((0.065 + 0.095) / 2)
    half = 12.7062 * 0.015
    assert clever.area_difference.high == pytest.approx(0.08 + half, abs=1e-6)


def test_labels_saved():
    """To 0.55 a clever mean curve needs 10 + 10 * 10/21, to 0.65 10 + 10 * 20/21."""
    chance, clever = compare([*CHANCE, *CLEVER], "Chance")
    saved = [each.labels_saved for each in clever.budgets]
    assert saved == pytest.approx([0, 20 - (10 + 100 / 21), 30 - (10 + 200 / 21)])
    assert [each.labels_saved for each in chance.budgets] == [0, 0, 0]


def test_where_chance_falls_its_best_accuracy_counts():
    """Its 0.7 with 20 labels; clever has that halfway from 0.5 to 0.9, with 15."""
    dipping = result("Chance", 0, (50, 70, 60))
    clever = result("Clever", 0, (50, 90, 95))
    chance, other = compare([dipping, clever], "Chance")
    assert [each.labels_saved for each in chance.budgets] == [0, 0, 0]
    assert [each.labels_saved for each in other.budgets] == pytest.approx([0, 5, 5])


def test_a_strategy_that_never_gets_there_saves_none_and_a_slow_one_less_than_none():
    slow = result("Slow", 0, (50, 55, 60))
    _, other = compare([CHANCE[0], slow], "Chance")
    assert [each.labels_saved for each in other.budgets] == [0, -10, None]


def test_one_seed_has_differences_without_an_interval():
    _, clever = compare([CHANCE[0], CLEVER[0]], "Chance")
    assert clever.budgets[1].difference == Interval(pytest.approx(0.1), None, None)
    assert clever.area == Interval(pytest.approx(0.665), None, None)


def test_a_run_that_is_missing_takes_its_pair_from_the_difference_alone():
    chance, clever = compare([CHANCE[0], *CLEVER], "Chance")
    assert (chance.seeds, clever.seeds) == (1, 2)
    assert (chance.pairs, clever.pairs) == (1, 1)
    assert clever.budgets[2].accuracy.mean == pytest.approx(0.75)
    assert clever.budgets[2].difference == Interval(pytest.approx(0.06), None, None)
    assert clever.budgets[2].labels_saved == pytest.approx(10)


def test_without_chance_there_is_no_difference():
    (clever,) = compare(CLEVER, "Chance")
    assert (clever.seeds, clever.pairs) == (2, 0)
    assert {each.difference for each in clever.budgets} == {None}
    assert {each.labels_saved for each in clever.budgets} == {None}
    assert clever.area_difference is None


def test_runs_with_other_numbers_of_labels_are_read_from_straight_lines():
    """With 26, the most that both have: chance 0.6 + 0.6 * 0.1, clever 0.76; halfway from 18, 20.

    The areas are those of the straight lines themselves: for clever 8 labels with a mean of 0.6 and
    8 with one of 0.73, of 16; for chance 10 with 0.55 and 6 with 0.63.
    """
    short = result("Clever", 0, (50, 70, 76), labels=(10, 18, 26))
    chance, clever = compare([CHANCE[0], short], "Chance")
    for each in (chance, clever):
        assert [budget.labels for budget in each.budgets] == [10, 18, 20, 26]
    assert [each.accuracy.mean for each in chance.budgets] == pytest.approx([0.5, 0.58, 0.6, 0.66])
    assert [each.accuracy.mean for each in clever.budgets] == pytest.approx([0.5, 0.7, 0.715, 0.76])
    assert clever.budgets[3].difference.mean == pytest.approx(0.1)
    assert clever.area.mean == pytest.approx((8 * 0.6 + 8 * 0.73) / 16)
    assert chance.area.mean == pytest.approx((10 * 0.55 + 6 * 0.63) / 16)


def test_up_to_the_fewest_labels_that_a_run_came_to():
    longer = result("Clever", 1, (40, 62, 74), labels=(10, 25, 40))
    assert compared_budgets([*CHANCE, longer]) == [10, 20, 25, 30]
    assert compared_budgets([]) == []
