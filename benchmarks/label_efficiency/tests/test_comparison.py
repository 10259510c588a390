"""From a table of rounds to intervals, targets and tables; what is expected is worked by hand."""

import math

import click
import numpy as np
import pytest

from benchmarks.label_efficiency.contenders import Contender, among, lacking
from benchmarks.label_efficiency.curves import read_curves
from benchmarks.label_efficiency.data_sets import DataSet, parse_data_set
from benchmarks.label_efficiency.intervals import difference
from benchmarks.label_efficiency.plot import drawn
from benchmarks.label_efficiency.table import shown_places, table

PAIR = [Contender("Ours", ("peer",))]


def test_curves_hold_the_labels_that_all_runs_have(curves_of):
    curves = curves_of({("A", 0): (0.1, 0.2, 0.3), ("B", 0): (0.1, 0.4)})
    assert curves.budgets == (10, 20)
    assert curves.differences("B", "A").tolist() == [[0, 0.2]]
    assert curves.seconds == {"A": pytest.approx(2.2), "B": pytest.approx(5.55)}


def test_runs_that_are_not_asked_for_are_left_out(tmp_path, curves_of):
    curves_of({("A", 0): (0.1, 0.2), ("A", 1): (0.9,), ("B", 0): (0.9,), ("C", 0): (0.1, 0.3)})
    curves = read_curves(tmp_path / "results.csv", ["A", "C"], 1)
    # What is left out doesn't shorten the others either.
    assert curves.budgets == (10, 20)
    found = {
        name: {seed: [*each] for seed, each in by.items()} for name, by in curves.accuracies.items()
    }
    assert found == {"A": {0: [0.1, 0.2]}, "C": {0: [0.1, 0.3]}}
    assert curves.seconds.keys() == {"A", "C"}


def test_a_table_without_the_runs_that_are_asked_for(tmp_path, curves_of):
    curves_of({("A", 3): (0.1, 0.2)})
    with pytest.raises(click.ClickException, match=r"results\.csv holds no run of seeds below 3"):
        read_curves(tmp_path / "results.csv", ["A"], 3)


def test_seeds_are_paired_by_their_number(curves_of):
    curves = {("A", 0): (0.1,), ("A", 1): (0.2,), ("B", 1): (0.5,), ("B", 2): (0.9,)}
    read = curves_of(curves)
    assert read.differences("B", "A") == pytest.approx(np.array([[0.3]]))
    assert read.differences("B", "nobody").shape == (0, 1)


def test_area_is_the_mean_accuracy_over_the_labels(curves_of):
    read = curves_of({("A", 0): (0.2, 0.4, 0.6)})
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
    assert str(difference(np.array([3.0]))) == "+3.0000"


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


def test_the_best_are_drawn(curves_of):
    runs = {(name, 0): (0.1, height) for name, height in zip("ABCDP", (5, 4, 3, 2, 9), strict=True)}
    runs["RandomSampling", 0] = (0.1, 0.1)
    curves = curves_of(runs)
    contenders = [
        Contender("D"),
        Contender("C", ("gone",)),
        Contender("B", ("P", "RandomSampling")),
        Contender("A"),
    ]
    assert list(drawn(curves, contenders)) == ["RandomSampling", "A", "B", "P", "C"]


def test_only_what_is_there_is_compared():
    contenders = [Contender("A", ("x", "y")), Contender("B", ("z",))]
    there = list(among(contenders, frozenset({"A", "y", "z"})))
    assert there == [Contender("A", ("y",))]
    # Without B nobody is there to compare z with.
    assert lacking(contenders, there) == ["x", "B", "z"]


def test_a_data_set_is_named(tmp_path):
    given = f"intents={tmp_path}:text:epochs=3:lr=0.1"
    expected = DataSet("intents", "text", tmp_path.resolve(), ("epochs=3", "lr=0.1"))
    assert parse_data_set(given) == expected
    assert parse_data_set(f"intents={tmp_path}:text").options == ()


@pytest.mark.parametrize("given", ["intents", "a={}", "a={}:text:epochs", "a={}/gone:text"])
def test_a_data_set_that_is_not(given, tmp_path):
    with pytest.raises(click.BadParameter):
        parse_data_set(given.format(tmp_path))
