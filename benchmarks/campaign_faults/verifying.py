"""What a campaign is held to, by the files that it leaves."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.campaign_faults.playing import MODEL, PERSON, Plan, Played
from fastlabel_core.repository import LocalRepository, find_model

LABELLED = ("input_label.csv", "input_added_label.csv")
POOL = "input_unlabel.csv"
LOGGED = """
SELECT sample.sample_id, label.label FROM label
JOIN step ON step.id = label.step JOIN sample ON sample.number = label.sample
WHERE step.kind = 'answer' AND step.who = ?
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many of how many were as they must be."""

    what: str
    right: int
    total: int

    @property
    def is_met(self) -> bool:
        """Whether all were, and there were any."""
        return 0 < self.right == self.total

    def __str__(self) -> str:
        """Return a line that says so."""
        mark = "ok" if self.is_met else "missed"
        return f"{mark:<7} {self.what}: {self.right:,} of {self.total:,}"


def verify(plan: Plan, undisturbed: Played, killed: Sequence[Played]) -> Iterator[Verdict]:
    """Hold campaigns whose commands were killed to one whose were not."""
    first_labels = _first_labels(plan.data)
    ids = first_labels.keys() | {row["sampleId"] for row in _rows(plan.data / POOL)}
    expected = (undisturbed.campaign / "labels.csv").read_bytes()
    yield Verdict(
        "acknowledged answers in the log, once",
        sum(_logged_once(played) for played in killed),
        sum(len(played.answers) for played in killed),
    )
    yield _campaigns("labels.csv has each sample once", [_has_each(each, ids) for each in killed])
    yield _campaigns(
        "labels.csv has each label of a person, and no other of theirs",
        [_by_persons(each) == {**first_labels, **each.answers} for each in killed],
    )
    yield _campaigns("one published model, whole", [_is_published_once(each) for each in killed])
    yield _campaigns(
        "labels.csv as without a kill, to the byte",
        [(each.campaign / "labels.csv").read_bytes() == expected for each in killed],
    )


def _campaigns(what: str, are_right: Sequence[bool]) -> Verdict:
    return Verdict(f"campaigns: {what}", sum(are_right), len(are_right))


def _first_labels(data: Path) -> dict[str, str]:
    files = [data / name for name in LABELLED if (data / name).exists()]
    return {row["sampleId"]: row["label"] for file in files for row in _rows(file)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _logged_once(played: Played) -> int:
    """Return how many of the acknowledged answers stand in the log exactly once."""
    with closing(sqlite3.connect(played.campaign / "campaign.sqlite")) as database:
        logged = Counter(database.execute(LOGGED, [PERSON]))
    return sum(logged[answer] == 1 for answer in played.answers.items())


def _has_each(played: Played, ids: Set[str]) -> bool:
    found = Counter(row["sampleId"] for row in _rows(played.campaign / "labels.csv"))
    return found == Counter(ids)


def _by_persons(played: Played) -> dict[str, str]:
    rows = _rows(played.campaign / "labels.csv")
    return {row["sampleId"]: row["label"] for row in rows if row["source"] == "person"}


def _is_published_once(played: Played) -> bool:
    repository = LocalRepository(played.folder / "repository")
    if repository.versions(MODEL) != (1,):
        return False
    # Raises where a file is not what was published.
    find_model(f"{MODEL}@1", repository)
    return True
