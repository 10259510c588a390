"""The checkout that the pages speak of: a copy of it, and wheels of its distributions."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).parents[2]


def copy_checkout(folder: Path) -> None:
    """Copy the files that git tracks, or would.

    Parameters
    ----------
    folder : Path
        Where to. Need not exist.
    """
    for name in _list_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)


def build_wheels(folder: Path) -> None:
    """Build a wheel of each distribution.

    Parameters
    ----------
    folder : Path
        Where to. Need not exist.
    """
    for name in _list_files():
        if Path(name).name == "pyproject.toml":
            project = (ROOT / name).parent
            subprocess.run(
                [find_uv_bin(), "build", "--quiet", "--wheel", "--out-dir", folder, project],
                check=True,
            )


def _list_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    # git still lists a tracked file that was removed.
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
