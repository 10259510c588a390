"""What the contract's tests share: samples, plugins that are installed, and quick processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fastlabel_core.plugins import Plugin, choose_model
from fastlabel_core.registration import import_plugin
from fastlabel_core.testing.contract import Subject
from fastlabel_core.testing.contract.made_up import unreadable_samples

HERE = Path(__file__).parent
CENTRES = {"east": (1, 0), "north": (0, 1), "west": (-1, 0)}
SAMPLES_OF_A_CLASS = 6


def number_samples(input_columns: tuple[str, ...], folder: Path) -> pd.DataFrame:
    """Return samples of two numbers: in files of `folder`, or in two columns of a table."""
    labels = list(CENTRES) * SAMPLES_OF_A_CLASS
    centres = np.array([CENTRES[label] for label in labels])
    noise = np.random.default_rng(0).normal(0, 0.1, centres.shape)
    x, y = (centres + noise).round(3).astype("str").T
    ids = [f"s{row:02}" for row in range(len(labels))]
    if not input_columns:
        return pd.DataFrame({"sampleId": ids, "x": x, "y": y, "label": labels}, dtype="str")
    paths = [f"{folder}/{name}.txt" for name in ids]
    for path, *pair in zip(paths, x, y, strict=True):
        Path(path).write_text(" ".join(pair))
    return pd.DataFrame({"sampleId": ids, "path": paths, "label": labels}, dtype="str")


class ForkingRunner:
    """Runs programs in forks of a process that has imported fastlabel, one for each hash seed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run = subprocess.run
        self._servers: dict[str, subprocess.Popen[str]] = {}

    def __call__(
        self, command: list[str], *, cwd: Path | None = None, env: Any = None, **given: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -c program`` in a fork, and anything else as it is."""
        if command[:2] != [sys.executable, "-c"]:
            return self._run(command, cwd=cwd, env=env, **given)
        environment = dict(env or os.environ)
        output = Path(tempfile.mkdtemp(dir=self._folder))
        request = {
            "program": command[2],
            "cwd": str(cwd or Path.cwd()),
            "environment": environment,
            "stdout": str(output / "stdout"),
            "stderr": str(output / "stderr"),
        }
        server = self._server(environment.get("PYTHONHASHSEED", "random"))
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        texts = [(output / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
        return subprocess.CompletedProcess(command, status, *texts)

    def close(self) -> None:
        """End the processes."""
        for server in self._servers.values():
            server.communicate()

    def _server(self, hash_seed: str) -> subprocess.Popen[str]:
        if hash_seed not in self._servers:
            self._servers[hash_seed] = subprocess.Popen(
                [sys.executable, str(HERE / "process_server.py")],
                env={**os.environ, "PYTHONHASHSEED": hash_seed},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._servers[hash_seed]


@pytest.fixture
def install_file(
    install_plugin: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Path], Plugin]:
    """Return a function that installs a file as plugin ``broken``.

    The file's class ``Model`` is the model, and its class ``Extension``, if it has one, an
    extension. What the plugin writes into the current, the home or the temporary folder stays
    under `tmp_path`.
    """
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)
    monkeypatch.setattr(tempfile, "tempdir", str(away))
    for name in ("HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(away))

    def install(path: Path) -> Plugin:
        source = path.read_text(encoding="utf-8")
        extension = "Extension" if "class Extension" in source else ""
        install_plugin("broken", source, attribute="Model", extension=extension)
        monkeypatch.syspath_prepend(HERE)
        return choose_model("broken")

    return install


@pytest.fixture
def make_subject(tmp_path: Path) -> Callable[..., Subject]:
    """Return a function that makes what a check is given, in a folder of its own."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()

    @cache
    def samples(input_columns: tuple[str, ...]) -> pd.DataFrame:
        return number_samples(input_columns, inputs)

    def make(plugin: Plugin, folder_name: str = "check") -> Subject:
        model_class = import_plugin(plugin)
        given = samples(getattr(model_class, "input_columns", ("path",)))
        unreadable = unreadable_samples(model_class, given, inputs)
        folder = tmp_path / folder_name
        folder.mkdir()
        return Subject(plugin, given, unreadable, {}, folder)

    return make


@pytest.fixture(scope="session")
def forking_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkingRunner]:
    runner = ForkingRunner(tmp_path_factory.mktemp("outputs"))
    yield runner
    runner.close()


@pytest.fixture
def fork_processes(
    forking_runner: ForkingRunner, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Return a function that lets `subprocess.run` fork where it would start Python anew.

    A fork takes a fiftieth of a second, and importing pandas anew a whole one.
    """
    return lambda: monkeypatch.setattr(subprocess, "run", forking_runner)
