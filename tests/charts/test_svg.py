from xml.etree import ElementTree

import pytest

from fastlabel_core.charts.svg import element, number, plain, shortened, text_width


def test_an_element():
    inner = element("text", plain("a < b & c"), x=1, class_="end")
    assert element("g", inner, stroke_width=0.126) == (
        '<g stroke-width="0.13"><text x="1" class="end">a &lt; b &amp; c</text></g>'
    )
    assert element("rect", x=0) == '<rect x="0"/>'


def test_an_attribute_is_escaped():
    parsed = ElementTree.fromstring(element("g", style="""a"b'<&>"""))
    assert parsed.get("style") == """a"b'<&>"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (10, "10"),
        (100.0, "100"),
        (1.5, "1.5"),
        (1.256, "1.26"),
        (-0.001, "0"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f", "\ufffe", "\ud800"])
def test_what_xml_can_not_hold(character):
    assert plain(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"
    parsed = ElementTree.fromstring(element("g", style=f"a{character}b"))
    assert parsed.get("style") == "a\N{REPLACEMENT CHARACTER}b"


def test_tabs_and_line_breaks_are_kept():
    assert plain("a\tb\nc\U0001f600") == "a\tb\nc\U0001f600"


def test_the_width_of_text():
    assert text_width("abcd", 10) == pytest.approx(23.2)
    assert text_width("标签", 10) == 20


@pytest.mark.parametrize(
    ("text", "kept"), [("abcd", "abcd"), ("abcde", "abc…"), ("标签标", "标…"), ("", "")]
)
def test_shortened(text, kept):
    assert shortened(text, 24, 10) == kept
