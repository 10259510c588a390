"""How a page is followed, and what it says when it can't be."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .checkout import ROOT, copy_checkout
from .environment import make_environment
from .listings import read_listings
from .page import PageError, run_page

Follow = Callable[..., None]


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Return a function that follows a page in the folder ``folder``."""
    folder, scripts = tmp_path / "folder", tmp_path / "scripts"
    folder.mkdir()
    scripts.mkdir()
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.defpath}"}

    def follow(markdown: str, instead: dict[str, str] | None = None, seconds: float = 60) -> None:
        listings = read_listings("a.md", markdown)
        run_page(
            "a.md", listings, folder, environment, scripts, instead=instead or {}, seconds=seconds
        )

    return follow


def test_the_state_of_bash_carries_over(follow: Follow) -> None:
    follow(
        "```console\nmkdir b\ncd b\nunexported=1\nexport EXPORTED=2\n```\n"
        "```console\necho $unexported $EXPORTED ${PWD##*/}\n```\n```text\n1 2 b\n```\n"
    )


def test_a_file_is_written_below_the_current_folder(follow: Follow, tmp_path: Path) -> None:
    follow('```console\nmkdir b\ncd b\n```\n```csv title="c d/e.csv"\né,1\n```\n')
    assert (tmp_path / "folder/b/c d/e.csv").read_bytes() == b"\xc3\xa9,1\n"


def test_a_script_imports_from_the_current_folder(follow: Follow) -> None:
    follow(
        '```python title="b.py"\nC = 3\n```\n'
        "```python\nimport sys\nimport b\nprint(b.C)\nprint(4, file=sys.stderr)\n```\n"
        "```text\n...\n3\n...\n```\n"
    )


def test_a_command_reads_nothing(follow: Follow) -> None:
    follow("```console\ncat\necho b\n```\n```text\nb\n```\n")


@pytest.mark.parametrize("command", ["false", "false && true", "false | true", "exit 1"])
def test_a_command_that_fails_ends_the_page(follow: Follow, tmp_path: Path, command: str) -> None:
    with pytest.raises(PageError) as error:
        follow(f"Words\n```console\necho b\n{command}\ntouch c\n```\n")
    assert str(error.value) == f"a.md:4: {command}\nended with status 1\nb"
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_command_that_ends_bash_is_a_failure(follow: Follow) -> None:
    with pytest.raises(PageError) as error:
        follow("```console\nexit 0\n```\n")
    assert str(error.value) == "a.md:2: exit 0\nended with status 0\n"


def test_an_error_names_the_line_of_the_page(follow: Follow) -> None:
    with pytest.raises(PageError, match=r"line 3, in <module>\nZeroDivisionError"):
        follow("```python\nb = 0\n1 / b\n```\n")
    with pytest.raises(PageError, match=r"line 2: \$: command not found"):
        follow("```console\n$ ls\n```\n")


def test_a_long_output_is_cut_to_its_end(follow: Follow) -> None:
    with pytest.raises(PageError) as error:
        follow("```console\nseq 1 100\nfalse\n```\n")
    assert str(error.value).split("\n")[1:4] == ["ended with status 1", "(40 lines before)", "41"]
    assert str(error.value).endswith("\n99\n100")


def test_another_output_is_an_error(follow: Follow) -> None:
    with pytest.raises(PageError) as error:
        follow("```console\necho b\necho c\n```\n\n```text\nb\nd\n```\n")
    assert str(error.value) == "a.md:6: the page shows\nb\nd\nbut this was printed:\nb\nc"


def test_what_takes_too_long_is_ended_with_all_that_it_has_started(
    follow: Follow, tmp_path: Path
) -> None:
    with pytest.raises(PageError) as error:
        follow("```console\n(sleep 3; touch b) & sleep 60\n```\n", seconds=1)
    assert str(error.value) == (
        "a.md:2: (sleep 3; touch b) & sleep 60\ntook longer than 1 seconds\n"
    )
    time.sleep(4)
    assert list((tmp_path / "folder").iterdir()) == []


def test_another_command_stands_in_for_one(follow: Follow) -> None:
    follow("```console\nfalse\n```\n```text\nb\n```\n", {"false": "echo b"})


def test_a_page_knows_little_of_the_environment_that_tests_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTLABEL_DISABLE", "b")
    monkeypatch.setenv("PYTHONPATH", "b")
    monkeypatch.setenv("HTTPS_PROXY", "c")
    environment = make_environment(tmp_path, tmp_path / "wheels")
    assert not {"FASTLABEL_DISABLE", "PYTHONPATH"} & environment.keys()
    assert environment["HTTPS_PROXY"] == "c"
    assert environment["HOME"] == str(tmp_path / "home")
    programs = [shutil.which(each, path=environment["PATH"]) for each in ("python", "uv", "pytest")]
    assert programs == [str(tmp_path / "virtual/bin/python"), str(tmp_path / "programs/uv"), None]


@pytest.mark.parametrize(
    ("activate", "environment_folder"),
    [(":", "../virtual"), ("python3 -m venv .venv && . .venv/bin/activate", ".venv")],
)
def test_pip_installs_our_wheels_into_the_active_environment(
    tmp_path: Path, wheels: Path, activate: str, environment_folder: str
) -> None:
    folder, scripts = tmp_path / "folder", tmp_path / "scripts"
    folder.mkdir()
    scripts.mkdir()
    listings = read_listings(
        "a.md",
        f"```console\n{activate}\npip install --no-deps fastlabel-bayes\n"
        f"ls {environment_folder}/lib/*/site-packages/fastlabel_bayes.py\n```\n",
    )
    run_page("a.md", listings, folder, make_environment(tmp_path, wheels), scripts, instead={})


def test_our_distributions_have_wheels(wheels: Path) -> None:
    names = {wheel.name.split("-")[0] for wheel in wheels.glob("*.whl")}
    assert names >= {"fastlabel_core", "fastlabel_resnet", "fastlabel_text", "fastlabel_bayes"}


def test_a_copy_of_the_checkout_has_what_git_tracks_and_no_more(tmp_path: Path) -> None:
    copy_checkout(tmp_path)
    assert (tmp_path / "README.md").read_bytes() == (ROOT / "README.md").read_bytes()
    assert (tmp_path / "docs/tests/test_page.py").exists()
    assert not any((tmp_path / name).exists() for name in (".git", ".tox", ".pytest_cache"))
