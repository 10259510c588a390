"""Where a campaign stands, read from its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import count_samples
from fastlabel_core.campaign.log import Step, person_labels, steps
from fastlabel_core.campaign.schema import StepKind, campaign
from fastlabel_core.campaign.settings import Settings


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
    has_paths : bool
        Whether there is a column ``path``.
    steps : sequence of Step
        Everything that was done.
    samples : int
        How many there are.
    labelled : frozenset of int
        The numbers of those that a person labelled.
    classes : frozenset of str
        Those that persons gave, and those allowed from the start.
    """

    settings: Settings
    columns: tuple[str, ...]
    has_paths: bool
    steps: Sequence[Step]
    samples: int
    labelled: frozenset[int]
    classes: frozenset[str]

    @property
    def rounds(self) -> list[Step]:
        """The rounds, the first first."""
        return [each for each in self.steps if each.kind is StepKind.ROUND]

    @property
    def round(self) -> int:
        """The number of the last round; 0 before the first."""
        return len(self.rounds)

    @property
    def pool(self) -> int:
        """How many samples no person labelled."""
        return self.samples - len(self.labelled)

    @property
    def trained_round(self) -> int:
        """The last round that left a model; 0 if none did."""
        trained = [each.round for each in self.rounds if each.detail["is_trained"]]
        return trained[-1] if trained else 0

    @property
    def takes_initial_labels(self) -> bool:
        """Whether an answer given now is one from which the validation set comes."""
        return self.steps[0].detail["labels"] == 0 and self.trained_round == 0

    @property
    def has_new_labels(self) -> bool:
        """Whether labels were given, or taken back, since the last round."""
        return self.steps[-1].kind is not StepKind.ROUND

    @property
    def end(self) -> Step | None:
        """The step that ended the campaign, if one did."""
        return next((each for each in self.steps if each.kind is StepKind.END), None)

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
        if self.rounds and self.rounds[-1].detail["hard"] == 0:
            return EndReason.NOTHING_HARD
        if self.round >= self.settings.round_limit:
            return EndReason.ROUND_LIMIT
        return None


def read_state(connection: Connection) -> State:
    """Read where the campaign stands."""
    row = connection.execute(select(campaign)).one()
    settings = Settings.model_validate(row.settings)
    given = list(person_labels(connection))
    return State(
        settings=settings,
        columns=tuple(row.columns),
        has_paths=row.has_paths,
        steps=steps(connection),
        samples=count_samples(connection),
        labelled=frozenset(each.sample for each in given),
        classes=frozenset({each.label for each in given} | set(settings.classes)),
    )
