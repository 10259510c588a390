"""What is written, from results worked by hand."""

import pytest

from fastlabel_core.simulation import tables
from fastlabel_core.simulation.comparison import compare
from fastlabel_core.simulation.folder import SimulationFolder
from fastlabel_core.simulation.known_samples import KnownSamples
from fastlabel_core.simulation.markdown import report_of
from fastlabel_core.simulation.result import Point, RunResult
from fastlabel_core.simulation.tables import write_tables

from .conftest import made_up


def result(strategy, seed, correct):
    points = [
        Point(round=number, labels=1000 * number, correct=each, samples=8, seconds=number / 3)
        for number, each in enumerate(correct, 1)
    ]
    return RunResult(strategy=strategy, seed=seed, points=tuple(points))


ONE_SEED = [result("RandomSampling", 0, (2, 4)), result("BADGE:balance=true", 0, (2, 6))]
TWO_SEEDS = [
    *ONE_SEED,
    result("RandomSampling", 1, (2, 6)),
    result("BADGE:balance=true", 1, (2, 6)),
]


@pytest.fixture
def written(tmp_path):
    """Return a function that writes the tables, and one that reads one of them."""

    def write(results, held_out_of=None):
        known = KnownSamples(made_up(0, 60), made_up(60, 8), 1000, held_out_of)
        summaries = compare(results, "RandomSampling")
        page = report_of(summaries, known)
        write_tables(SimulationFolder(tmp_path), results, summaries, page)
        return lambda name: (tmp_path / name).read_text(encoding="utf-8")

    return write


def test_every_round(written):
    assert written(ONE_SEED)("results.csv") == (
        "strategy,seed,round,labels,accuracy,seconds\n"
        "RandomSampling,0,1,1000,0.25,0.333\n"
        "RandomSampling,0,2,2000,0.5,0.667\n"
        "BADGE:balance=true,0,1,1000,0.25,0.333\n"
        "BADGE:balance=true,0,2,2000,0.75,0.667\n"
    )


def test_every_number_of_labels(written):
    """To 0.5 chance needs 2000 labels, BADGE 1500."""
    assert written(ONE_SEED)("curve.csv") == (
        "strategy,seeds,pairs,labels,accuracy,accuracy_low,accuracy_high,difference,difference_low,"
        "difference_high,labels_saved\n"
        "RandomSampling,1,1,1000,0.25,,,0.0,,,0\n"
        "RandomSampling,1,1,2000,0.5,,,0.0,,,0.0\n"
        "BADGE:balance=true,1,1,1000,0.25,,,0.0,,,0\n"
        "BADGE:balance=true,1,1,2000,0.75,,,0.25,,,500.0\n"
    )


def test_every_strategy(written):
    assert written(ONE_SEED)("summary.csv") == (
        "strategy,seeds,pairs,labels,accuracy,accuracy_low,accuracy_high,difference,difference_low,"
        "difference_high,labels_saved,area,area_low,area_high,area_difference,"
        "area_difference_low,area_difference_high,seconds\n"
        "RandomSampling,1,1,2000,0.5,,,0.0,,,0.0,0.375,,,0.0,,,0.500\n"
        "BADGE:balance=true,1,1,2000,0.75,,,0.25,,,500.0,0.5,,,0.125,,,0.500\n"
    )


def test_intervals_in_the_tables(written):
    """The differences 1/4 and 0 have a half width of 12.7062 times 1/8, the areas of 1/16."""
    last = written(TWO_SEEDS)("summary.csv").splitlines()[-1].split(",")
    numbers = [float(cell) for cell in last[1:]]
    assert numbers[3:6] == [0.75, 0.75, 0.75]
    assert numbers[6:9] == pytest.approx([0.125, 0.125 - 1.588276, 0.125 + 1.588276], abs=1e-5)
    assert numbers[13:16] == pytest.approx([0.0625, 0.0625 - 0.794138, 0.0625 + 0.794138], abs=1e-5)


