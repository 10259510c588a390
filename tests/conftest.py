"""Fakes that the tests share: distributions on ``sys.path``, the smallest plugins, and inputs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from hypothesis import settings

from fastlabel_core import Predictions, hookimpl, plugins
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.model import Model
from fastlabel_core.plugins import Plugin
from fastlabel_core.query import STRATEGIES, Strategy

# A busy machine is no failed test.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

INSTALLED = frozenset(
    entry_point
    for group in (plugins.MODELS, plugins.EXTENSIONS)
    for entry_point in metadata.entry_points(group=group)
)

TOY_MODULE = '''
import numpy as np
from fastlabel_core import Predictions, hookimpl, plugins


class Toy:
    """Is the surer of the class "b" the longer a path is: 1 - 1 / (1 + its last digit)."""

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train, options):
        return {"samples": len(df_train)}

    @hookimpl
    def predict(self, df_img):
        a = 1 / (1 + df_img["path"].str[-1].astype("int64").to_numpy())
        return Predictions(["a", "b"], np.stack([a, 1 - a], axis=1).astype("float32"))

    def save_model(self, save_dir):
        (save_dir / "toy.json").write_text("{}")
'''


@pytest.fixture(autouse=True)
def _no_switched_off_extensions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FASTLABEL_DISABLE", raising=False)


@pytest.fixture(autouse=True)
def _no_installed_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the plugins of the environment, so that a test finds those that it installs."""

    def entry_points(group: str) -> list[EntryPoint]:
        return [one for one in metadata.entry_points(group=group) if one not in INSTALLED]

    monkeypatch.setattr(plugins, "entry_points", entry_points)


@pytest.fixture
def install_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Path]]:
    """Return a function that installs a distribution with one module and one plugin, as pip would.

    It takes the plugin's name and the module's source, which raises by default, so that a test
    fails where one is imported that must not be. `extension` names what in the module is an
    extension besides. It returns the folder that is put on `sys.path`.
    """
    modules = []

    def install(
        name: str,
        source: str = "raise RuntimeError('imported')",
        *,
        attribute: str = "",
        extension: str = "",
        group: str = "fastlabel.models",
        distribution: str | None = None,
        version: str = "1.0",
        requires: tuple[str, ...] = ("fastlabel-core>=0.1,<0.2",),
        summary: str | None = None,
        metadata: str | None = None,
    ) -> Path:
        distribution = distribution or f"acme-{name}"
        module = f"fake_{len(modules)}_{distribution.replace('-', '_')}"
        modules.append(module)
        folder = tmp_path / "site-packages" / module
        info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        value = f"{module}:{attribute}" if attribute else module
        points = f"[{group}]\n{name} = {value}\n"
        if extension:
            points += f"[fastlabel.extensions]\n{name} = {module}:{extension}\n"
        (info / "entry_points.txt").write_text(points)
        if metadata is None:
            lines = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {version}"]
            lines += [f"Requires-Dist: {requirement}" for requirement in requires]
            lines += [f"Summary: {summary}"] if summary else []
            metadata = "\n".join(lines) + "\n"
        if metadata:
            (info / "METADATA").write_text(metadata, encoding="utf-8")
        monkeypatch.syspath_prepend(folder)
        return folder

    yield install
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture
def install_extension(install_plugin: Callable[..., Path]) -> Callable[..., Path]:
    """Return the same for an extension; `source` follows the imports that it mostly needs."""

    def install(name: str, source: str, **given: object) -> Path:
        imports = "from fastlabel_core import hookimpl\n"
        return install_plugin(name, imports + dedent(source), group="fastlabel.extensions", **given)

    return install


@pytest.fixture
def toy(install_plugin: Callable[..., Path]) -> Path:
    """Install the model plugin ``toy``."""
    return install_plugin("toy", TOY_MODULE, attribute="Toy")


@pytest.fixture
def words_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install plugin ``words`` of distribution ``words-model`` 1.2; return where it is.

    It is the model in ``words_model.py`` beside this file.
    """
    folder = tmp_path / "site"
    info = folder / "words_model-1.2.dist-info"
    info.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("words_model.py"), folder)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: words-model\nVersion: 1.2\nRequires-Dist: fastlabel-core\n"
    )
    (info / "entry_points.txt").write_text("[fastlabel.models]\nwords = words_model:WordsModel\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "words_model", raising=False)
    return folder


@pytest.fixture
def toy_plugin() -> Plugin:
    """The record of a plugin that isn't installed, for messages."""
    return Plugin(
        "toy", "acme-toy", "1.0", "", "", EntryPoint("toy", "acme_toy:Toy", "fastlabel.models")
    )


@pytest.fixture
def toy_round(tmp_path: Path, toy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out a round of `toy` in the current folder, which is returned.

    The pool is p1, p3, p2 with P(b) of 1/2, 3/4 and 2/3: the hardest is p1, then p2.
    """
    monkeypatch.chdir(tmp_path)
    inputs = tmp_path / "exp_dir" / "input"
    inputs.mkdir(parents=True)
    labels = "".join(f"l{number},l{number},{'ab'[number % 2]}\n" for number in range(10))
    (inputs / "input_label.csv").write_text(f"sampleId,path,label\n{labels}")
    (inputs / "input_unlabel.csv").write_text("sampleId,path\np1,p1\np3,p3\np2,p2\n")
    return tmp_path


@pytest.fixture
def write_inputs(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the three files of a round, and returns their folder."""

    def write(
        initial: str | None = "sampleId,path,label\ns1,1.png,cat\n",
        added: str | None = None,
        pool: str = "sampleId,path\n",
    ) -> Path:
        files = {
            "input_label.csv": initial,
            "input_added_label.csv": added,
            "input_unlabel.csv": pool,
        }
        for name, content in files.items():
            if content is not None:
                (tmp_path / name).write_text(content, encoding="utf-8", newline="")
        return tmp_path

    return write


class ToyModel:
    """Keeps the protocol; tests override what they need."""

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        return None

    @hookimpl
    def predict(self, df_img, work_dir, options):
        probabilities = np.tile(np.float32([0.25, 0.75]), (len(df_img), 1))
        return Predictions(["a", "b"], probabilities)

    def save_model(self, save_dir):
        (save_dir / "weights").write_bytes(b"w")


@pytest.fixture
def toy_class() -> type[ToyModel]:
    return ToyModel


@pytest.fixture
def make(toy_plugin: Plugin) -> Callable[..., Model]:
    """Return a function that makes a model of the toy class with other methods."""

    def model(strategies: Iterable[Strategy] = STRATEGIES, **methods: object) -> Model:
        instance = type("Toy", (ToyModel,), methods)()
        return Model(toy_plugin, instance, HookManager(), strategies, 0)

    return model
