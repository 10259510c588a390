"""What ``fastlabel plugins new`` writes passes its own tox as it stands, and labels real data.

The tests need tox-uv and the linters, and take minutes; tox has the environment ``scaffold`` for
them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

from fastlabel_core.testing.contract import CHECKS

pytest.importorskip("tox_uv")

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Author:
    """Works in a folder, with an index of packages that holds this core."""

    folder: Path
    environment: Mapping[str, str]

    def python(self, *arguments: str | Path) -> str:
        """Run Python as these tests are run; return what it prints."""
        return self.run(sys.executable, *arguments)

    def run(self, *command: str | Path) -> str:
        """Run a command; return what it prints."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@dataclass(frozen=True)
class Scaffold:
    """A distribution as it was written; its author works in its folder."""

    task: str
    author: Author
    files: Mapping[Path, bytes]


@pytest.fixture(scope="module")
def index() -> Iterator[Path]:
    """Return a folder that is new, and holds the folder ``wheels`` with a wheel of the core."""
    # uv remembers a wheel by its path: in a folder that was there before it may be an older core.
    with TemporaryDirectory(prefix="fastlabel-") as name:
        wheels = Path(name, "wheels")
        build = [sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir"]
        subprocess.run([*build, wheels, ROOT], check=True)
        yield Path(name)


@pytest.fixture(scope="module", params=["image", "text", "table"])
def scaffold(index: Path, request: pytest.FixtureRequest) -> Scaffold:
    """Write a distribution for each task."""
    task = request.param
    # The tox around these tests must not tell the one in them what to do.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("TOX_")}
    environment = {**outer, "UV_FIND_LINKS": str(index / "wheels")}
    plugins = Author(index, environment)
    plugins.python("-m", "fastlabel_core", "plugins", "new", f"my_{task}", "--task", task)
    folder = index / f"fastlabel-my-{task}"
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Scaffold(task, Author(folder, environment), files)


def test_it_passes_its_own_tox_untouched(scaffold: Scaffold, index: Path) -> None:
    output = scaffold.author.python("-m", "tox")
    assert f" {len(CHECKS) + 1} passed" in output
    assert {path: path.read_bytes() for path in scaffold.files} == scaffold.files
    require_this_core(scaffold.author.folder / ".tox" / "py", index)


def test_it_is_formatted_clean_and_typed(scaffold: Scaffold) -> None:
    for config in (Path("pyproject.toml"), ROOT / "pyproject.toml"):
        scaffold.author.python("-m", "ruff", "format", "--check", "--config", config)
        scaffold.author.python("-m", "ruff", "check", "--config", config)
    assert "no issues found in 3 source files" in scaffold.author.python("-m", "mypy")


def test_its_wheel_labels_real_data(scaffold: Scaffold, index: Path) -> None:
    write_inputs, at_least = ROUNDS[scaffold.task]
    author, environment = scaffold.author, scaffold.author.folder / "environment"
    author.python("-m", "uv", "build", "--quiet")
    author.python("-m", "uv", "venv", "--quiet", "--python", sys.executable, environment)
    wheels = (author.folder / "dist").glob("*.whl")
    install = ["-m", "uv", "pip", "install", "--quiet", "--python", environment]
    author.python(*install, *wheels)
    require_this_core(environment, index)
    write_inputs(author, environment / "bin")
    author.run(environment / "bin" / "fastlabel-run", "--plugin", f"my_{scaffold.task}")
    files = ["exp_dir/output/predictions.csv", "exp_dir/input/truth.csv"]
    score = author.run(environment / "bin" / "fastlabel", "score", *files)
    accuracy = float(score.split("accuracy ")[1])
    print(f"\n{scaffold.task}: accuracy {accuracy}")
    assert accuracy > at_least


def write_digits(author: Author, commands: Path) -> None:
    author.run(commands / "fastlabel", "demo", "digits")


def write_docstrings(author: Author, commands: Path) -> None:
    author.run(commands / "fastlabel", "demo", "docstrings")


def write_irises(author: Author, commands: Path) -> None:
    """Write scikit-learn's irises; every third has a label."""
    from sklearn.datasets import load_iris

    iris = load_iris()
    samples = pd.DataFrame(iris.data, columns=iris.feature_names)
    samples["sampleId"] = np.arange(len(samples))
    samples["label"] = iris.target_names[iris.target]
    is_labelled = samples["sampleId"] % 3 == 0
    folder = author.folder / "exp_dir" / "input"
    folder.mkdir(parents=True)
    samples[is_labelled].to_csv(folder / "input_label.csv", index=False)
    samples[~is_labelled].to_csv(folder / "truth.csv", index=False)
    samples[~is_labelled].drop(columns="label").to_csv(folder / "input_unlabel.csv", index=False)


# What writes the inputs of a round, and how many of its predicted labels are right, at least.
ROUNDS: Mapping[str, tuple[Callable[[Author, Path], None], float]] = {
    "image": (write_digits, 0.9),
    "text": (write_docstrings, 0.6),
    "table": (write_irises, 0.9),
}


def require_this_core(environment: Path, index: Path) -> None:
    """Fail unless the core that is installed is the one in the index, file by file."""
    (wheel,) = (index / "wheels").glob("*.whl")
    (packages,) = environment.glob("lib/python*/site-packages")
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith("fastlabel_core/"):
                assert (packages / name).read_bytes() == archive.read(name)
