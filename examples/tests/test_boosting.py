"""The plugin for tables is what the tutorial, followed word for word, leaves."""

import re
from pathlib import Path

import pytest

from fastlabel_core import __version__
from fastlabel_core.scaffold import render

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first-plugin.md"
EXAMPLE = ROOT / "examples" / "fastlabel-boosting"
CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", "dist", "exp_dir"}
LISTING = re.compile(
    r'^```python title="fastlabel-boosting/([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def listed():
    return dict(LISTING.findall(PAGE.read_text(encoding="utf-8")))


def test_the_tutorial_lists_the_model_and_its_test(listed):
    assert sorted(listed) == ["src/fastlabel_boosting/model.py", "tests/test_contract.py"]


def test_the_example_is_the_scaffold_with_the_listings_in_it(listed):
    expected = {**render("boosting", "table", __version__), **listed}
    found = {
        path.relative_to(EXAMPLE).as_posix(): path.read_text(encoding="utf-8")
        for path in EXAMPLE.rglob("*")
        if path.is_file() and not CACHES & set(path.parts)
    }
    assert found == expected
