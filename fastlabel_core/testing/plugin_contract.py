"""`ModelPluginContract`: the contract of a model plugin as a class of tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from fastlabel_core.errors import did_you_mean
from fastlabel_core.plugins import choose_model
from fastlabel_core.registration import import_plugin
from fastlabel_core.testing.contract import CHECKS, Check, Subject
from fastlabel_core.testing.contract.made_up import unreadable_samples

try:
    import pytest
except ModuleNotFoundError as error:
    raise ImportError(
        'ModelPluginContract needs pytest; try: pip install "fastlabel-core[testing]"'
    ) from error

NAMES = [check.__name__ for check in CHECKS]
EXCUSES = ("skip", "skipif", "xfail")


class ModelPluginContract:
    """Holds an installed model plugin to every promise of the protocol.

    Derive a test class from it, name the plugin, and give samples:

        class TestForest(ModelPluginContract):
            plugin_name = "forest"

            def samples(self, folder):
                return pd.read_csv("tests/flowers.csv", dtype="str", keep_default_na=False)

    Whatever the class is called, pytest collects it, unless its body says ``__test__ = False``.

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

    __test__: ClassVar[bool] = False
    plugin_name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]] = {}
    expected_failures: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__init__ is not object.__init__ or cls.__new__ is not object.__new__:
            raise TypeError(
                f"{cls.__name__} has an __init__ or a __new__, and pytest passes over such a class "
                "of tests; use a fixture instead"
            )
        cls.__test__ = vars(cls).get("__test__", True)

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

        By default, where the input is the column ``path``: one whose file is missing, one whose
        file is a folder, and where the samples are PNG files half of one.
        """
        model_class = import_plugin(choose_model(self.plugin_name))
        return unreadable_samples(model_class, samples, folder)

    @pytest.mark.parametrize("check", CHECKS, ids=NAMES)
    def test_promise(self, check: Check, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        """Hold the plugin to one promise; the checks and their promises are listed in the docs."""
        with _no_excuse():
            subject = self._subject(tmp_path)
            reason = self.expected_failures.get(check.__name__)
            if reason is not None:
                # Only now, for it would excuse what goes wrong with the samples too.
                request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
            check(subject)

    def test_every_check_ran(self, request: pytest.FixtureRequest) -> None:
        """See that no check is left out, which would look like one that passed."""
        for name in self.expected_failures:
            if name not in NAMES:
                pytest.fail(f"there is no check {name!r}.{did_you_mean(name, NAMES)}")
        run = self._checks_to_run(request)
        left_out = [name for name in NAMES if name not in run]
        if left_out:
            pytest.fail(
                f"{len(run)} of {len(NAMES)} checks run, without {', '.join(left_out)}; run the "
                "whole class, and name a promise that the plugin breaks in expected_failures"
            )

    # Collected whatever names of functions pytest is told to look for.
    test_promise.__test__ = True  # type: ignore[attr-defined]
    test_every_check_ran.__test__ = True  # type: ignore[attr-defined]

    def _checks_to_run(self, request: pytest.FixtureRequest) -> set[str]:
        """Return the checks of this class that are selected, and excused no more than it is."""
        names = set()
        for item in request.session.items:
            if not (isinstance(item, pytest.Function) and item.cls is type(self)):
                continue
            if item.originalname == "test_promise":
                check: Any = item.callspec.params["check"]
                is_expected = check.__name__ in self.expected_failures
                if is_expected or _excuses(item) == _excuses(request.node):
                    names.add(check.__name__)
        return names

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


@contextmanager
def _no_excuse() -> Iterator[None]:
    """Let fail what would skip the test, or excuse its failure, from within."""
    try:
        yield
    except (pytest.skip.Exception, pytest.xfail.Exception) as excuse:
        pytest.fail(
            f"a check was left out ({excuse}), which looks like one that passed; skip the whole "
            "class by a mark, or name the check in expected_failures"
        )


def _excuses(node: pytest.Item) -> list[pytest.Mark]:
    return [mark for mark in node.iter_markers() if mark.name in EXCUSES]
