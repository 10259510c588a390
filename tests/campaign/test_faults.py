"""A command that is killed at any step, and given again, ends as if nothing had killed it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KILLED_CAMPAIGN = Path(__file__).with_name("killed_campaign.py")
LABELS = "campaign/labels.csv"


@dataclass(frozen=True)
class Case:
    """The steps before a command, those that it adds, and how often it keeps something at least.

    What is kept gets its name by a rename, or is committed.
    """

    before: Sequence[str]
    added: Sequence[str]
    least_kept: int


CASES = {
    "start": Case([], ["start"], 2),
    # Its beginning; the three input files; the round's results; their row.
    "run": Case(["start", "begin", "round", "answer"], ["begin", "round"], 9),
    "answer": Case(["start", "begin", "round"], ["answer"], 1),
    "undo": Case(["start", "begin", "round", "answer"], ["undo"], 1),
    # Three steps, the published version, and labels.csv.
    "accept": Case(["start", "begin", "round", "answer"], ["end", "label", "finish"], 5),
    "finish": Case(
        ["start", "begin", "round", "answer", "begin", "round"], ["end", "label", "finish"], 5
    ),
}


def prepare(trial: Any, steps: Sequence[str]) -> None:
    campaign = trial.start(round_limit=2) if "start" in steps else None
    for step in steps:
        if step == "round":
            campaign.run()
        if step == "answer":
            trial.answer(campaign, {"p1": "vehicle", "p4": "fruit"})
    trial.file("sampleId,label\np1,vehicle\np4,fruit\n")


def play(trial: Any, site: Path, name: str) -> list[dict[str, Any]]:
    finished = subprocess.run(
        [sys.executable, KILLED_CAMPAIGN, trial.root, name],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def after_steps(tables: dict[str, list[dict[str, Any]]], count: int) -> dict[str, Any]:
    """Return what the tables held after so many steps, each of them whole."""
    ids = [row["id"] for row in tables["step"][:count]]
    return {
        "campaign": tables["campaign"] if count else [],
        "sample": tables["sample"] if count else [],
        "step": tables["step"][:count],
        "label": [row for row in tables["label"] if row["step"] in ids],
        "hard": [row for row in tables["hard"] if row["step"] in ids],
    }


def final_labels(trial: Any, rounds: int) -> str:
    """Return ``labels.csv`` by hand: of p2 "green apple" each round's model says (3, 1) / 4."""
    return (
        "sampleId,path,label,source,confidence,round\n"
        f"a1,{trial.input}/a1.txt,fruit,person,,0\n"
        f"a2,{trial.input}/a2.txt,fruit,person,,0\n"
        f"a3,{trial.input}/a3.txt,vehicle,person,,0\n"
        f"a4,{trial.input}/a4.txt,vehicle,person,,0\n"
        f"p1,{trial.input}/p1.txt,vehicle,person,,1\n"
        f"p2,s3://bucket/p2.txt,fruit,model,0.75,{rounds}\n"
        "p3,,,,,\n"
        "p4,/abs/p4.txt,fruit,person,,1\n"
    )


@pytest.mark.parametrize("name", CASES)
def test_killed_at_every_step_and_given_again(trial, words_plugin, name):
    case = CASES[name]
    prepare(trial, case.before)
    *kills, let_be = play(trial, words_plugin, name)
    assert [kill["killed"] for kill in kills] == [True] * len(kills)
    assert len(kills) > case.least_kept
    assert not let_be["killed"]
    expected = let_be["left"]
    kinds = [row["kind"] for row in expected["tables"]["step"]]
    assert kinds == [*case.before, *case.added]
    is_finished = "finish" in case.added
    labels = final_labels(trial, case.before.count("round")) if is_finished else None
    assert expected["files"].get(LABELS) == labels
    assert expected["versions"] == (["1"] if is_finished else [])
    for each in (*kills, let_be):
        assert each["again"] == expected
        left = each["left"]
        assert left["tables"] == after_steps(expected["tables"], len(left["tables"]["step"]))
        assert left["files"].get(LABELS) in (None, labels)
        assert left["versions"] in ([], expected["versions"])
    counts = [len(kill["left"]["tables"]["step"]) for kill in kills]
    assert counts == sorted(counts)
    assert set(counts) == set(range(len(case.before), len(kinds) + 1))