def test_the_page_with_one_seed(written):
    assert written(ONE_SEED)("summary.md") == (
        "| strategy           | seeds | accuracy | beside chance | area  | beside chance "
        "| labels saved | seconds a round |\n"
        "|--------------------|-------|----------|---------------|-------|---------------"
        "|--------------|-----------------|\n"
        "| RandomSampling     | 1     | 0.500    |               | 0.375 |               "
        "|              | 0.5             |\n"
        "| BADGE:balance=true | 1     | 0.750    | +0.250        | 0.500 | +0.125        "
        "| 500          | 0.5             |\n"
        "\n"
        "Accuracy with 2,000 labels, on 8 test samples; each campaign began with 1,000 of 60 "
        "samples.\n"
        "Area is the mean accuracy over the labels spent. Labels saved: how many fewer than chance "
        "it took to the best accuracy that chance came to.\n"
        "One seed says nothing of how much seeds differ: no interval can be given.\n"
    )


def test_the_page_with_two_seeds(written):
    """Over both seeds chance comes to 0.625 at the end, for which BADGE needs 1,750 labels."""
    page = written(TWO_SEEDS, held_out_of=68)("summary.md")
    assert page.splitlines()[3].split(" | ")[1:] == [
        "2    ",
        "0.750   ",
        "+0.125 (-1.463 to +1.713)",
        "0.500",
        "+0.062 (-0.732 to +0.857)",
        "250         ",
        "0.5             |",
    ]
    assert "on 8 test samples, held out of 68 labelled ones;" in page
    assert page.endswith(
        "\nIn brackets: the 95 % interval of the mean difference, paired by seed (Student's t).\n"
    )


def test_an_interval_takes_two_seeds_beside_chance(written):
    """Neither chance's two seeds nor the two of BADGE are pairs without the other's."""
    one_seed = "One seed says nothing of how much seeds differ: no interval can be given.\n"
    chance, badge, *more = TWO_SEEDS
    for results in ([chance, badge, more[0]], [chance, badge, more[1]]):
        page = written(results)("summary.md")
        assert page.endswith(f"\n{one_seed}")
        assert "(" not in page.splitlines()[3].split("|", 3)[3]
    assert "seed" not in written([chance, more[0]])("summary.md").split("\n\n")[1]


def test_seeds_that_chance_lacks_are_told_apart(written):
    """BADGE has the mean of both its seeds, and the difference of the one that is a pair."""
    chance, badge, _, unpaired = TWO_SEEDS
    read = written([chance, badge, unpaired])
    first, second = (line.split("|")[2] for line in read("summary.md").splitlines()[2:4])
    assert (first.strip(), second.strip()) == ("1", "2 (1 paired)")
    for table in ("summary.csv", "curve.csv"):
        assert read(table).splitlines()[-1].startswith("BADGE:balance=true,2,1,2000,")


def test_a_strategy_that_never_gets_there(written):
    page = written([ONE_SEED[0], result("Slow", 0, (2, 3))])("summary.md")
    assert "| Slow           | 1     | 0.375    | -0.125        |" in page
    assert "| never there  |" in page


def test_a_strategy_without_chance_beside_it(written):
    row = written([ONE_SEED[1]])("summary.md").splitlines()[2]
    assert row.split("|")[4:8] == [
        "               ",
        " 0.500 ",
        "               ",
        "              ",
    ]


def test_the_plot_has_a_line_for_each_strategy(written):
    picture = written(TWO_SEEDS)("curve.svg")
    for text in ("RandomSampling", "BADGE:balance=true", "labels", "Accuracy by labels"):
        assert f">{text}<" in picture


def test_the_bands_of_the_plot_are_the_intervals_from_0_to_1(written, monkeypatch):
    """Of 4/8 and 6/8 the mean is 5/8, the half width 12.7062 times 1/8, which is more than all."""
    drawn = []
    monkeypatch.setattr(
        tables, "line_chart", lambda series, **_: [drawn.extend(series), "a picture"][1]
    )
    assert written(TWO_SEEDS)("curve.svg") == "a picture"
    chance, badge = drawn
    assert (chance.name, chance.x, chance.y) == ("RandomSampling", [1000, 2000], [0.25, 0.625])
    assert (chance.low, chance.high) == ([0.25, 0], [0.25, 1])
    assert (badge.name, badge.low, badge.high) == ("BADGE:balance=true", [0.25, 0.75], [0.25, 0.75])
    written(ONE_SEED)
    assert (drawn[2].y, drawn[2].low, drawn[2].high) == ([0.25, 0.5], None, None)
