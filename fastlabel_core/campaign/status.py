"""Where a campaign stands, round by round, with what advises to stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from fastlabel_core.campaign.asking import hard_examples
from fastlabel_core.campaign.log import Step
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.campaign.state import EndReason, State
from fastlabel_core.campaign.stopping import Criteria, advice, mean_agreement
from fastlabel_core.clopper_pearson import clopper_pearson


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The accuracy on the validation set, and the interval that covers it with 95 %.

    A sample that can't be read counts as wrong.

    Parameters
    ----------
    correct, samples : int
    low, high : float
        Clopper and Pearson's interval.
    """

    correct: int
    samples: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share of correct samples."""
        return self.correct / self.samples


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """What one round came to.

    Parameters
    ----------
    number : int
        From 1.
    labels : int
        How many labels it had, to train and to validate on.
    pool, hard : int
        How many samples it predicted, and chose.
    accuracy : Accuracy or None
        None without a validation set.
    criteria : Criteria
        What speaks for stopping.
    mean_agreement : float or None
        The mean of the last three agreements.
    seconds : mapping of str to float
        How long each step took.
    warnings : sequence of str
        What the round warned of.
    """

    number: int
    labels: int
    pool: int
    hard: int
    accuracy: Accuracy | None
    criteria: Criteria
    mean_agreement: float | None
    seconds: Mapping[str, float]
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Status:
    """Where a campaign stands.

    Parameters
    ----------
    settings : Settings
        How its rounds are run.
    samples, labelled, pool : int
        How many there are, how many of them a person labelled, and how many nobody did.
    hard : int
        How many hard examples of the last round wait for an answer; none after the end.
    rounds : sequence of RoundStatus
        The first first.
    has_new_labels : bool
        Whether labels were given, or taken back, that the last round did not see; True before the
        first, also if there are none.
    begun_round : int or None
        The round that has begun and not come to its end yet, which `Campaign.run` takes up.
    has_predictions : bool
        Whether the last round predicted labels, which can be accepted.
    end_reason : EndReason or None
        Why no round can follow; None if one can.
    is_ended, is_finished : bool
        Whether somebody ended it, and whether its data set is written.
    advice : tuple of str
        What speaks for stopping.
    """

    settings: Settings
    samples: int
    labelled: int
    pool: int
    hard: int
    rounds: Sequence[RoundStatus]
    has_new_labels: bool
    begun_round: int | None
    has_predictions: bool
    end_reason: EndReason | None
    is_ended: bool
    is_finished: bool
    advice: tuple[str, ...]


def status_of(connection: Connection, state: State) -> Status:
    """Return where the campaign stands, of which the connection tells what is asked."""
    criteria = [_criteria(each) for each in state.rounds]
    return Status(
        settings=state.settings,
        samples=state.samples,
        labelled=len(state.labelled),
        pool=state.pool,
        hard=len(hard_examples(connection, state)),
        rounds=[
            _round_status(each, criteria[: place + 1]) for place, each in enumerate(state.rounds)
        ],
        has_new_labels=state.has_new_labels,
        begun_round=None if state.begun is None else state.begun.round,
        has_predictions=state.predicted_round > 0,
        end_reason=state.end_reason,
        is_ended=state.end is not None,
        is_finished=state.is_finished,
        advice=advice(criteria),
    )


def _round_status(round_step: Step, criteria: Sequence[Criteria]) -> RoundStatus:
    detail = round_step.detail
    counts = detail["counts"]
    return RoundStatus(
        number=round_step.round,
        labels=counts["training"] + counts["validation"],
        pool=counts["pool"],
        hard=counts["hard"],
        accuracy=_accuracy(counts["validation_correct"], counts["validation"]),
        criteria=criteria[-1],
        mean_agreement=mean_agreement(criteria),
        seconds=detail["seconds"],
        warnings=detail["warnings"],
    )


def _criteria(round_step: Step) -> Criteria:
    detail = round_step.detail
    return Criteria(detail["agreement"], detail["changed"], detail["uncertainty"])


def _accuracy(correct: int, samples: int) -> Accuracy | None:
    return Accuracy(correct, samples, *clopper_pearson(correct, samples)) if samples else None
