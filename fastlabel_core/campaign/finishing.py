"""The end of a campaign: the model goes to the repository, the labels become a data set.

Each step is taken down when it is done, and none is done twice; so an end that was killed is taken
up by ending again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from fastlabel_core.campaign.current_labels import current_labels
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.labels_csv import write_labels
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.predicted_labels import predicted_labels
from fastlabel_core.campaign.round_results import intact_predictions
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import EndReason, State, read_state
from fastlabel_core.errors import OutOfTurnError
from fastlabel_core.extensions import load_extensions
from fastlabel_core.repository import Repository, open_repository
from fastlabel_core.repository.metadata import read_metadata


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
    by_persons, by_model, unlabelled : int
        How many of its samples have a label by whom.
    """

    reason: EndReason
    model: str | None
    labels: Path
    by_persons: int
    by_model: int
    unlabelled: int


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
    model = _publish(folder, state)
    with database.writing() as connection:
        _add_model_labels(connection, folder, read_state(connection), model)
    with database.reading() as connection:
        labels = current_labels(connection, folder, read_state(connection))
        counts = write_labels(labels, folder.labels)
    with database.writing() as connection:
        state = read_state(connection)
        if not state.is_finished:
            detail = {"model": model, **counts}
            add_step(connection, StepKind.FINISH, who, state.round, detail=detail)
    return Finished(reason, model, folder.labels, **counts)


def _end(
    connection: Connection, folder: CampaignFolder, state: State, who: str, reason: EndReason
) -> None:
    """Take down the end; from then on no round can make up for what is missing."""
    if state.predicted_round:
        intact_predictions(folder, state.rounds[-1])
    add_step(connection, StepKind.END, who, state.round, detail={"reason": reason.value})


def _publish(folder: CampaignFolder, state: State) -> str | None:
    """Publish the last model unless that was done; return how others refer to it."""
    if state.trained_round == 0:
        return None
    if state.model_labels is not None:
        return state.model_labels.who
    model_dir = folder.model(state.trained_round)
    settings = state.settings
    stores = load_extensions(settings.disable).repositories()
    repository = open_repository(settings.repository, stores)
    published = _published(repository, settings.name, model_dir)
    return published or repository.publish(model_dir, settings.name).metadata.reference


def _published(repository: Repository, name: str, model_dir: Path) -> str | None:
    """Return the version of `name` that is the model in a folder, if it has one."""
    stage = read_metadata(model_dir)
    for version in repository.versions(name):
        metadata = repository.metadata(name, version)
        if (metadata.files, metadata.created) == (stage.files, stage.created):
            return metadata.reference
    return None


def _add_model_labels(
    connection: Connection, folder: CampaignFolder, state: State, model: str | None
) -> None:
    """Add what the model predicts of the samples that no person labelled, unless that was done."""
    who = model or state.settings.model
    if state.predicted_round == 0 or who is None:
        return
    if state.model_labels is not None:
        return
    path = intact_predictions(folder, state.rounds[-1])
    predicted = (
        NewLabel(each.sample, each.label, each.confidence)
        for each in predicted_labels(connection, path)
        if each.sample not in state.labelled
    )
    add_labels(connection, add_step(connection, StepKind.LABEL, who, state.round), predicted)
