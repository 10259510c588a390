"""The contract catches: each broken plugin fails the check after which it is named, and no other.

The docstring of a broken plugin says what is broken and what the check says of it. In that, a ``#``
stands for a number, and ``...`` for what differs from run to run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.plugins import Plugin
from fastlabel_core.testing.contract import CHECKS, Subject

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.py"))
SOUND = [HERE / "sound.py", HERE / "sound_query.py", *sorted((HERE / "sound_too").glob("*.py"))]
OF_PROCESSES = ("listing_does_not_import_it", "other_process_gives_the_same")
FIGURE = re.compile(r"\d+\.\d{3,}(e-\d+)?")


def failures(plugin: Plugin, make_subject: Callable[..., Subject]) -> dict[str, str]:
    """Run all checks; return what those say that fail."""
    messages = {}
    for check in CHECKS:
        subject = make_subject(plugin, check.__name__)
        try:
            check(subject)
        except Exception as error:  # noqa: BLE001
            messages[check.__name__] = str(error)
    return messages


def expected_message(path: Path) -> re.Pattern[str]:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    expected = re.escape(" ".join(docstring.split("Fails with: ")[1].split()))
    return re.compile(expected.replace(re.escape("..."), ".*"))


def comparable(message: str, folder: Path) -> str:
    """Return a message on one line, without what differs from one run or machine to the next."""
    message = re.sub(r"/work-\w+", "/work-#", message.replace(str(folder), "TMP"))
    return " ".join(FIGURE.sub("#", message).split())


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_plugin_fails_the_check_of_its_name_alone(
    path: Path,
    install_file: Callable[[Path], Plugin],
    make_subject: Callable[..., Subject],
    fork_processes: Callable[[], None],
    tmp_path: Path,
) -> None:
    if not path.stem.startswith(OF_PROCESSES):
        fork_processes()
    found = failures(install_file(path), make_subject)
    check = path.stem.partition("__")[0]
    assert list(found) == [check], found
    message = comparable(found[check], tmp_path)
    assert expected_message(path).fullmatch(message), message


def test_every_check_has_a_broken_plugin() -> None:
    named = {path.stem.partition("__")[0] for path in BROKEN}
    assert named == {check.__name__ for check in CHECKS}


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sound_plugin_passes_every_check(
    path: Path, install_file: Callable[[Path], Plugin], make_subject: Callable[..., Subject]
) -> None:
    assert failures(install_file(path), make_subject) == {}
