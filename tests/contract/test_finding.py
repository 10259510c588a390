"""What is wrong with a plugin before a check can call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.plugins import MODELS, find_plugins
from fastlabel_core.testing.contract import BrokenPromiseError, Subject
from fastlabel_core.testing.contract.finding import (
    hooks_keep_the_protocol,
    listing_does_not_import_it,
)

SOUND = Path(__file__).parent / "sound.py"


def message(make_subject: Callable[..., Subject]) -> str:
    (plugin,) = find_plugins(MODELS)
    with pytest.raises(BrokenPromiseError) as caught:
        listing_does_not_import_it(make_subject(plugin))
    return str(caught.value)


def test_a_core_outside_its_range(
    install_plugin: Callable[..., Path],
    make_subject: Callable[..., Subject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(SOUND.parent)
    source = SOUND.read_text(encoding="utf-8")
    install_plugin("late", source, attribute="Model", requires=("fastlabel-core>=9",))
    assert message(make_subject) == "it is listed as ['needs fastlabel-core >=9']"


def test_a_module_that_hides_another(
    install_file: Callable[[Path], object],
    make_subject: Callable[..., Subject],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_file(SOUND)
    (tmp_path / "click.py").write_text("raise ImportError('not the one that you meant')")
    monkeypatch.syspath_prepend(tmp_path)
    said = message(make_subject)
    assert said.startswith("the plugins can't be listed: Traceback (most recent call last):\n")
    assert said.endswith("\nImportError: not the one that you meant")


def test_a_class_in_the_place_of_an_instance(
    install_plugin: Callable[..., Path], make_subject: Callable[..., Subject]
) -> None:
    source = """
        from fastlabel_core import hookimpl

        class Model:
            def load_model(self, model_dir):
                return Model

            def train_model(self): ...

            @hookimpl
            def predict(self): ...

            def save_model(self): ...
    """
    install_plugin("classy", source, attribute="Model")
    (plugin,) = find_plugins(MODELS)
    with pytest.raises(BrokenPromiseError) as caught:
        hooks_keep_the_protocol(make_subject(plugin))
    assert str(caught.value) == "load_model returned a class; return self"
