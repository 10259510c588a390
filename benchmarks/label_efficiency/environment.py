"""The environment that holds the core, the plugins and the peers, all of this checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.query_speed.environment import REQUIREMENTS

ROOT = Path(__file__).parents[2]
PROBE = Path(__file__).with_name("probe.py")
OF_THIS_CHECKOUT = {
    "fastlabel-core": ".[demo]",
    "fastlabel-text": "./plugins/fastlabel-text",
    "fastlabel-resnet": "./plugins/fastlabel-resnet",
    "fastlabel-benchmark-peers": "./benchmarks/label_efficiency/peers",
}
# What the figures may depend on, as far as an environment has it.
LIBRARIES = (
    *("numpy", "scipy", "scikit-learn", "torch", "timm"),
    *("modAL-python", "scikit-activeml", "small-text"),
)
PACKAGES = (
    "fastlabel_core",
    "fastlabel_text",
    "fastlabel_resnet",
    "fastlabel_benchmark_peers",
    "benchmarks.query_speed.peers",
)


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
    """Return the names of the strategies that are there and work with a plugin.

    Raises
    ------
    click.ClickException
        If the interpreter lacks the core or the plugin.
    """
    command = fastlabel(python, "strategies", "--plugin", plugin, "--json")
    listed = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if listed.returncode:
        raise click.ClickException(
            f"{python} can't list the strategies for the plugin {plugin}; give --make-environment, "
            "another --python, or --only a data set whose plugin is there"
        )
    return frozenset(each["strategy"] for each in json.loads(listed.stdout))


def probed(python: Path) -> dict[str, Any]:
    """Return the versions of libraries and the code of packages that an interpreter has.

    It is what is installed that counts: a checkout may have been edited since.
    """
    asked = (",".join(LIBRARIES), ",".join(PACKAGES))
    finished = subprocess.run(
        [python, "-P", PROBE, *asked], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(finished.stdout)
    return found
