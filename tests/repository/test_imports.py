from __future__ import annotations

import subprocess
import sys

import pytest

import fastlabel_core.repository

HEAVY = "torch sklearn pandas numpy pyarrow pydantic rich"


@pytest.mark.parametrize("module", ["fastlabel_core.repository", "fastlabel_core.cli.models"])
def test_importing_costs_nothing(module: str) -> None:
    program = (
        f"import sys, {module}; print(*[name for name in {HEAVY.split()!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout == "\n"


def test_every_public_name_is_there() -> None:
    for name in fastlabel_core.repository.__all__:
        assert getattr(fastlabel_core.repository, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'find_modl'"):
        fastlabel_core.repository.find_modl  # noqa: B018
