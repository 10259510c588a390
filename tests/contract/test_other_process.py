"""How the other process is another one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.plugins import Plugin
from fastlabel_core.testing.contract import BrokenPromiseError, Subject
from fastlabel_core.testing.contract.other_process import other_process_gives_the_same

SOUND = Path(__file__).parent / "sound.py"


def test_python_goes_through_the_labels_in_another_order(
    install_file: Callable[[Path], Plugin],
    make_subject: Callable[..., Subject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That hangs on the seed of its hashes, which is an environment variable."""
    run, environments = subprocess.run, []

    def run_nothing(command: list[str], **given: object) -> object:
        if command[1] != "-c":
            return run(command, **given)
        environments.append(given["env"])
        return subprocess.CompletedProcess(command, 1, "", "not run")

    subject = make_subject(install_file(SOUND))
    monkeypatch.setattr(subprocess, "run", run_nothing)
    with pytest.raises(BrokenPromiseError):
        other_process_gives_the_same(subject)
    (environment,) = environments
    labels = ["east", "north", "west"]
    program = "import sys; print(*set(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *labels]
    there = run(command, env=environment, capture_output=True, text=True).stdout.split()
    assert sorted(there) == labels
    assert there != list(set(labels))
    assert environment["PYTHONHASHSEED"].isdigit()
    assert {**environment, "PYTHONHASHSEED": ""} == {**os.environ, "PYTHONHASHSEED": ""}
