"""`ModelPluginContract`: the contract of a model plugin as a class of tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

from fastlabel_core.errors import did_you_mean
from fastlabel_core.plugins import choose_model
from fastlabel_core.registration import import_plugin
from fastlabel_core.testing.contract import CHECKS, Check, Subject
from fastlabel_core.testing.contract.made_up import unreadable_samples

NAMES = [check.__name__ for check in CHECKS]


class ModelPluginContract:
    """Holds an installed model plugin to every promise of the protocol.

    Derive a test class from it, name the plugin, and give samples::

        class TestForest(ModelPluginContract):
            plugin_name = "forest"

            def samples(self, folder):
                return pd.read_csv("tests/flowers.csv", dtype="str")

    Attributes
    ----------
    plugin_name : str
        The name of its entry point.
    options : mapping, default none
        Options under which it trains within seconds.
    expected_failures : mapping of str to str, default none
        Name of a check to the reason why the plugin breaks that promise. A check that is named here
        and passes, fails.
    """

    plugin_name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]] = {}
    expected_failures: ClassVar[Mapping[str, str]] = {}
    _ran: ClassVar[set[str]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._ran = set()

    def samples(self, folder: Path) -> pd.DataFrame:
        """Return labelled samples that the model can read and tell apart.

        Parameters
        ----------
        folder : Path
            An empty folder to put files into, if they need any.

        Returns
        -------
        DataFrame
            ``sampleId``, ``label`` and the input's column or columns, all strings; at least six
            samples of each of at least three classes.
        """
        raise NotImplementedError(f"{type(self).__name__} gives no samples; write samples()")

    def unreadable(self, samples: pd.DataFrame, folder: Path) -> pd.DataFrame:
        """Return samples like `samples` whose input can't be read; no row if there are none such.

        By default, where the input is the column ``path``: one whose file is missing, and one whose
        file is a folder.
        """
        model_class = import_plugin(choose_model(self.plugin_name))
        return unreadable_samples(model_class, samples, folder)

    @pytest.mark.parametrize("check", CHECKS, ids=NAMES)
    def test_promise(self, check: Check, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        """Hold the plugin to one promise; the checks and their promises are listed in the docs."""
        reason = self.expected_failures.get(check.__name__)
        if reason is not None:
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
        subject = self._subject(tmp_path)
        self._ran.add(check.__name__)
        check(subject)

    def test_every_check_ran(self) -> None:
        """See that no check was left out, which would look like one that passed."""
        for name in self.expected_failures:
            assert name in NAMES, f"there is no check {name!r}.{did_you_mean(name, NAMES)}"
        left_out = [name for name in NAMES if name not in self._ran]
        assert not left_out, (
            f"{len(self._ran)} of {len(NAMES)} checks ran, without {', '.join(left_out)}; run the "
            "whole class in one process (with pytest-xdist: --dist loadscope)"
        )

    def _subject(self, tmp_path: Path) -> Subject:
        inputs, own = tmp_path / "inputs", tmp_path / "check"
        inputs.mkdir()
        own.mkdir()
        samples = self.samples(inputs)
        return Subject(
            plugin=choose_model(self.plugin_name),
            samples=samples,
            unreadable=self.unreadable(samples, inputs),
            options=self.options,
            folder=own,
        )
