import pytest

from fastlabel_core.charts.bar_chart import Bars, bar_chart

GIVEN = Bars("given", [0.2, 0.6, 0], ["2", "6", "none"])
PREDICTED = Bars("predicted", [0.3, 0.3, 0.4], ["30", "31", "40"])


def places(each, *names):
    return [float(each.get(name)) for name in names]


def bars(chart, colour):
    """Return left edge, top and width of a series' bars, without that of the legend."""
    drawn = [each for each in chart.all("rect") if colour in each.get("style")]
    return [places(each, "x", "y", "width") for each in drawn[1:]]


def test_what_it_says(drawn):
    chart = drawn(bar_chart(["cat", "dog", "eel"], [GIVEN, PREDICTED], title="Classes"))
    assert chart.texts("title") == ["Classes"]
    assert chart.texts(None) == ["given", "predicted"]
    assert [each[-1].tail for each in chart.all("text", class_="end")] == ["cat", "dog", "eel"]
    assert chart.texts("faint") == ["2", "6", "none", "30", "31", "40"]


def test_bars_are_as_long_as_their_values(drawn):
    chart = drawn(bar_chart(["cat", "dog", "eel"], [GIVEN, PREDICTED], title="Classes"))
    given, predicted = bars(chart, "blue"), bars(chart, "vermilion")
    longest = given[1][2]
    assert [width / longest * 0.6 for *_, width in given] == pytest.approx([0.2, 0.6, 0], abs=1e-4)
    assert [width / longest * 0.6 for *_, width in predicted] == pytest.approx(
        [0.3, 0.3, 0.4], abs=1e-4
    )
    left = 3 * 0.58 * 13 + 8
    assert {x for x, *_ in [*given, *predicted]} == {round(left, 2)}
    # The longest ends where there is still room for the widest label.
    assert left + longest == pytest.approx(440 - 4 * 0.58 * 13 - 6, abs=0.01)


def test_each_label_stands_at_the_end_of_its_bar(drawn):
    chart = drawn(bar_chart(["cat", "dog", "eel"], [GIVEN, PREDICTED], title="Classes"))
    labels = [places(each, "x", "y") for each in chart.all("text", class_="faint")]
    for (x, y, width), label in zip(
        [*bars(chart, "blue"), *bars(chart, "vermilion")], labels, strict=True
    ):
        assert label[0] == pytest.approx(x + width + 5, abs=0.02)
        assert y < label[1] < y + 12


def test_a_category_stands_beside_its_bars(drawn):
    chart = drawn(bar_chart(["cat", "dog", "eel"], [GIVEN, PREDICTED], title="Classes"))
    names = [places(each, "y")[0] for each in chart.all("text", class_="end")]
    tops = [[y for _, y, _ in bars(chart, colour)] for colour in ("blue", "vermilion")]
    for name, first, second in zip(names, *tops, strict=True):
        # A bar is 12 pixels high.
        assert second == first + 14
        assert first < name < second + 12
    assert {each.get("height") for each in chart.all("rect")} == {"12"}
    assert [name - names[0] for name in names] == pytest.approx([0, 36, 72])


def test_a_long_name_is_cut_and_said_in_full(drawn):
    chart = drawn(bar_chart(["x" * 40], [Bars("a", [1], ["1"])], title="Classes"))
    (name,) = chart.all("text", class_="end")
    assert name[0].text == "x" * 40
    assert name[0].tail == "x" * 16 + "…"


def test_no_value_at_all(drawn):
    chart = drawn(bar_chart(["cat"], [Bars("a", [0], ["0"])], title="Classes"))
    assert [width for *_, width in bars(chart, "blue")] == [0]


@pytest.mark.parametrize(
    ("categories", "series", "message"),
    [
        ([], [GIVEN], "chart 'C': a bar chart has at least one category and series"),
        (["cat"], [], "chart 'C': a bar chart has at least one category and series"),
        (["cat"], [GIVEN], "chart 'C': bars 'given' are not one a category"),
        (["cat"], [Bars("a", [1], [])], "chart 'C': bars 'a' are not one a category"),
        (["cat"], [Bars("a", [-1], [""])], "chart 'C': bars 'a' have a negative length"),
        (["cat"], [Bars("a", [float("nan")], [""])], "chart 'C': bars 'a' have a negative length"),
    ],
)
def test_bars_that_can_not_be_drawn(categories, series, message):
    with pytest.raises(ValueError, match=r".") as raised:
        bar_chart(categories, series, title="C")
    assert str(raised.value) == message
