"""Every command and listing of every page: run, or the same as in the page it translates."""

from __future__ import annotations

from pathlib import Path

import pytest

from .checkout import ROOT, copy_checkout
from .environment import make_environment
from .listings import ListingError, read_fences, read_listings
from .page import PageError, run_page

TRANSLATED = "docs/zh/"
TRANSLATED_README = "README.zh-CN.md"
PAGES = sorted(
    str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
)
TRANSLATIONS = [page for page in PAGES if page.startswith(TRANSLATED) or page == TRANSLATED_README]
ORIGINALS = [page for page in PAGES if page not in TRANSLATIONS]
# These speak to a reader who has cloned the repository.
IN_A_CLONE = ["CONTRIBUTING.md", "README.md"]
# tox is what runs this test, and the tests of the core beside it.
INSTEAD = {
    "README.md": {"pip install tox && tox": "pip install tox"},
    "CONTRIBUTING.md": {
        "pytest tests": "pytest --collect-only --quiet tests",
        "tox            # everything": "tox config -k env_name",
        "tox -e lint,type": "tox config -k env_name -e lint,type",
        "tox -e py311-core-newest -- tests/query": "tox config -k env_name -e py311-core-newest",
    },
}


def original_of(page: str) -> str:
    return "README.md" if page == TRANSLATED_README else page.replace(TRANSLATED, "docs/", 1)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ORIGINALS)
def test_the_listings_of_a_page_do_what_it_says(page: str, tmp_path: Path, wheels: Path) -> None:
    folder, scripts = tmp_path / "folder", tmp_path / "scripts"
    folder.mkdir()
    scripts.mkdir()
    if page in IN_A_CLONE:
        copy_checkout(folder)
    environment = make_environment(tmp_path, wheels)
    try:
        listings = read_listings(page, text_of(page))
        run_page(page, listings, folder, environment, scripts, instead=INSTEAD.get(page, {}))
    except (ListingError, PageError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.mark.parametrize("page", TRANSLATIONS)
def test_a_translation_has_the_listings_of_its_original(page: str) -> None:
    original = original_of(page)
    assert original in ORIGINALS, f"{page} translates {original}, which isn't there"
    fences, original_fences = (read_fences(each, text_of(each)) for each in (page, original))
    for fence, its in zip(fences, original_fences, strict=False):
        assert (fence.info, fence.content) == (its.info, its.content), (
            f"{page}:{fence.line} isn't {original}:{its.line}"
        )
    assert len(fences) == len(original_fences)


def test_a_file_that_the_readme_lists_is_one_of_the_checkout() -> None:
    listed = {
        listing.title: listing.content
        for listing in read_listings("README.md", text_of("README.md"))
        if listing.title is not None
    }
    assert listed == {title: text_of(title) for title in listed}
    assert sorted(listed) == [
        "examples/fastlabel-bayes/fastlabel_bayes.py",
        "examples/fastlabel-bayes/pyproject.toml",
    ]


@pytest.mark.parametrize("page", INSTEAD)
def test_what_is_not_run_stands_in_the_page(page: str) -> None:
    assert INSTEAD[page].keys() <= set(text_of(page).splitlines())


def test_the_test_command_of_the_readme_is_the_one_that_ci_runs() -> None:
    script = text_of(".ci/run")
    assert script.endswith("\npip install tox && tox\n")
