"""What all charts promise: to stand alone, to load nothing, and to be read by everybody."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from fastlabel_core.charts.bar_chart import Bars, bar_chart
from fastlabel_core.charts.heat_map import heat_map
from fastlabel_core.charts.line_chart import Series, line_chart
from fastlabel_core.charts.reliability_diagram import reliability_diagram
from fastlabel_core.charts.style import series_style
from fastlabel_core.reliability import reliability

SVG = "{http://www.w3.org/2000/svg}"
# As it stands in a class's name, in markup of three kinds.
HOSTILE = "<script>alert(1)</script> & \"]]>' --> </style>\x00"
READABLE = HOSTILE.replace("\x00", "\N{REPLACEMENT CHARACTER}")

CHARTS = {
    "lines": lambda name: line_chart(
        [Series(name, [0, 1], [0, 1], [0, 0], [1, 1])], title=name, x_label=name, y_label=name
    ),
    "bars": lambda name: bar_chart([name], [Bars(name, [1], [name[:9]])], title=name),
    "heat map": lambda name: heat_map(
        [name], [name], [[1]], title=name, row_label=name, column_label=name
    ),
    "reliability": lambda name: reliability_diagram(
        reliability(np.array([0.5]), np.array([True])), title=name
    ),
}


NAMES = [f"class {letter}" for letter in "abcdefghij"]
FULL_CHARTS = {
    "lines": lambda: line_chart(
        [Series(name, [0, 1000], [0.25, 1], [0, 0], [1, 1]) for name in NAMES],
        title="Accuracy",
        x_label="labels",
        y_label="share",
    ),
    "bars": lambda: bar_chart(
        NAMES,
        [Bars(name, range(10), ["1,234 (12.3 %)"] * 10) for name in NAMES[:3]],
        title="Classes",
    ),
    "heat map": lambda: heat_map(
        NAMES, NAMES, [[123] * 10] * 10, title="Confusion", row_label="true", column_label="told"
    ),
    "small heat map": lambda: heat_map(
        NAMES[:2], NAMES[:2], [[1234] * 2] * 2, title="Few", row_label="true", column_label="told"
    ),
    "reliability": lambda: reliability_diagram(
        reliability(np.linspace(0, 1, 4000), np.arange(4000) % 2 == 0), title="Reliability"
    ),
}


@pytest.fixture(params=FULL_CHARTS.values(), ids=list(FULL_CHARTS))
def draw_full(request):
    return request.param


@pytest.fixture(params=CHARTS.values(), ids=list(CHARTS))
def draw(request):
    return request.param


def test_names_stay_names(draw):
    svg = draw(HOSTILE)
    root = ElementTree.fromstring(svg)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg",
        "title",
        "style",
        "text",
        "g",
        "line",
        "path",
        "rect",
    }
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == READABLE
    assert root[2].text == READABLE
    assert svg.count("<script") == 0


def test_it_stands_alone(draw):
    root = ElementTree.fromstring(draw("a"))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    width, height = root.get("width"), root.get("height")
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert width == "440"


def test_it_loads_nothing(draw):
    svg = draw("a").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.search(r"//|url\(|@import|href|src=|\bid=", svg) is None


def test_the_same_again(draw):
    assert draw("a") == draw("a")


def boxes(element, right=0.0, down=0.0):
    """Yield each text of a chart that isn't turned, with its edges in pixels."""
    moved = element.get("transform", "translate(0 0)")
    if "rotate" in moved:
        return
    x, y = map(float, moved.removeprefix("translate(").removesuffix(")").split())
    right, down = right + x, down + y
    if element.tag == f"{SVG}text":
        text = "".join([element.text or "", *(child.tail or "" for child in element)])
        size = 15 if element.get("class") == "title" else 13
        if element.get("style"):
            size = float(element.get("style").removeprefix("font-size: ").removesuffix("px"))
        # Letters of a common face are half as wide as high, in the mean.
        width, anchor = len(text) * size / 2, (element.get("class") or "").split()
        left = right + float(element.get("x"))
        left -= width if "end" in anchor else width / 2 if "middle" in anchor else 0
        bottom = down + float(element.get("y"))
        yield text, (left, bottom - 0.75 * size, left + width, bottom + 0.2 * size)
    for child in element:
        yield from boxes(child, right, down)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_no_text_stands_on_another(draw_full):
    root = ElementTree.fromstring(draw_full())
    width, height = float(root.get("width")), float(root.get("height"))
    found = list(boxes(root))
    for text, (left, top, right, bottom) in found:
        assert 0 <= left < right <= width, text
        assert 0 <= top < bottom <= height, text
    for (text, box), (other_text, other_box) in itertools.combinations(found, 2):
        assert not overlap(box, other_box), (text, other_text)


def test_nothing_leaves_the_picture(draw):
    root = ElementTree.fromstring(draw("abc"))
    height = float(root.get("height"))
    found = list(boxes(root))
    assert found
    for text, (left, top, right, bottom) in found:
        assert 0 <= left < right <= 440, text
        assert 0 <= top < bottom <= height, text
    for square in root.iter(f"{SVG}rect"):
        assert float(square.get("x")) + float(square.get("width")) <= 440
        assert float(square.get("y")) + float(square.get("height")) <= height


def test_a_name_in_the_legend_that_is_wider_than_the_picture_is_cut():
    name = "MarginSampling:" + ",".join(f"option{number}=value" for number in range(9))
    root = ElementTree.fromstring(
        line_chart([Series(name, [0, 1], [0, 1])], title="a", x_label="b", y_label="c")
    )
    (text,) = [text for text, _ in boxes(root) if "Margin" in text]
    assert text.endswith("…")
    assert name.startswith(text[:-1])
    # As wide as such letters can be, behind a key of 30 pixels and a gap of 6.
    assert 420 < 36 + 0.58 * 13 * len(text) <= 440


def test_keys_stand_beside_their_names(draw_full):
    """A key is 30 pixels wide; one of a heat map's cells has its count in its middle instead."""
    root = ElementTree.fromstring(draw_full())
    for group in root.iter(f"{SVG}g"):
        if "transform" in group.attrib:
            assert float(group[-1].get("x")) >= 34
            assert abs(float(group[-1].get("y"))) < 13 / 2


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_stand_out_in_light_and_dark(draw):
    style = ElementTree.fromstring(draw("a"))[1].text
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    for scheme in (light, dark):
        values = dict(re.findall(r"--(\w+): (?:var\([\w-]+, )?(#\w{6})", scheme))
        names = {series_style(place).colour[6:-1] for place in range(9)}
        assert len(names) == 5
        for name in {*names, "ink", "faint"}:
            assert contrast(values[name], values["paper"]) >= 4.5, name


def test_series_differ():
    assert len({series_style(place) for place in range(140)}) == 140
