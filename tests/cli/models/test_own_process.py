"""``fastlabel models`` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from fastlabel_core.repository import read_metadata


def test_in_a_process_of_its_own() -> None:
    def run(*arguments: str) -> str:
        program = "from fastlabel_core.cli.models import command; command()"
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            timeout=60,
            check=True,
        ).stdout

    assert run("publish", "model", "--name", "digits") == "published digits@1\n"
    assert run("verify") == "digits@1  ok\n"
    assert json.loads(run("show", "digits", "--json")) == {
        **read_metadata(Path("model")).model_dump(mode="json"),
        "name": "digits",
        "version": 1,
    }
