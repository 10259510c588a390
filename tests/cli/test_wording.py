"""Counts in words."""

import pytest

from fastlabel_core.cli.wording import counted


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 labels"), (1, "1 label"), (2, "2 labels"), (1642, "1,642 labels")]
)
def test_counted(count, text):
    assert counted(count, "label", "labels") == text
