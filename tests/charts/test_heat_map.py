import pytest

from fastlabel_core.charts.heat_map import heat_map


def draw(rows, columns, counts, title="Confusion"):
    return heat_map(rows, columns, counts, title=title, row_label="true", column_label="predicted")


def cells(chart):
    """Return left, top and shade of each cell, and what it says, in words and at sight."""
    for group in chart.all("g"):
        said, square, *count = group
        shade = float(square.get("style").split("fill-opacity: ")[1].split(";")[0])
        place = tuple(float(square.get(name)) for name in ("x", "y"))
        yield place, shade, said.text, count[0].text if count else None


def test_each_cell(drawn):
    chart = drawn(draw(["a", "b"], ["a", "b", "c"], [[3, 1, 0], [0, 0, 0]]))
    assert [cell[1:] for cell in cells(chart)] == [
        (0.375, "a, a: 3 of 4", "3"),
        (0.125, "a, b: 1 of 4", "1"),
        (0, "a, c: 0 of 4", None),
        (0, "b, a: 0 of 0", None),
        (0, "b, b: 0 of 0", None),
        (0, "b, c: 0 of 0", None),
    ]


def test_cells_stand_in_rows_and_columns(drawn):
    chart = drawn(draw(["a", "b"], ["a", "b", "c"], [[3, 1, 0], [0, 0, 0]]))
    places = [place for place, *_ in cells(chart)]
    assert len({y for _, y in places[:3]}) == len({y for _, y in places[3:]}) == 1
    assert [x for x, _ in places[:3]] == [x for x, _ in places[3:]]
    left = 0.58 * 13 + 8
    width = (440 - left - 1) / 3
    assert [x for x, _ in places[:3]] == pytest.approx(
        [left, left + width, left + 2 * width], abs=0.01
    )
    assert places[3][1] - places[0][1] == 34
    (row, *_), columns = chart.all("text", class_="end"), chart.all("text", class_="middle")[:3]
    assert places[0][1] < float(row.get("y")) < places[3][1]
    assert [float(each.get("x")) for each in columns] == pytest.approx(
        [left + (place + 0.5) * width for place in range(3)], abs=0.01
    )


def test_counts_and_names_stand_in_the_middle(drawn):
    chart = drawn(draw(["a", "b"], ["c", "d"], [[1, 2], [3, 4]]))
    squares = chart.all("rect")
    counts = [group[2] for group in chart.all("g")]
    for square, count in zip(squares, counts, strict=True):
        x, y, width, height = (float(square.get(name)) for name in ("x", "y", "width", "height"))
        assert float(count.get("x")) == pytest.approx(x + width / 2, abs=0.02)
        # Digits are 0.7 of the size of their font.
        assert float(count.get("y")) == pytest.approx(y + height / 2 + 0.35 * 13, abs=0.02)
    rows = chart.all("text", class_="end")
    assert [row.get("y") for row in rows] == [counts[0].get("y"), counts[2].get("y")]


def test_what_it_says(drawn):
    chart = drawn(draw(["a", "b"], ["c", "d"], [[1, 0], [0, 1]]))
    assert chart.texts(None) == ["true ↓   predicted →"]
    assert chart.texts("end") == ["a", "b"]
    assert chart.texts("middle") == ["c", "d", "1", "1"]


def test_names_that_are_too_wide_are_turned(drawn):
    chart = drawn(draw(["a"], ["wide" * 3] * 5, [[1, 0, 0, 0, 0]]))
    turned = [each for each in chart.all("text") if "rotate(-90)" in each.get("transform", "")]
    assert [each.text for each in turned] == ["wide" * 3] * 5
    ((_, top), *_), *_ = cells(chart)
    # They are 90 pixels long and hang from the label of the columns.
    assert top == pytest.approx(26 + 13 + 4 + 12 * 0.58 * 13 + 8, abs=0.01)


def test_long_names_are_cut(drawn):
    chart = drawn(draw(["x" * 40], ["x" * 40], [[1]]))
    assert chart.texts("end") == ["x" * 13 + "…"]
    ((_, _, said, _),) = cells(chart)
    assert said == f"{'x' * 40}, {'x' * 40}: 1 of 1"


def test_many_columns_have_small_square_cells(drawn):
    names = [f"{number}" for number in range(20)]
    chart = drawn(draw(names, names, [[1234] * 20] * 20))
    square = chart.all("rect")[0]
    assert float(square.get("width")) == float(square.get("height")) < 34
    count = chart.all("g")[0][2]
    size = float(count.get("style").removeprefix("font-size: ").removesuffix("px"))
    assert 4 * 0.58 * size < float(square.get("width"))


@pytest.mark.parametrize(
    ("rows", "columns", "counts", "message"),
    [
        ([], ["a"], [], "chart 'C': a heat map has at least one row and column"),
        (["a"], [], [[]], "chart 'C': a heat map has at least one row and column"),
        (["a"], ["a"], [[1], [1]], "chart 'C': the counts are not 1 by 1"),
        (["a"], ["a"], [[1, 1]], "chart 'C': the counts are not 1 by 1"),
    ],
)
def test_counts_that_can_not_be_drawn(rows, columns, counts, message):
    with pytest.raises(ValueError, match=r".") as raised:
        draw(rows, columns, counts, title="C")
    assert str(raised.value) == message
