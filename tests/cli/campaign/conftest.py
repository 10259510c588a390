"""A campaign by its commands, with the model `toy` and its pool of p1, p3 and p2.

The two least confident are p1 (a with 1/2, of two equals the first) and p2 (b with 2/3).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.cli import run_command
from fastlabel_core.cli.campaign import command

Ended = tuple[int, str, str]
Give = Callable[..., Ended]


@pytest.fixture
def give(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Give:
    """Return a function that gives a command; it returns the status, stdout and stderr."""
    for name in ("FASTLABEL_CAMPAIGN", "FASTLABEL_DATABASE", "FASTLABEL_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FASTLABEL_PERSON", "Ann")

    def give_with(*arguments: str) -> Ended:
        status = run_command(
            lambda **given: command(list(arguments), prog_name="fastlabel campaign", **given)
        )
        out, err = capsys.readouterr()
        return status, out, err.replace("--help", "-h")

    return give_with


@pytest.fixture
def started(give: Give, toy_round: Path) -> Path:
    """Begin a campaign in the current folder, which is returned."""
    assert give("start", "--plugin", "toy", "--query-cnt", "2", "--val-size", "0")[0] == 0
    return toy_round


@pytest.fixture
def asked(give: Give, started: Path) -> Path:
    """Run its first round."""
    assert give("run")[0] == 0
    return started


@pytest.fixture
def answers(toy_round: Path) -> Callable[..., str]:
    """Return a function that writes a file of answers, and returns its name."""

    def write(**labels: str) -> str:
        rows = "".join(f"{sample_id},{label}\n" for sample_id, label in labels.items())
        (toy_round / "answers.csv").write_text(f"sampleId,label\n{rows}")
        return "answers.csv"

    return write


@pytest.fixture
def answered(give: Give, asked: Path, answers: Callable[..., str]) -> Path:
    """Answer p1, one of the two hard examples."""
    assert give("answer", answers(p1="b"))[0] == 0
    return asked


@pytest.fixture
def broken(install_plugin: Callable[..., Path], toy_round: Path) -> Path:
    """Install the model ``broken``, which can't be trained."""
    source = """
        class Broken:
            def load_model(self): ...
            def train_model(self): raise OSError("no GPU")
            def save_model(self): ...
            def query_hard_example(self): ...
        """
    install_plugin("broken", source, attribute="Broken")
    return toy_round
