import math

import pytest

from fastlabel_core.charts.line_chart import Series, line_chart

CURVE = Series(
    "accuracy", [300, 400, 460], [0.7, 0.82, 0.9], low=[0.6, 0.75, 0.85], high=[0.8, 0.9, 0.95]
)


def draw(*series, **changed):
    given = {"title": "Curve", "x_label": "labels", "y_label": "share", **changed}
    return line_chart(series, **given)


def test_what_it_says(drawn):
    chart = drawn(draw(CURVE, Series("loss", [300], [0.65])))
    assert chart.texts("title") == ["Curve"]
    assert chart.texts(None) == ["accuracy", "loss", "share"]
    assert chart.texts("middle") == ["labels"]
    assert chart.tick_labels("faint middle") == ["300", "350", "400", "450", "500"]
    assert chart.tick_labels("faint end") == ["0.6", "0.7", "0.8", "0.9", "1.0"]


def test_marks_stand_at_their_values(drawn):
    chart = drawn(draw(CURVE))
    marks = list(chart.marks())
    assert [said for _, said in marks] == [
        "accuracy: 300, 0.7",
        "accuracy: 400, 0.82",
        "accuracy: 460, 0.9",
    ]
    for (place, _), point in zip(marks, [(300, 0.7), (400, 0.82), (460, 0.9)], strict=True):
        assert chart.point(*place) == point


def paths(chart, kind):
    """Return the paths of lines, or of bands, inside the plot."""
    inner = chart.all("svg")[1]
    return [each.get("d") for each in inner if ("opacity" in each.get("style")) == (kind == "band")]


def corners(chart, path):
    return [
        chart.point(*map(float, corner.split()))
        for corner in path.removeprefix("M").removesuffix("z").split("L")
    ]


def test_the_line_joins_its_points(drawn):
    chart = drawn(draw(CURVE, Series("other", [300, 500], [1, 0.6])))
    first, second = paths(chart, "line")
    assert corners(chart, first) == [(300, 0.7), (400, 0.82), (460, 0.9)]
    assert corners(chart, second) == [(300, 1), (500, 0.6)]


def test_the_band_goes_there_above_and_back_below(drawn):
    chart = drawn(draw(CURVE, Series("other", [300, 500], [1, 0.6])))
    (band,) = paths(chart, "band")
    assert band.endswith("z")
    assert corners(chart, band) == [
        (300, 0.8),
        (400, 0.9),
        (460, 0.95),
        (460, 0.85),
        (400, 0.75),
        (300, 0.6),
    ]


def test_the_y_axis_shows_the_whole_band(drawn):
    chart = drawn(draw(Series("a", [1, 2], [0.5, 0.5], low=[0.11, 0.2], high=[0.6, 0.79])))
    assert chart.tick_labels("faint end") == ["0.0", "0.2", "0.4", "0.6", "0.8"]


def test_a_range_cuts_off(drawn):
    chart = drawn(draw(Series("a", [1, 2, 3], [0.2, 0.5, 0.9]), y_range=(0.4, 0.8)))
    assert chart.tick_labels("faint end") == ["0.4", "0.5", "0.6", "0.7", "0.8"]
    assert [said for _, said in chart.marks()] == ["a: 2, 0.5"]
    # An inner picture of the size of the plot shows nothing beyond its edges.
    inner = chart.all("svg")[1]
    box = [float(inner.get(name)) for name in ("x", "y", "width", "height")]
    assert inner.get("viewBox") == " ".join(inner.get(n) for n in ("x", "y", "width", "height"))
    assert chart.point(box[0], box[1]) == (1, 0.8)
    assert chart.point(box[0] + box[2], box[1] + box[3]) == (3, 0.4)


def test_ticks_between_whole_numbers_are_whole(drawn):
    chart = drawn(draw(Series("a", [1, 2], [0, 1])))
    assert chart.tick_labels("faint middle") == ["1", "2"]
    chart = drawn(draw(Series("a", [1, 1.5], [0, 1])))
    assert chart.tick_labels("faint middle") == ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]


