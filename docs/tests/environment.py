"""What a reader has before a page begins: Python, pip, uv, and nothing that is ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

_DROPPED = (
    "BASH_ENV",
    "COVERAGE_",
    "FASTLABEL_",
    "FORCE_COLOR",
    "PYTEST_",
    "PYTHON",
    "TOX_",
    "VIRTUAL_ENV",
    "XDG_",
)


def make_environment(folder: Path, wheels: Path) -> dict[str, str]:
    """Make a virtual environment and a home of a page's own.

    Parameters
    ----------
    folder : Path
        Where to. Must exist.
    wheels : Path
        The folder with the wheels of our distributions, which a reader gets from PyPI.

    Returns
    -------
    dict of str
        The environment variables.
    """
    home, programs, virtual = (folder / name for name in ("home", "programs", "virtual"))
    home.mkdir()
    programs.mkdir()
    uv = programs / "uv"
    uv.symlink_to(find_uv_bin())
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, virtual], check=True)
    cache = subprocess.run([uv, "cache", "dir"], stdout=subprocess.PIPE, text=True, check=True)
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith(_DROPPED)}
    return inherited | {
        "HOME": str(home),
        # Else torch's threads wait for each other so busily that beside other work it stands still.
        "OMP_WAIT_POLICY": "passive",
        # Without the folder of what this test runs in, whose programs a reader hasn't got.
        "PATH": os.pathsep.join([str(virtual / "bin"), str(programs), os.defpath]),
        # The home is new; nothing is to be downloaded twice for that.
        "UV_CACHE_DIR": cache.stdout.strip(),
        "UV_FIND_LINKS": str(wheels),
        "VIRTUAL_ENV": str(virtual),
    }
