"""`ModelPluginContract` under pytest: no check is left out, or excused, without a failure.

It runs three checks here, of which one breaks, on a plugin that is never asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core import testing
from fastlabel_core.testing import contract
from fastlabel_core.testing.contract import BrokenPromiseError, Subject

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]
WORDS = ("PASSED", "FAILED", "XFAIL", "XPASS")
LEFT_OUT = (
    "FAILED Failed: %s; run the whole class, and name a promise that the plugin breaks in "
    "expected_failures"
)
PREAMBLE = """
import pandas as pd
import pytest
from fastlabel_core.testing import ModelPluginContract

class Contract(ModelPluginContract):
    __test__ = False
    plugin_name = "toy"
    expected_failures = {"breaks": "known"}

    def samples(self, folder):
        ids = [f"s{row}" for row in range(18)]
        return pd.DataFrame({"sampleId": ids, "path": ids, "label": ["a", "b", "c"] * 6})

class TestToy(Contract):
    "The same, as a class of tests."
"""


def holds(subject: Subject) -> None:
    """It holds."""


def stands(subject: Subject) -> None:
    """It stands, in the folder that is its own."""
    assert list(subject.folder.iterdir()) == []
    assert list(subject.unreadable["sampleId"]) == ["missing", "folder"]


def breaks(subject: Subject) -> None:
    """It breaks."""
    raise BrokenPromiseError("broken")


@pytest.fixture
def run(
    pytester: pytest.Pytester, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., pytest.RunResult]:
    """Return a function that runs pytest on the preamble and what a test adds to it."""
    monkeypatch.setattr(contract, "CHECKS", (holds, stands, breaks))
    monkeypatch.delitem(sys.modules, "fastlabel_core.testing.plugin_contract", raising=False)
    monkeypatch.setenv("COLUMNS", "1000")

    def run_pytest(added: str = "", *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_toy=PREAMBLE + added)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rA", *arguments)

    return run_pytest


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """Return what became of each test: a word, and what pytest says of it in a line."""
    lines = [line.split(" ", 1) for line in result.outlines if line.split(" ", 1)[0] in WORDS]
    return {
        rest.partition(" - ")[0].removeprefix("test_toy.py::"): f"{word} {rest.partition(' - ')[2]}"
        for word, rest in lines
    }


def test_every_check_is_a_test(run: Run) -> None:
    assert outcomes(run()) == {
        "TestToy::test_promise[holds]": "PASSED ",
        "TestToy::test_promise[stands]": "PASSED ",
        "TestToy::test_promise[breaks]": "XFAIL known",
        "TestToy::test_every_check_ran": "PASSED ",
    }


def test_a_broken_promise_fails(run: Run) -> None:
    result = run("    expected_failures = {}")
    assert outcomes(result)["TestToy::test_promise[breaks]"] == (
        "FAILED fastlabel_core.testing.contract.answers.BrokenPromiseError: broken"
    )
    result.assert_outcomes(passed=3, failed=1)


def test_a_promise_that_is_kept_against_expectation_fails(run: Run) -> None:
    result = run("    expected_failures = {'breaks': 'known', 'holds': 'not yet'}")
    assert outcomes(result)["TestToy::test_promise[holds]"].startswith("FAILED")
    # Older releases of pytest say why above the summary alone.
    result.stdout.fnmatch_lines(["*XPASS(strict)* not yet*"])
    result.assert_outcomes(passed=2, failed=1, xfailed=1)


def test_an_expected_failure_of_an_unknown_name_fails(run: Run) -> None:
    result = run("    expected_failures = {'braeks': 'misspelt'}")
    assert outcomes(result)["TestToy::test_every_check_ran"] == (
        "FAILED Failed: there is no check 'braeks'. Did you mean 'breaks'?"
    )
    result.assert_outcomes(passed=2, failed=2)


def test_an_expected_failure_excuses_no_wrong_samples(run: Run) -> None:
    result = run("    samples = None")
    assert outcomes(result)["TestToy::test_promise[breaks]"] == (
        "FAILED TypeError: 'NoneType' object is not callable"
    )
    result.assert_outcomes(passed=1, failed=3)


def test_no_samples(run: Run) -> None:
    result = run("    samples = ModelPluginContract.samples")
    assert outcomes(result)["TestToy::test_promise[holds]"] == (
        "FAILED NotImplementedError: TestToy gives no samples; write samples()"
    )


@pytest.mark.parametrize(
    ("arguments", "left_out"),
    [
        (["-k", "holds or every"], "1 of 3 checks run, without stands, breaks"),
        (["-k", "every"], "0 of 3 checks run, without holds, stands, breaks"),
        (["--deselect", "test_toy.py::TestToy::test_promise[stands]"],
         "2 of 3 checks run, without stands"),
    ],
)  # fmt: skip
def test_a_selection_leaves_out(run: Run, arguments: list[str], left_out: str) -> None:
    assert outcomes(run("", *arguments))["TestToy::test_every_check_ran"] == LEFT_OUT % left_out


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ("    test_promise = None", "0 of 3 checks run, without holds, stands, breaks"),
        ("    @pytest.mark.parametrize('check', [max])\n    def test_promise(self, check): ...",
         "1 of 3 checks run, without holds, stands, breaks"),
    ],
)  # fmt: skip
def test_a_class_leaves_out(run: Run, body: str, left_out: str) -> None:
    assert outcomes(run(body))["TestToy::test_every_check_ran"] == LEFT_OUT % left_out


@pytest.mark.parametrize("mark", ["skip", "skipif(True, reason='slow')", "xfail"])
def test_a_mark_on_one_check_excuses_it(run: Run, pytester: pytest.Pytester, mark: str) -> None:
    pytester.makeconftest(
        f"""
        import pytest
        def pytest_collection_modifyitems(items):
            items[1].add_marker(pytest.mark.{mark})
        """
    )
    assert outcomes(run())["TestToy::test_every_check_ran"] == (
        LEFT_OUT % "2 of 3 checks run, without stands"
    )


def test_a_mark_on_the_whole_class_is_seen_as_it_is(run: Run) -> None:
    run("    pytestmark = pytest.mark.skip").assert_outcomes(skipped=4)
    run("    pytestmark = pytest.mark.skipif(False, reason='')").assert_outcomes(
        passed=3, xfailed=1
    )


@pytest.mark.parametrize("excuse", ["skip", "xfail"])
def test_samples_that_excuse_themselves_fail(run: Run, excuse: str) -> None:
    result = run(f"    def samples(self, folder): pytest.{excuse}('no network')")
    result.assert_outcomes(passed=1, failed=3)
    assert outcomes(result)["TestToy::test_promise[breaks]"] == (
        "FAILED Failed: a check was left out (no network), which looks like one that passed; skip "
        "the whole class by a mark, or name the check in expected_failures"
    )


def test_the_order_of_the_tests_does_not_matter(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_collection_modifyitems(items): items.reverse()")
    run().assert_outcomes(passed=3, xfailed=1)


def test_two_classes_in_a_file_are_counted_apart(run: Run) -> None:
    two = "\nclass TestOther(Contract): ...\nclass TestChild(TestToy): ..."
    result = run(two, "--deselect", "test_toy.py::TestOther::test_promise[holds]")
    said = outcomes(result)
    assert said["TestOther::test_every_check_ran"] == (
        LEFT_OUT % "2 of 3 checks run, without holds"
    )
    assert said["TestToy::test_every_check_ran"] == "PASSED "
    assert said["TestChild::test_every_check_ran"] == "PASSED "
    result.assert_outcomes(passed=7, failed=1, xfailed=3, deselected=1)


def test_whatever_it_is_called_it_is_collected(run: Run) -> None:
    run("\nclass ToyContract(Contract): ...").assert_outcomes(passed=6, xfailed=2)


def test_whatever_pytest_is_told_to_collect_so_is_it(run: Run, pytester: pytest.Pytester) -> None:
    """The class that others derive from, and those that say so, are none themselves."""
    pytester.makeini("[pytest]\npython_functions = check_*\npython_classes = *")
    run().assert_outcomes(passed=3, xfailed=1)


@pytest.mark.parametrize("method", ["__init__", "__new__"])
def test_a_class_that_pytest_would_pass_over(run: Run, method: str) -> None:
    result = run(f"    def {method}(*arguments): ...")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "E   TypeError: TestToy has an __init__ or a __new__, and pytest passes over such a "
            "class of tests; use a fixture instead"
        ]
    )


def test_without_pytest_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "fastlabel_core.testing.plugin_contract", raising=False)
    monkeypatch.setitem(sys.modules, "pytest", None)
    with pytest.raises(ImportError) as caught:
        _ = testing.ModelPluginContract
    assert str(caught.value) == (
        'ModelPluginContract needs pytest; try: pip install "fastlabel-core[testing]"'
    )
