"""From a table of rounds to intervals, targets and tables; what is expected is worked by hand."""

import csv
import math

import click
import numpy as np
import pytest

from benchmarks.label_efficiency.contenders import Contender, among
from benchmarks.label_efficiency.curves import read_curves
from benchmarks.label_efficiency.data_sets import DataSet, parse_data_set
from benchmarks.label_efficiency.intervals import difference
from benchmarks.label_efficiency.plot import drawn
from benchmarks.label_efficiency.table import shown_places, table
from benchmarks.label_efficiency.targets import (
    above_chance,
    judge,
    tally_of_areas,
    tally_of_budgets,
)

PAIR = [Contender("Ours", ("peer",))]
SEEDS = range(6)
WOBBLE = (0.0, 0.01, 0.02, 0.0, 0.01, 0.02)


def write_results(path, curves, budgets=(10, 20, 40)):
    """Write the table of all rounds; `curves` gives the accuracies by strategy and seed."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["strategy", "seed", "round", "labels", "accuracy", "seconds"])
        for (strategy, seed), accuracies in curves.items():
            for number, (labels, accuracy) in enumerate(zip(budgets, accuracies, strict=False)):
                seconds = 9 if number == 0 else 2 + number / 10
                writer.writerow([strategy, seed, number + 1, labels, accuracy, seconds])
    return path


@pytest.fixture
def read(tmp_path):
    def read_with(gain, seeds=SEEDS):
        """Return curves of which ours is above the peer by `gain` after the first budget."""
        curves = {}
        for seed in seeds:
            low = 0.5 + WOBBLE[seed]
            curves["RandomSampling", seed] = (0.4, 0.5, 0.6)
            curves["peer", seed] = (0.4, low, low + 0.1)
            curves["Ours", seed] = (0.4, low + gain, low + 0.1 + gain - WOBBLE[seed])
        return read_curves(write_results(tmp_path / "results.csv", curves))

    return read_with


def test_curves_hold_the_labels_that_all_runs_have(tmp_path):
    path = write_results(tmp_path / "r.csv", {("A", 0): (0.1, 0.2, 0.3), ("B", 0): (0.1, 0.4)})
    curves = read_curves(path)
    assert curves.budgets == (10, 20)
    assert curves.differences("B", "A").tolist() == [[0, 0.2]]
    assert curves.seconds == {"A": pytest.approx(2.2), "B": pytest.approx(5.55)}


def test_seeds_are_paired_by_their_number(tmp_path):
    curves = {("A", 0): (0.1,), ("A", 1): (0.2,), ("B", 1): (0.5,), ("B", 2): (0.9,)}
    read = read_curves(write_results(tmp_path / "r.csv", curves))
    assert read.differences("B", "A") == pytest.approx(np.array([[0.3]]))
    assert read.differences("B", "nobody").shape == (0, 1)


def test_area_is_the_mean_accuracy_over_the_labels(tmp_path):
    read = read_curves(write_results(tmp_path / "r.csv", {("A", 0): (0.2, 0.4, 0.6)}))
    # Ten labels at 0.3 on average, and twenty at 0.5.
    assert read.area("A") == pytest.approx((10 * 0.3 + 20 * 0.5) / 30)


def test_an_interval_is_students():
    # The mean is 2, the standard deviation 1, and t for two degrees of freedom 4.30265.
    found = difference(np.array([1.0, 2.0, 3.0]))
    half = 4.30265 / math.sqrt(3)
    assert (found.mean, found.low, found.high) == pytest.approx((2, 2 - half, 2 + half), abs=1e-5)
    # Of five comparisons each may err with 1 %, where t is 9.92484.
    of_five = difference(np.array([1.0, 2.0, 3.0]), 5)
    assert of_five.high == pytest.approx(2 + 9.92484 / math.sqrt(3), abs=1e-5)


def test_one_pair_says_nothing():
    assert difference(np.array([3.0])).low == -math.inf
    assert not difference(np.array([3.0])).is_above


def test_the_first_budget_is_no_comparison(read):
    curves = read(0.2)
    assert tally_of_budgets(curves, PAIR).comparisons == 2
    assert tally_of_areas(curves, PAIR).comparisons == 1


@pytest.mark.parametrize(("gain", "expected"), [(0.2, (0, 2)), (-0.2, (2, 0)), (0.01, (0, 1))])
def test_differences_are_counted(read, gain, expected):
    tally = tally_of_budgets(read(gain), PAIR)
    assert (tally.below, tally.above) == expected
    assert (tally.below_alone, tally.above_alone) == expected


def test_more_comparisons_need_surer_differences(read):
    # At the last budget 0.01 on average, with a deviation of 0.00894 over six seeds. Half of the
    # interval is 0.0094 alone (t is 2.5706), and 0.0115 (3.1634) as one of two.
    tally = tally_of_budgets(read(0.02), PAIR)
    assert (tally.comparisons, tally.above, tally.above_alone) == (2, 1, 2)
    assert str(tally) == (
        "of 2 comparisons 0 below and 1 above; by 95 % intervals one by one 0 and 2, where luck "
        "alone would give 0.1 of each"
    )


def verdicts(curves, seeds):
    return [judged.verdict.is_met for judged in judge(curves, PAIR, seeds)]


def test_targets(read):
    assert verdicts(read(0.2), 6) == [True, True, True, True]
    assert verdicts(read(-0.2), 6) == [True, False, False, False]


def test_the_best_of_several_is_held_to_more(read):
    curves = read(0.2)
    alone = above_chance(curves, PAIR)["Ours"]
    of_two = above_chance(curves, [*PAIR, Contender("peer")])["Ours"]
    # t for five degrees of freedom: at 5 % 2.5706, at half of that 3.1634.
    ratio = (of_two.high - of_two.mean) / (alone.high - alone.mean)
    assert ratio == pytest.approx(3.1634 / 2.5706, abs=1e-4)


def test_few_seeds_decide_nothing(read):
    assert verdicts(read(0.2, range(4)), 4) == [True, None, None, None]


def test_a_run_that_failed_is_told(read):
    (every, *_) = judge(read(0.2, range(5)), PAIR, 6)
    assert (every.verdict.said, every.verdict.is_met) == ("15 of 18", False)


def test_what_did_not_finish_a_run_is_left_out(tmp_path):
    curves = read_curves(write_results(tmp_path / "r.csv", {("Ours", 0): (0.1, 0.2)}))
    assert [line.split(" | ")[0] for line in table(curves, PAIR).splitlines()[2:]] == ["| `Ours`"]
    last = list(judge(curves, PAIR, 6))[-1].verdict
    assert (last.said, last.is_met) == ("no strategy was played beside chance", False)


def test_without_peers_only_chance_is_compared(read):
    outcomes = [each.verdict.is_met for each in judge(read(0.2), [Contender("Ours")], 6)]
    assert outcomes == [True, None, None, True]


def test_a_table_has_a_row_for_each(read):
    lines = table(read(0.2), PAIR).splitlines()
    assert lines[0].startswith("| strategy | accuracy with 20 | accuracy with 40 | area |")
    names = [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]]
    assert names == ["`RandomSampling`", "`Ours`", "*peer*"]
    assert " | 0, 2 of 2 | 2.2 |" in lines[4]
    # The peer's mean is 0.5 and 0.6, and what the seeds add: 0.01 on average.
    assert lines[4].startswith("| *peer* | 0.5100 | 0.6100 | ")
    # At 10, 20 and 40 labels ours is above by 0, 0.2 and 0.19 on average.
    assert f"| {(10 * 0.1 + 20 * 0.195) / 30:+.4f} (" in lines[4]


def test_accuracies_are_shown_along_the_way():
    assert shown_places(10) == [3, 5, 9]
    assert shown_places(2) == [1]


def test_the_best_are_drawn(tmp_path):
    runs = {(name, 0): (0.1, height) for name, height in zip("ABCDP", (5, 4, 3, 2, 9), strict=True)}
    runs["RandomSampling", 0] = (0.1, 0.1)
    curves = read_curves(write_results(tmp_path / "r.csv", runs))
    contenders = [
        Contender("D"),
        Contender("C", ("gone",)),
        Contender("B", ("P", "RandomSampling")),
        Contender("A"),
    ]
    assert list(drawn(curves, contenders)) == ["RandomSampling", "A", "B", "P", "C"]


def test_only_what_is_there_is_compared():
    contenders = [Contender("A", ("x", "y")), Contender("B", ("z",))]
    assert list(among(contenders, frozenset({"A", "y", "z"}))) == [Contender("A", ("y",))]


def test_a_data_set_is_named(tmp_path):
    given = f"intents={tmp_path}:text:epochs=3:lr=0.1"
    expected = DataSet("intents", "text", tmp_path.resolve(), ("epochs=3", "lr=0.1"))
    assert parse_data_set(given) == expected
    assert parse_data_set(f"intents={tmp_path}:text").options == ()


@pytest.mark.parametrize("given", ["intents", "a={}", "a={}:text:epochs", "a={}/gone:text"])
def test_a_data_set_that_is_not(given, tmp_path):
    with pytest.raises(click.BadParameter):
        parse_data_set(given.format(tmp_path))
