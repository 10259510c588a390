"""Where a campaign stands, read from its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import count_samples
from fastlabel_core.campaign.log import Step, person_labels, steps
from fastlabel_core.campaign.schema import ROUND_ENDS, StepKind, campaign
from fastlabel_core.campaign.settings import Settings, kept_settings


class EndReason(StrEnum):
    """Why a campaign has come to its end."""

    SATISFIED = "satisfied"
    ROUND_LIMIT = "round limit"
    EMPTY_POOL = "empty pool"
    NOTHING_HARD = "nothing hard left"


@dataclass(frozen=True, slots=True)
class State:
    """Where a campaign stands.

    Parameters
    ----------
    settings : Settings
        How its rounds are run.
    columns : tuple of str
        Those of its samples besides ``sampleId``, ``path`` and ``label``.
    label_header, pool_header : tuple of str
        The columns of the files of labels, but for the label, and of the pool.
    steps : sequence of Step
        Everything that was done.
    samples : int
        How many there are.
    labels : mapping of int to str
        The labels that persons gave, by the numbers of the samples.
    classes : frozenset of str
        Those that persons gave, that the settings allow, and that the model knows.
    has_new_labels : bool
        Whether the labels of persons are others than those that the last round saw; True before the
        first, also if there are none.
    """

    settings: Settings
    columns: tuple[str, ...]
    label_header: tuple[str, ...]
    pool_header: tuple[str, ...]
    steps: Sequence[Step]
    samples: int
    labels: Mapping[int, str]
    classes: frozenset[str]
    has_new_labels: bool

    @property
    def labelled(self) -> Set[int]:
        """The numbers of the samples that a person labelled."""
        return self.labels.keys()

    @property
    def rounds(self) -> list[Step]:
        """The rounds, the first first."""
        return [each for each in self.steps if each.kind is StepKind.ROUND]

    @property
    def round(self) -> int:
        """The number of the last round; 0 before the first."""
        return len(self.rounds)

    @property
    def begun(self) -> Step | None:
        """The beginning of a round that has not come to its end yet; None if there is none."""
        kinds = (StepKind.BEGIN, *ROUND_ENDS)
        last = next((each for each in reversed(self.steps) if each.kind in kinds), None)
        return last if last is not None and last.kind is StepKind.BEGIN else None

    @property
    def pool(self) -> int:
        """How many samples no person labelled."""
        return self.samples - len(self.labelled)

    @property
    def trained_round(self) -> int:
        """The last round that left a model; 0 if none did."""
        return max((each.round for each in self.rounds if each.detail["is_trained"]), default=0)

    @property
    def predicted_round(self) -> int:
        """The last round in which a model predicted the pool; 0 if none did."""
        has_model = self.trained_round > 0 or self.settings.model is not None
        return self.round if has_model else 0

    @property
    def last_initial_step(self) -> int | None:
        """The step up to which persons gave the labels from which the validation set comes.

        They are those that the campaign began with. If it began with none, they are those that the
        first training sees; None before it begins.
        """
        start = self.steps[0]
        if start.detail["labels"]:
            return start.id
        seen = [each.detail["seen"] for each in self.rounds if each.detail["is_trained"]]
        if self.begun is not None and self.begun.detail["labels"]:
            seen.append(self.begun.id)
        return seen[0] if seen else None

    @property
    def end(self) -> Step | None:
        """The step that ended the campaign, if one did."""
        return next((each for each in self.steps if each.kind is StepKind.END), None)

    @property
    def model_labels(self) -> Step | None:
        """The step in which the labels of the published model were taken over, if that was done."""
        return next((each for each in self.steps if each.kind is StepKind.LABEL), None)

    @property
    def is_finished(self) -> bool:
        """Whether the model is published and the data set written."""
        return any(each.kind is StepKind.FINISH for each in self.steps)

    @property
    def end_reason(self) -> EndReason | None:
        """Why no round can follow; None if one can."""
        if self.end is not None:
            return EndReason(self.end.detail["reason"])
        if self.pool == 0:
            return EndReason.EMPTY_POOL
        hard = self.rounds[-1].detail["counts"]["hard"] if self.rounds else None
        if hard == 0 and not self.has_new_labels:
            return EndReason.NOTHING_HARD
        if self.round >= self.settings.round_limit:
            return EndReason.ROUND_LIMIT
        return None


def read_state(connection: Connection) -> State:
    """Read where the campaign stands."""
    row = connection.execute(select(campaign)).one()
    given = {each.sample: each.label for each in person_labels(connection)}
    done = steps(connection)
    settings = _extended(kept_settings(row.settings), done)
    return State(
        settings=settings,
        columns=tuple(row.columns),
        label_header=tuple(row.label_header),
        pool_header=tuple(row.pool_header),
        steps=done,
        samples=count_samples(connection),
        labels=given,
        classes=frozenset({*settings.classes, *_model_classes(done), *given.values()}),
        has_new_labels=given != _seen_labels(connection, done),
    )


def _extended(settings: Settings, done: Sequence[Step]) -> Settings:
    """Return the settings with the round limit that was set last."""
    limits = [each.detail["round_limit"] for each in done if each.kind is StepKind.EXTEND]
    return settings.model_copy(update={"round_limit": limits[-1]}) if limits else settings


def _seen_labels(connection: Connection, done: Sequence[Step]) -> Mapping[int, str] | None:
    """Return the labels of persons that the last round saw; None before the first."""
    last = next((each for each in reversed(done) if each.kind is StepKind.ROUND), None)
    if last is None:
        return None
    return {
        each.sample: each.label for each in person_labels(connection, until=last.detail["seen"])
    }


def _model_classes(done: Sequence[Step]) -> Sequence[str]:
    """Return what the last round's model knows, or else the one that the first begins with."""
    known: Sequence[str] = next(
        each.detail["classes"] for each in reversed(done) if "classes" in each.detail
    )
    return known
