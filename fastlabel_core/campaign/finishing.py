"""The end of a campaign: the model goes to the repository, the labels become a data set.

Each step is taken down when it is done, and none is done twice; so an end that was killed is taken
up by ending again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection

from fastlabel_core.campaign.current_labels import current_labels
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.label_counts import LabelCounts
from fastlabel_core.campaign.labels_csv import write_labels
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.predicted_labels import predicted_labels
from fastlabel_core.campaign.publishing import publish_once, refuse_unpublishable
from fastlabel_core.campaign.round_results import intact_predictions
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import EndReason, State, read_state
from fastlabel_core.errors import OutOfTurnError
from fastlabel_core.events import report_warning


@dataclass(frozen=True, slots=True)
class Finished:
    """What a campaign left.

    Parameters
    ----------
    reason : EndReason
        Why it ended.
    model : str or None
        The published model, such as ``"digits@3"``; None if no round trained one.
    labels : Path
        The labelled data set.
    counts : LabelCounts
        How many of its samples have their label from whom.
    """

    reason: EndReason
    model: str | None
    labels: Path
    counts: LabelCounts


def accept(folder: CampaignFolder, database: Database, who: str) -> Finished:
    """Be satisfied: what the last round predicted becomes the label of all other samples.

    Raises
    ------
    OutOfTurnError
        If no round has predicted labels yet.
    """
    with database.writing() as connection:
        state = read_state(connection)
        if state.predicted_round == 0:
            remedy = "run one with labels" if state.end_reason is None else "finish the campaign"
            raise OutOfTurnError(
                f"no round has predicted labels yet, so there is nothing to accept; {remedy}"
            )
        if state.end is None:
            _end(connection, folder, state, who, EndReason.SATISFIED)
    return finish(folder, database, who)


def finish(folder: CampaignFolder, database: Database, who: str) -> Finished:
    """Publish the model, write the data set.

    Raises
    ------
    OutOfTurnError
        If another round could follow, and nobody is satisfied.
    """
    with database.writing() as connection:
        state = read_state(connection)
        reason = state.end_reason
        if reason is None:
            or_accept = ", or be satisfied with what the last one predicts"
            raise OutOfTurnError(
                f"the campaign goes on, with {state.round} of at most {state.settings.round_limit} "
                f"rounds done; run the next one{or_accept if state.predicted_round else ''}"
            )
        if state.end is None:
            _end(connection, folder, state, who, reason)
    model = publish_once(folder, state)
    with database.writing() as connection:
        _add_model_labels(connection, folder, read_state(connection), model)
    with database.reading() as connection:
        labels = current_labels(connection, folder, read_state(connection))
        counts = write_labels(labels, folder.labels)
    with database.writing() as connection:
        state = read_state(connection)
        if not state.is_finished:
            detail = {"model": model, **asdict(counts)}
            add_step(connection, StepKind.FINISH, who, state.round, detail=detail)
    return Finished(reason, model, folder.labels, counts)


def _end(
    connection: Connection, folder: CampaignFolder, state: State, who: str, reason: EndReason
) -> None:
    """Take down the end; from then on no round can make up for what is missing."""
    if state.predicted_round:
        intact_predictions(connection, folder, state)
        if state.has_new_labels and state.pool:
            report_warning(
                f"labels were given or taken back since round {state.round}, and what it predicts "
                "knows nothing of them"
            )
    refuse_unpublishable(folder, state)
    add_step(connection, StepKind.END, who, state.round, detail={"reason": reason.value})


def _add_model_labels(
    connection: Connection, folder: CampaignFolder, state: State, model: str | None
) -> None:
    """Add what the model predicts of the samples that no person labelled, unless that was done."""
    if state.predicted_round == 0 or state.model_labels is not None:
        return
    who = model or state.settings.model
    # Without either, no model could have predicted.
    assert who is not None
    path = intact_predictions(connection, folder, state)
    predicted = (
        NewLabel(each.sample, each.label, each.confidence)
        for each in predicted_labels(connection, path)
        if each.sample not in state.labelled
    )
    add_labels(connection, add_step(connection, StepKind.LABEL, who, state.round), predicted)
