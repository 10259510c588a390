"""Answers, undoing, rounds and the end in any order, against a model of the log in plain Python.

Rounds are played: what stands in for one reads the three files, and writes predictions, a model and
a report as a round does.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fastlabel_core import Report, UsageError
from fastlabel_core.campaign import Campaign, EndReason, Settings, StepKind
from fastlabel_core.predictions_csv import COLUMNS
from fastlabel_core.report import Counts
from fastlabel_core.repository import write_metadata
from fastlabel_core.setup import file_digest, prepare

IDS = ("s0", "s1", "s2", "s3", "s4", "s5")
FILES = ("input_label.csv", "input_added_label.csv", "input_unlabel.csv")
QUERY_CNT = 2
ROUND_LIMIT = 4

answers = st.dictionaries(st.sampled_from(IDS), st.sampled_from(("cat", "dog", "NA")), max_size=3)
first_labels = st.dictionaries(st.sampled_from(IDS), st.just("cat"), min_size=1, max_size=3)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labels_in(path: Path) -> dict[str, str]:
    return {row["sampleId"]: row["label"] for row in read(path)}


def predicted(sample_id: str, labels: int) -> str:
    """Return what the played model says after so many labels."""
    return ("cat", "dog", "owl")[(int(sample_id[1:]) + labels) % 3]


def play_round(
    *, input_dir: Path, output_dir: Path, work_dir: Path, listeners: list[Any], **given: Any
) -> Report:
    """Stand in for `run_round`."""
    setup = prepare(**given, is_first_train=None)
    rows = [read(input_dir / name) for name in FILES]
    labels = len(rows[0]) + len(rows[1])
    for listener in listeners:
        listener("reading is over")
    output_dir.mkdir(parents=True, exist_ok=True)
    with (output_dir / "predictions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS])
        for place, row in enumerate(rows[2]):
            is_hard = place < QUERY_CNT
            said = [predicted(row["sampleId"], labels), 0.5] if labels else ["", ""]
            rank = [str(is_hard).lower(), place + 1 if is_hard else "", "false"]
            writer.writerow([row["sampleId"], "", *said, 0.5, *rank, ""])
    if labels:
        (output_dir / "model").mkdir(exist_ok=True)
        (output_dir / "model" / "weights").write_text(str(rows))
        facts = {"plugin": "words", "distribution": "words-model", "distribution_version": "1.2"}
        write_metadata(
            output_dir / "model",
            **facts,
            core_version="0.1.0",
            parent=None,
            classes=["cat", "dog", "owl"],
            options={},
            metrics={},
            created="2025-01-31T12:00:00Z",
        )
    pool = len(rows[2])
    counts = dict.fromkeys(Counts.model_fields, 0) | {"pool": pool, "hard": min(QUERY_CNT, pool)}
    inputs = {name: file_digest(input_dir / name) for name in FILES}
    report = Report(
        request=setup.request(inputs),
        parameters=setup.parameters(),
        plugin="words",
        versions={},
        inputs=inputs,
        model=file_digest(output_dir / "model" / "metadata.json") if labels else None,
        parent=None,
        counts=Counts(**counts),
        metrics={},
        seconds={},
        unreadable={},
        warnings=(),
        approximations=(),
        predictions_sha256=hashlib.sha256(
            (output_dir / "predictions.csv").read_bytes()
        ).hexdigest(),
    )
    report.write(output_dir / "report.json")
    for listener in listeners:
        listener("all is written")
    return report


@dataclass(frozen=True)
class Begun:
    """What a round sees: what its files hold, and the labels that held then."""

    initial: dict[str, str]
    added: dict[str, str]
    pool: list[str]
    held: dict[str, str | None]


@dataclass
class Log:
    """What the rules say: a person's labels of a sample lie on a stack, and the topmost holds.

    Those that lie there when the campaign begins are initial; if there are none, those that lie
    there when the first training begins. Nothing takes them off any more. What a round sees is
    settled when it begins, also if it is killed and taken up.
    """

    stacks: dict[str, list[tuple[str, int]]]
    entries: dict[str, list[str | None]]
    initial: dict[str, int] = field(default_factory=dict)
    begun: Begun | None = None
    seen: dict[str, str | None] | None = None
    rounds: int = 0
    predictions: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def label(self, sample_id: str) -> str | None:
        stack = self.stacks[sample_id]
        return stack[-1][0] if stack else None

    def answer(self, given: dict[str, str]) -> tuple[int, int, int]:
        """Return how many were taken, how many of them are corrections, and how many were known."""
        news = {each: label for each, label in given.items() if self.label(each) != label}
        corrected = sum(self.label(each) is not None for each in news)
        for each, label in news.items():
            self.stacks[each].append((label, self.rounds))
            self.entries[each].append(label)
        return len(news), corrected, len(given) - len(news)

    def can_undo(self, sample_id: str) -> bool:
        return len(self.stacks[sample_id]) > self.initial.get(sample_id, 0)

    def undo(self, sample_id: str) -> None:
        self.stacks[sample_id].pop()
        self.entries[sample_id].append(None)

    def depths(self) -> dict[str, int]:
        return {each: len(stack) for each, stack in self.stacks.items() if stack}

    def held(self) -> dict[str, str | None]:
        return {each: self.label(each) for each in self.stacks}

    def begin_round(self) -> Begun:
        depths = self.depths()
        self.initial = initial = self.initial or depths
        self.begun = Begun(
            initial={each: self.stacks[each][depth - 1][0] for each, depth in initial.items()},
            added={
                each: self.stacks[each][-1][0]
                for each, depth in depths.items()
                if depth > initial.get(each, 0)
            },
            pool=[each for each in self.stacks if each not in depths],
            held=self.held(),
        )
        return self.begun

    def end_round(self, begun: Begun) -> None:
        """Take down a round; answers may have come since it began."""
        labels = len(begun.initial) + len(begun.added)
        self.begun = None
        self.seen = begun.held
        self.rounds += 1
        self.predictions = {each: predicted(each, labels) for each in begun.pool if labels}
        self.asked = begun.pool[:QUERY_CNT]

    def end_reason(self) -> EndReason | None:
        if all(self.stacks.values()):
            return EndReason.EMPTY_POOL
        return EndReason.ROUND_LIMIT if self.rounds >= ROUND_LIMIT else None


class AnyOrder(RuleBasedStateMachine):
    """A campaign beside its model; `root` is set by the test."""

    root: Path
    count = 0

    @initialize(first=st.just({}) | first_labels)
    def start(self, first: dict[str, str]) -> None:
        type(self).count += 1
        self.place = self.root / str(self.count)
        self.place.mkdir()
        rows = "".join(f"{each},{each},{first[each]}\n" for each in IDS if each in first)
        (self.place / "input_label.csv").write_text(f"sampleId,text,label\n{rows}")
        rows = "".join(f"{each},{each}\n" for each in IDS if each not in first)
        (self.place / "input_unlabel.csv").write_text(f"sampleId,text\n{rows}")
        self.order = sorted(IDS, key=lambda each: (each not in first, each))
        self.log = Log({each: [] for each in self.order}, {each: [] for each in self.order})
        self.log.answer(first)
        self.log.initial = self.log.depths()
        self.reason: EndReason | None = None
        self.files = 0
        chosen = Settings(
            name="words",
            plugin="words",
            # It needs no label to begin with.
            strategy="RandomSampling",
            repository=str(self.place / "repository"),
            round_limit=ROUND_LIMIT,
            query_cnt=QUERY_CNT,
        )
        self.campaign = Campaign.start(self.place / "campaign", self.place, chosen, who="Ann")

    def is_going_on(self) -> bool:
        return self.reason is None

    def tell(self, given: dict[str, str]) -> None:
        # Each is a file of its own: one that was taken before would change nothing.
        self.files += 1
        rows = "".join(f"{each},{label},\n" for each, label in given.items())
        path = self.place / "answers.csv"
        path.write_text(f"sampleId,label,file {self.files}\n{rows}")
        answered = self.campaign.answer(path, who="Bob", new_classes=True)
        expected = self.log.answer(given)
        assert (answered.taken, answered.corrected, answered.unchanged) == expected

    @precondition(is_going_on)
    @rule(given=answers)
    def answer(self, given: dict[str, str]) -> None:
        self.tell(given)

    @precondition(is_going_on)
    @rule(sample_ids=st.sets(st.sampled_from(IDS), min_size=1, max_size=2))
    def undo(self, sample_ids: set[str]) -> None:
        if all(map(self.log.can_undo, sample_ids)):
            assert self.campaign.undo(sorted(sample_ids), who="Cat") == len(sample_ids)
            for each in sample_ids:
                self.log.undo(each)
        else:
            with pytest.raises(UsageError):
                self.campaign.undo(sorted(sample_ids), who="Cat")

    @precondition(is_going_on)
    @rule(meanwhile=answers, is_killed=st.booleans())
    def run(self, meanwhile: dict[str, str], is_killed: bool) -> None:
        begun = self.log.begun
        is_refused = self.log.end_reason() or self.log.seen == self.log.held()
        if begun is None and is_refused:
            with pytest.raises(UsageError):
                self.campaign.run()
            return

        def listen(moment: str) -> None:
            if moment == "reading is over":
                self.tell(meanwhile)
            elif is_killed:
                raise KeyboardInterrupt

        begun = begun or self.log.begin_round()
        try:
            self.campaign.run([listen])
        except KeyboardInterrupt:
            return
        self.log.end_round(begun)
        folder = self.place / "campaign" / "rounds" / f"{self.log.rounds:03d}" / "input"
        assert labels_in(folder / FILES[0]) == begun.initial
        assert labels_in(folder / FILES[1]) == begun.added
        assert [row["sampleId"] for row in read(folder / FILES[2])] == begun.pool

    @precondition(lambda self: self.reason is None and self.log.rounds > 1)
    @rule(is_satisfied=st.booleans())
    def end(self, is_satisfied: bool) -> None:
        end = self.campaign.accept if is_satisfied else self.campaign.finish
        reason = EndReason.SATISFIED if is_satisfied else self.log.end_reason()
        if reason is None or (is_satisfied and not self.log.predictions):
            with pytest.raises(UsageError):
                end(who="Dan")
            return
        assert end(who="Dan").reason is reason
        self.reason = reason

    @precondition(lambda self: self.reason is not None)
    @rule(given=answers.filter(bool))
    def say_too_late(self, given: dict[str, str]) -> None:
        with pytest.raises(UsageError):
            self.tell(given)
        with pytest.raises(UsageError):
            self.campaign.run()

    @invariant()
    def it_stands_where_the_log_says(self) -> None:
        status = self.campaign.status()
        labelled = [each for each in IDS if self.log.stacks[each]]
        assert (status.labelled, status.pool) == (len(labelled), len(IDS) - len(labelled))
        assert len(status.rounds) == self.log.rounds
        is_begun = self.log.begun is not None and self.reason is None
        assert status.begun_round == (self.log.rounds + 1 if is_begun else None)
        assert status.end_reason == (self.reason or self.log.end_reason())
        asked = [each.sample.sample_id for each in self.campaign.hard()]
        waiting = [each for each in self.log.asked if each not in labelled]
        assert asked == ([] if self.reason else waiting)

    @precondition(lambda self: self.reason is not None)
    @invariant()
    def every_sample_is_labelled_once(self) -> None:
        rows = read(self.place / "campaign" / "labels.csv")
        assert [row["sampleId"] for row in rows] == self.order
        for row in rows:
            stack = self.log.stacks[row["sampleId"]]
            guess = self.log.predictions.get(row["sampleId"])
            if stack:
                expected = (stack[-1][0], "person", "", str(stack[-1][1]))
            elif guess:
                expected = (guess, "model", "0.5", str(self.log.rounds))
            else:
                expected = ("", "", "", "")
            assert (row["label"], row["source"], row["confidence"], row["round"]) == expected

    def teardown(self) -> None:
        """Nothing was changed or deleted: the log holds all that was said."""
        for each in self.order:
            entries = self.campaign.history_of(each)
            by_model = self.reason is not None and not self.log.stacks[each]
            guess = self.log.predictions.get(each)
            guesses = [(guess, True)] if by_model and guess else []
            said = [(entry.label, entry.kind is StepKind.LABEL) for entry in entries]
            assert said == [*((label, False) for label in self.log.entries[each]), *guesses]


def test_any_order(tmp_path, words_plugin, monkeypatch):
    monkeypatch.setattr("fastlabel_core.campaign.next_round.run_round", play_round)
    AnyOrder.root = tmp_path
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=20,
            stateful_step_count=12,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
