"""The label of every sample as it is now: a person's, or else what the model predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import Sample, samples
from fastlabel_core.campaign.database import ROWS_AT_ONCE
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import Step, person_labels
from fastlabel_core.campaign.predicted_labels import PredictedLabel, predicted_labels
from fastlabel_core.campaign.round_results import intact_predictions
from fastlabel_core.campaign.schema import label
from fastlabel_core.campaign.state import State


class Source(StrEnum):
    """Who a label comes from."""

    PERSON = "person"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class CurrentLabel:
    """The label of a sample; all but the sample is None for one that has none.

    Parameters
    ----------
    sample : Sample
        Which.
    label : str or None
    source : Source or None
        Who it comes from.
    who : str or None
        The person; or the round or the published model that predicts it.
    confidence : float or None
        The model's probability of it; None for a person's.
    round : int or None
        The round after which a person gave it, 0 before the first, or the one whose model predicts
        it.
    """

    sample: Sample
    label: str | None = None
    source: Source | None = None
    who: str | None = None
    confidence: float | None = None
    round: int | None = None


def current_labels(
    connection: Connection, folder: CampaignFolder, state: State
) -> Iterator[CurrentLabel]:
    """Yield the label of every sample, in the order of the data set.

    A model's are those that the campaign has taken over at its end. Before that they are what the
    last round predicts.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : CampaignFolder
        Holds the files of the rounds.
    state : State
        Where the campaign stands.
    """
    persons = {each.sample: each for each in person_labels(connection)}
    steps = {each.id: each for each in state.steps}
    predicted = _predicted(connection, folder, state)
    upcoming = next(predicted, None)
    for sample in samples(connection):
        own = upcoming if upcoming is not None and upcoming[0].sample == sample.number else None
        if sample.number in persons:
            given = persons[sample.number]
            who = steps[given.step].who
            yield CurrentLabel(sample, given.label, Source.PERSON, who, None, given.round)
        elif own is not None:
            guess, by = own
            yield CurrentLabel(
                sample, guess.label, Source.MODEL, by.who, guess.confidence, by.round
            )
        else:
            yield CurrentLabel(sample)
        if own is not None:
            upcoming = next(predicted, None)


def _predicted(
    connection: Connection, folder: CampaignFolder, state: State
) -> Iterator[tuple[PredictedLabel, Step]]:
    """Yield a model's labels, each with the step in which it gave them."""
    if state.model_labels is not None:
        logged = _logged(connection, state.model_labels)
        yield from ((each, state.model_labels) for each in logged)
    elif state.predicted_round:
        last = state.rounds[-1]
        path = intact_predictions(connection, folder, state)
        yield from ((each, last) for each in predicted_labels(connection, path))


def _logged(connection: Connection, step: Step) -> Iterator[PredictedLabel]:
    wanted = (
        select(label.c.sample, label.c.label, label.c.confidence)
        .where(label.c.step == step.id)
        .order_by(label.c.sample)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    with connection.execute(wanted) as rows:
        for row in rows:
            yield PredictedLabel(row.sample, row.label, row.confidence)
