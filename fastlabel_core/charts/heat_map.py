"""A heat map: a table of counts, each cell the darker the larger its share of the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastlabel_core.charts.picture import TITLE_HEIGHT, WIDTH, picture
from fastlabel_core.charts.style import TEXT_SIZE
from fastlabel_core.charts.svg import element, number, plain, shortened, text_width

LONGEST_NAME = 110
HIGHEST_CELL = 34
# So that the count is legible on the darkest cell, in light and dark.
DARKEST = 0.5


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    title: str,
    row_label: str,
    column_label: str,
) -> str:
    """Return a heat map as an SVG element, which can stand alone or in a page.

    Parameters
    ----------
    rows, columns : sequence of str
        Their names. More than 20 columns are hard to read.
    counts : sequence of sequence of int
        A row of counts for each row, with one for each column.
    title : str
        Above the chart; also what a screen reader says of it.
    row_label, column_label : str
        What rows and columns are.

    Raises
    ------
    ValueError
        If there is no row or column, or the counts are not one for each.
    """
    if not rows or not columns:
        raise ValueError(f"chart {title!r}: a heat map has at least one row and column")
    if len(counts) != len(rows) or any(len(row) != len(columns) for row in counts):
        raise ValueError(f"chart {title!r}: the counts are not {len(rows)} by {len(columns)}")
    row_names = [shortened(name, LONGEST_NAME, TEXT_SIZE) for name in rows]
    column_names = [shortened(name, LONGEST_NAME, TEXT_SIZE) for name in columns]
    axis_bottom = TITLE_HEIGHT + TEXT_SIZE
    left = _widest(row_names) + 8
    width = (WIDTH - left - 1) / len(columns)
    is_turned = _widest(column_names) > width - 4
    cells = _Cells(
        left=left,
        top=axis_bottom + 12 + (_widest(column_names) if is_turned else TEXT_SIZE),
        width=width,
        height=min(width, HIGHEST_CELL),
    )
    axis = element("text", plain(f"{row_label} ↓   {column_label} →"), x=0, y=axis_bottom)
    return picture(
        title,
        cells.y(len(rows)) + 1,
        axis,
        *[_row_name(name, place, cells) for place, name in enumerate(row_names)],
        *[_column_name(name, n, cells, is_turned) for n, name in enumerate(column_names)],
        *[
            part
            for place, (name, row) in enumerate(zip(rows, counts, strict=True))
            for part in _row(name, columns, row, place, cells)
        ],
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where the cells stand, in pixels: the edges of the first, and the size of each."""

    left: float
    top: float
    width: float
    height: float

    def x(self, column: float) -> float:
        """Return the left edge of a column, from 0; that of 0.5 is the middle of the first."""
        return self.left + column * self.width

    def y(self, row: float) -> float:
        """Return the top edge of a row, in the same way."""
        return self.top + row * self.height


def _widest(names: Sequence[str]) -> float:
    return max(text_width(name, TEXT_SIZE) for name in names)


def _row_name(name: str, row: int, cells: _Cells) -> str:
    y = cells.y(row + 0.5) + 0.35 * TEXT_SIZE
    return element("text", plain(name), class_="end", x=cells.left - 8, y=y)


def _column_name(name: str, column: int, cells: _Cells, is_turned: bool) -> str:
    x, y = cells.x(column + 0.5), cells.top - 6
    if not is_turned:
        return element("text", plain(name), class_="middle", x=x, y=y)
    place = f"translate({number(x + 0.35 * TEXT_SIZE)} {number(y)}) rotate(-90)"
    return element("text", plain(name), transform=place)


def _row(
    name: str, columns: Sequence[str], counts: Sequence[int], row: int, cells: _Cells
) -> Iterator[str]:
    total = sum(counts)
    longest = max(len(f"{count}") for count in counts)
    size = min(TEXT_SIZE, 0.62 * cells.height, 1.4 * cells.width / longest)
    for place, (column, count) in enumerate(zip(columns, counts, strict=True)):
        said = element("title", plain(f"{name}, {column}: {count:,} of {total:,}"))
        square = _square(cells.x(place), cells.y(row), cells, count / total if total else 0.0)
        x, y = cells.x(place + 0.5), cells.y(row + 0.5) + 0.35 * size
        yield element("g", said, square, *([_count(count, x, y, size)] if count else []))


def _square(x: float, y: float, cells: _Cells, share: float) -> str:
    style = f"fill: var(--blue); fill-opacity: {DARKEST * share:.3f}; stroke: var(--line)"
    return element("rect", x=x, y=y, width=cells.width, height=cells.height, style=style)


def _count(count: int, x: float, y: float, size: float) -> str:
    style = f"font-size: {number(size)}px"
    return element("text", f"{count}", class_="middle", x=x, y=y, style=style)
