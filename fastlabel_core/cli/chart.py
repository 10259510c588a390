"""A line chart on the terminal: shares, each with its interval, joined by a line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Of the plot itself, in characters.
LEAST_WIDTH = 24
LINES_PER_TICK = 2
MOST_TICKS = 6
# How far ticks may stand apart, in thousandths.
STEPS = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Point:
    """A share that was counted at `x`, and the interval that covers it.

    Parameters
    ----------
    x : int
    share, low, high : float
        From 0 to 1.
    """

    x: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters that a chart is drawn with.

    Parameters
    ----------
    point, interval, side, side_tick, corner, floor, floor_tick : str
        A character each.
    no_dots : str
        The joining line is drawn in dots; this is the character without any.
    dots : sequence of sequence of int
        The rows and columns of dots of a character: what each adds to the code of `no_dots`.
    """

    point: str
    interval: str
    side: str
    side_tick: str
    corner: str
    floor: str
    floor_tick: str
    no_dots: str
    dots: Sequence[Sequence[int]]


UNICODE = Glyphs(
    point="●",
    interval="│",
    side="│",
    side_tick="┤",
    corner="└",
    floor="─",
    floor_tick="┬",
    # The Unicode standard numbers the dots of Braille so.
    no_dots="\u2800",
    dots=((1, 8), (2, 16), (4, 32), (64, 128)),
)
ASCII = Glyphs(
    point="o",
    interval="|",
    side="|",
    side_tick="+",
    corner="+",
    floor="-",
    floor_tick="+",
    no_dots=".",
    dots=((0,),),
)


def draw_chart(points: Sequence[Point], width: int, glyphs: Glyphs) -> list[str]:
    """Draw points, the intervals as bars.

    Parameters
    ----------
    points : sequence of Point
        In the order in which the line joins them.
    width : int
        How many characters a line may have.
    glyphs : Glyphs
        What to draw with.

    Returns
    -------
    list of str
        The lines; none if there are fewer than two points, or if `width` is too small.
    """
    if len(points) < 2:
        return []
    side = _side_around(points)
    columns = width - side.width
    if columns < LEAST_WIDTH:
        return []
    canvas = _Canvas(glyphs)
    places = [_place(point, points, columns, side) for point in points]
    for first, second in pairwise(places):
        canvas.join(first, second)
    for point, (column, line) in zip(points, places, strict=True):
        canvas.bar(column, side.line_of(point.high), side.line_of(point.low))
        canvas.put(column, line, glyphs.point)
    return [
        *(f"{label}{canvas.row(line, columns)}".rstrip() for line, label in side.labels(glyphs)),
        *_floor([_nearest(column) for column, _ in places], points, columns, side, glyphs),
    ]


@dataclass(frozen=True, slots=True)
class _Side:
    """The vertical axis: the share at its top, and its ticks, in thousandths from top to bottom."""

    top: int
    ticks: int
    step: int

    @property
    def digits(self) -> int:
        return 3 if self.step < 10 else 2

    @property
    def width(self) -> int:
        return len("0. ") + self.digits + 1

    def line_of(self, share: float) -> float:
        return (self.top - 1000 * share) / self.step * LINES_PER_TICK

    def labels(self, glyphs: Glyphs) -> Iterator[tuple[int, str]]:
        for tick in range(self.ticks):
            share = (self.top - tick * self.step) / 1000
            yield tick * LINES_PER_TICK, f"{share:.{self.digits}f} {glyphs.side_tick}"
            if tick < self.ticks - 1:
                for line in range(1, LINES_PER_TICK):
                    yield tick * LINES_PER_TICK + line, f"{glyphs.side:>{self.width}}"


def _side_around(points: Sequence[Point]) -> _Side:
    low = 1000 * min(point.low for point in points)
    high = 1000 * max(point.high for point in points)
    for step in STEPS:
        top, bottom = math.ceil(high / step), math.floor(low / step)
        if top - bottom < MOST_TICKS:
            break
    return _Side(top * step, top - bottom + 1, step)


def _place(point: Point, points: Sequence[Point], columns: int, side: _Side) -> tuple[float, float]:
    """Return the column and the line where a point stands, both from 0."""
    first, last = min(each.x for each in points), max(each.x for each in points)
    return (point.x - first) / max(last - first, 1) * (columns - 1), side.line_of(point.share)


def _floor(
    marked: Sequence[int], points: Sequence[Point], columns: int, side: _Side, glyphs: Glyphs
) -> Iterator[str]:
    """Yield the horizontal axis, and below it what the marks stand for, as far as that fits."""
    line = (glyphs.floor_tick if column in marked else glyphs.floor for column in range(columns))
    yield f"{glyphs.corner:>{side.width}}{''.join(line)}"
    labels = ""
    for column, x in sorted(zip(marked, (point.x for point in points), strict=True)):
        label = f"{x:,}"
        start = min(max(column - len(label) // 2, 0), columns - len(label))
        if not labels or start > len(labels):
            labels = labels.ljust(start) + label
    yield " " * side.width + labels


def _nearest(place: float) -> int:
    return math.floor(place + 0.5)


class _Canvas:
    """Characters at columns and lines, and a line of dots below them."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._characters: dict[tuple[int, int], str] = {}
        self._dots: dict[tuple[int, int], int] = {}

    def put(self, column: float, line: float, character: str) -> None:
        self._characters[_nearest(column), _nearest(line)] = character

    def bar(self, column: float, top: float, bottom: float) -> None:
        for line in range(_nearest(top), _nearest(bottom) + 1):
            self.put(column, line, self._glyphs.interval)

    def join(self, first: tuple[float, float], second: tuple[float, float]) -> None:
        """Draw a straight line between the middles of two characters."""
        dots = self._glyphs.dots
        high, wide = len(dots), len(dots[0])
        across, down = (second[0] - first[0]) * wide, (second[1] - first[1]) * high
        steps = max(math.ceil(max(abs(across), abs(down))), 1)
        for step in range(steps + 1):
            x = math.floor((first[0] + 0.5) * wide + across * step / steps)
            y = math.floor((first[1] + 0.5) * high + down * step / steps)
            place = x // wide, y // high
            self._dots[place] = self._dots.get(place, 0) | dots[y % high][x % wide]

    def row(self, line: int, columns: int) -> str:
        return "".join(self._at(column, line) for column in range(columns))

    def _at(self, column: int, line: int) -> str:
        place = column, line
        if place in self._characters:
            return self._characters[place]
        if place in self._dots:
            return chr(ord(self._glyphs.no_dots) + self._dots[place])
        return " "
