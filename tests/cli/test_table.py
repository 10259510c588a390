"""Tables on the terminal."""

from fastlabel_core.cli.table import align, align_right

ROWS = [("round", "labels"), ("1", "1,300"), ("12", "")]


def test_cells_begin_below_each_other():
    assert list(align(ROWS)) == ["round  labels", "1      1,300", "12"]


def test_cells_end_below_each_other():
    assert list(align_right(ROWS)) == ["round  labels", "    1   1,300", "   12        "]
