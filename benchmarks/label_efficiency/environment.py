"""The environment that holds the core, the plugins and the peers, all of this checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.query_speed.environment import REQUIREMENTS, peer_versions

ROOT = Path(__file__).parents[2]
OF_THIS_CHECKOUT = {
    "fastlabel-core": ".[demo]",
    "fastlabel-text": "./plugins/fastlabel-text",
    "fastlabel-resnet": "./plugins/fastlabel-resnet",
    "fastlabel-benchmark-peers": "./benchmarks/label_efficiency/peers",
}
LIBRARIES = ("numpy", "scikit-learn", "torch")
PEER_LIBRARIES = ("modAL-python", "scikit-activeml", "small-text")


def made_environment(folder: Path) -> Path:
    """Make an environment with uv, or bring one up to this checkout; return its interpreter."""
    python = (folder / "bin" / "python").absolute()
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, folder], check=True)
    # uv would take a wheel that it built of another state of the checkout.
    anew = [f"--reinstall-package={name}" for name in OF_THIS_CHECKOUT]
    install = ["uv", "pip", "install", "--quiet", "--python", str(python), *anew]
    # Every run is a process of its own, and would do so where Python may not keep it.
    install.append("--compile-bytecode")
    packages = ["-r", str(REQUIREMENTS), *OF_THIS_CHECKOUT.values()]
    subprocess.run([*install, *packages], cwd=ROOT, check=True)
    return python


def fastlabel(python: Path, *arguments: str | Path) -> list[str | Path]:
    """Return a command of the core that an interpreter has, not of the current folder's."""
    return [python, "-P", "-m", "fastlabel_core", *arguments]


def strategies_of(python: Path, plugin: str) -> frozenset[str]:
    """Return the names of the strategies that are there and work with a plugin."""
    command = fastlabel(python, "strategies", "--plugin", plugin, "--json")
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return frozenset(each["strategy"] for each in json.loads(listed.stdout))


def versions(python: Path, has_peers: bool) -> str:
    """Return the names and versions of what the figures may depend on."""
    return peer_versions(python, [*LIBRARIES, *(PEER_LIBRARIES if has_peers else ())])
