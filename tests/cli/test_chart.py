"""The chart on the terminal, character by character."""

import pytest

from fastlabel_core.cli.chart import ASCII, UNICODE, Point, draw_chart

RISING = [Point(300, 0.6, 0.5, 0.7), Point(400, 0.8, 0.7, 0.9), Point(500, 0.9, 0.8, 1.0)]


def test_in_unicode():
    # From 0.5 to 1.0 there are six ticks, two lines apart: 0.6 stands in line 8 of 0 to 10, 0.8 in
    # line 4, 0.9 in line 2. 400 stands in the middle of 25 columns.
    assert draw_chart(RISING, 31, UNICODE) == [
        "1.00 ┤                        │",
        "     │                        │",
        "0.90 ┤            │         ⣀⡠●",
        "     │            │   ⣀⡠⠤⠒⠊⠉  │",
        "0.80 ┤           ⢀●⠒⠊⠉        │",
        "     │        ⢀⠤⠊⠁│",
        "0.70 ┤│    ⢀⠤⠊⠁   │",
        "     ││ ⢀⠤⠊⠁",
        "0.60 ┤●⠊⠁",
        "     ││",
        "0.50 ┤│",
        "     └┬───────────┬───────────┬",
        "      300        400        500",
    ]


def test_in_ascii():
    assert draw_chart(RISING, 31, ASCII) == [
        "1.00 +                        |",
        "     |                        |",
        "0.90 +            |         ..o",
        "     |            |   ......  |",
        "0.80 +           .o...        |",
        "     |        ... |",
        "0.70 +|    ...    |",
        "     || ...",
        "0.60 +o.",
        "     ||",
        "0.50 +|",
        "     ++-----------+-----------+",
        "      300        400        500",
    ]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_no_line_is_longer_than_there_is_room(glyphs):
    for width in (30, 31, 80):
        assert max(map(len, draw_chart(RISING, width, glyphs))) == width


def test_too_little_room():
    assert draw_chart(RISING, 29, UNICODE) == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_line_needs_two_points(count):
    assert draw_chart(RISING[:count], 80, UNICODE) == []


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.0, 1.0, ["1.00", "0.80", "0.60", "0.40", "0.20", "0.00"]),
        (0.62, 0.97, ["1.00", "0.90", "0.80", "0.70", "0.60"]),
        (0.76, 0.96, ["1.00", "0.95", "0.90", "0.85", "0.80", "0.75"]),
        (0.9505, 0.9795, ["0.98", "0.97", "0.96", "0.95"]),
        (0.9905, 0.9995, ["1.000", "0.998", "0.996", "0.994", "0.992", "0.990"]),
    ],
)
def test_ticks_stand_at_round_numbers(low, high, labels):
    middle = (low + high) / 2
    lines = draw_chart([Point(1, middle, low, high), Point(2, middle, low, high)], 40, ASCII)
    assert [line.split()[0] for line in lines if " +" in line and line[0] != " "] == labels


def test_equal_numbers_of_labels_share_a_column():
    points = [Point(20, 0.2, 0.1, 0.3), Point(20, 0.8, 0.7, 0.9)]
    assert draw_chart(points, 40, ASCII) == [
        "1.00 +",
        "     ||",
        "0.80 +o",
        "     ||",
        "0.60 +.",
        "     |.",
        "0.40 +.",
        "     ||",
        "0.20 +o",
        "     ||",
        "0.00 +",
        f"     ++{'-' * 33}",
        "      20",
    ]


def test_the_line_may_go_back_to_fewer_labels():
    back = draw_chart([RISING[1], RISING[0]], 31, UNICODE)
    assert back == draw_chart(RISING[:2], 31, UNICODE)
    assert back[-1] == "      300                   400"


def test_numbers_that_would_touch_are_left_out():
    points = [Point(x, 0.6, 0.5, 0.7) for x in (1000, 1010, 1100, 1200)]
    assert draw_chart(points, 31, ASCII)[-2:] == [
        "     +++----------+-----------+",
        "      1,000     1,100     1,200",
    ]


@pytest.mark.parametrize(("x", "numbers"), [(104, "100"), (105, "100 105")])
def test_numbers_stand_apart_by_a_space(x, numbers):
    # In 29 columns each of 100 to 128 has its own.
    points = [Point(each, 0.6, 0.5, 0.7) for each in (100, x, 128)]
    assert draw_chart(points, 35, ASCII)[-1] == f"      {numbers:26}128"


def test_places_are_rounded():
    # From 1.0 to 0.5 in 11 lines, 0.575 stands at 8.5; from 100 to 127 in 25 columns, 104 at 3.6.
    points = [Point(100, 0.6, 0.5, 1.0), Point(104, 0.575, 0.5, 1.0), Point(127, 0.6, 0.5, 1.0)]
    lines = draw_chart(points, 31, ASCII)
    assert [line[10] for line in lines[:11]] == ["|"] * 9 + ["o", "|"]
    assert lines[-2] == "     ++---+-------------------+"