def test_one_point(drawn):
    chart = drawn(draw(Series("a", [7], [0.5])))
    ((place, said),) = chart.marks()
    assert said == "a: 7, 0.5"
    assert chart.point(*place) == (7, 0.5)


def test_the_band_of_one_point_is_a_line(drawn):
    chart = drawn(draw(Series("a", [7], [0.5], low=[0.3], high=[0.8])))
    assert paths(chart, "band") == []
    assert corners(chart, paths(chart, "line")[0]) == [(7, 0.8), (7, 0.3)]


def test_many_points_have_few_marks(drawn):
    numbers = list(range(51))
    chart = drawn(draw(Series("a", numbers, numbers)))
    assert [said for _, said in chart.marks()] == [f"a: {each}, {each}" for each in range(0, 51, 3)]
    assert len(corners(chart, paths(chart, "line")[0])) == 51


def test_series_differ_without_colour(drawn):
    chart = drawn(draw(*[Series(f"{n}", [1], [n]) for n in range(8)]))
    marks = [each.get("d") for each in chart.all("path") if len(each)]
    styles = [each.get("style") for each in chart.all("svg")[1]]
    assert len(set(zip(marks, styles, strict=True))) == 8
    assert len(set(marks[:7])) == 7
    dashes = [style.split("stroke-dasharray: ")[1] for style in styles]
    assert len(set(dashes[:4])) == 4
    colours = [style.split("stroke: ")[1].split(";")[0] for style in styles]
    assert colours[:6] == [
        "var(--blue)",
        "var(--vermilion)",
        "var(--green)",
        "var(--purple)",
        "var(--orange)",
        "var(--blue)",
    ]


def test_the_legend_shows_the_style_of_its_series(drawn):
    chart = drawn(draw(CURVE, Series("other", [300], [0.7])))
    keys = [[part.get("style") for part in group][:-1] for group in chart.all("g")]
    plot = [each.get("style") for each in chart.all("svg")[1]]
    marks = [each.get("style") for each in chart.all("path") if len(each)]
    assert keys == [[plot[0], plot[1], marks[0]], [plot[2], marks[-1]]]


def test_the_legend_has_as_many_rows_as_it_needs(drawn):
    names = ["a" * 20, "b" * 20, "c" * 20]
    chart = drawn(draw(*[Series(name, [1], [1]) for name in names]))
    places = [each.get("transform") for each in chart.all("g")]
    # 36 for the key and 20 letters of 0.58 times 13 pixels: 187 each, of 440.
    assert places == ["translate(0 36.5)", "translate(206.8 36.5)", "translate(0 57.5)"]
    highest = min(float(line.get("y1")) for line in chart.all("line"))
    assert highest > 57.5 + 21 / 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([], []), "series 'a': lengths {'x': 0, 'y': 0}; all are one, at least 1"),
        (([1], [1, 2]), "series 'a': lengths {'x': 1, 'y': 2}; all are one, at least 1"),
        (
            ([1], [1], [0], [2, 2]),
            "series 'a': lengths {'x': 1, 'y': 1, 'low': 1, 'high': 2}; all are one, at least 1",
        ),
        (([1], [math.nan]), "series 'a': y is not finite; leave the point out"),
        (([math.inf], [1]), "series 'a': x is not finite; leave the point out"),
        (([1], [1], [1], [math.inf]), "series 'a': high is not finite; leave the point out"),
        (([1], [1], [0]), "series 'a': a band has both edges, low and high"),
        (([1], [1], None, [2]), "series 'a': a band has both edges, low and high"),
    ],
)
def test_points_that_can_not_be_drawn(given, message):
    with pytest.raises(ValueError, match=r".") as raised:
        Series("a", *given)
    assert str(raised.value) == message


def test_a_chart_that_can_not_be_drawn():
    with pytest.raises(ValueError, match=r"^chart 'Curve': a line chart has at least one series$"):
        draw()
    with pytest.raises(ValueError, match=r"^chart 'Curve': y_range \(1, 1\) is empty$"):
        draw(CURVE, y_range=(1, 1))
