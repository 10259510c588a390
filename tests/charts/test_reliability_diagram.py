import numpy as np
import pytest

from fastlabel_core.charts.reliability_diagram import reliability_diagram
from fastlabel_core.reliability import reliability

# Of the bin to 0.6 none is right; of that to 0.9 two of three are.
FOUND = reliability(np.array([0.55, 0.85, 0.9, 0.86]), np.array([False, True, True, False]))


@pytest.fixture
def chart(drawn):
    return drawn(reliability_diagram(FOUND, title="Sure and right"))


def test_what_it_says(chart):
    assert chart.texts("title") == ["Sure and right"]
    assert chart.texts(None) == [
        "accuracy, with samples",
        "mean confidence",
        "as sure as right",
        "accuracy",
    ]
    assert chart.texts("middle") == ["confidence", "1", "3"]
    assert [title.text for title in chart.all("title")[1:]] == [
        "confidence 0.5 to 0.6, 0.550 in the mean: 0.000 of 1 right",
        "confidence 0.8 to 0.9, 0.870 in the mean: 0.667 of 3 right",
    ]


def test_bars_stand_on_their_bins(chart):
    _, first, second = chart.all("rect")
    for bar, low, high, accuracy in ((first, 0.5, 0.6, 0), (second, 0.8, 0.9, 2 / 3)):
        x, y, width, height = (float(bar.get(name)) for name in ("x", "y", "width", "height"))
        # A pixel on each side keeps bars apart.
        assert chart.point(x - 1, y) == (low, accuracy)
        assert chart.point(x + width + 1, y + height) == (high, 0)


def test_counts_stand_in_the_middle_of_their_bins(chart):
    counts = [each for each in chart.all("text") if each.get("style")]
    assert [chart.x_axis.value(float(each.get("x"))) for each in counts] == pytest.approx(
        [0.55, 0.85], abs=1e-4
    )


def test_marks_stand_at_the_mean_confidence(chart):
    marks = [each for each in chart.all("path") if "vermilion" in each.get("style")][1:]
    places = [
        tuple(map(float, each.get("transform").removeprefix("translate(")[:-1].split()))
        for each in marks
    ]
    assert [chart.point(*place) for place in places] == [(0.55, 0.55), (0.85, 0.87)]


def test_the_diagonal(chart):
    (diagonal,) = [each for each in chart.all("path") if "fill: none" in each.get("style")]
    start, end = diagonal.get("d").removeprefix("M").split("L")
    assert chart.point(*map(float, start.split())) == (0, 0)
    assert chart.point(*map(float, end.split())) == (1, 1)
