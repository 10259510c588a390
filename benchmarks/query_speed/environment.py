"""The peers' environment, and what everything was measured with."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("peers.txt")
PEER_LIBRARIES = ("baal", "modAL-python", "scikit-activeml", "scikit-learn", "small-text", "torch")


def make_peers(folder: Path) -> Path:
    """Make an environment that holds the peers with uv, and return its interpreter."""
    python = folder / "bin" / "python"
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, folder], check=True)
    subprocess.run(
        ["uv", "pip", "install", "--quiet", "--python", python, "-r", REQUIREMENTS], check=True
    )
    return python


def peer_versions(python: Path, libraries: Sequence[str] = PEER_LIBRARIES) -> str:
    """Return the names and versions of libraries that an interpreter has."""
    command = (
        "import sys; from importlib.metadata import version; "
        "print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"
    )
    finished = subprocess.run(
        [python, "-c", command, *libraries], check=True, stdout=subprocess.PIPE, text=True
    )
    return finished.stdout.strip()


def machine() -> str:
    """Return what this was measured on, with what, and when."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {version('numpy')}, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
