"""The end of a campaign: the model goes to the repository, the labels become a data set.

Each step is taken down when it is done, and none is done twice; so an end that was killed is taken
up by ending again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import samples
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.labels_csv import write_labels
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import EndReason, State, read_state
from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import UsageError
from fastlabel_core.extensions import load_extensions
from fastlabel_core.outputs import PREDICTIONS
from fastlabel_core.repository import Repository, open_repository
from fastlabel_core.repository.metadata import read_metadata
from fastlabel_core.samples import LABEL, SAMPLE_ID


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
    UsageError
        If no round has predicted labels yet.
    """
    with database.writing() as connection:
        state = read_state(connection)
        if state.trained_round == 0:
            raise UsageError(
                "no round has predicted labels yet, so there is nothing to accept; run one with "
                "fastlabel campaign run"
            )
        if state.end is None:
            _end(connection, state, who, EndReason.SATISFIED)
    return finish(folder, database, who)


def finish(folder: CampaignFolder, database: Database, who: str) -> Finished:
    """Publish the model, write the data set.

    Raises
    ------
    UsageError
        If another round could follow, and nobody is satisfied.
    """
    with database.writing() as connection:
        state = read_state(connection)
        if state.end is None:
            if state.end_reason is None:
                raise UsageError(
                    "the campaign goes on: be satisfied with fastlabel campaign accept, or run "
                    f"the next round ({state.round} of {state.settings.round_limit} are done)"
                )
            _end(connection, state, who, state.end_reason)
    model = _publish(folder, state)
    with database.writing() as connection:
        state = read_state(connection)
        if not any(each.kind is StepKind.LABEL for each in state.steps):
            _add_model_labels(connection, folder, state, model)
    with database.reading() as connection:
        counts = write_labels(connection, folder.labels)
    with database.writing() as connection:
        state = read_state(connection)
        if not state.is_finished:
            add_step(
                connection,
                StepKind.FINISH,
                who,
                state.round,
                detail={"model": model, **counts},
            )
    assert state.end_reason is not None
    return Finished(state.end_reason, model, folder.labels, **counts)


def _end(connection: Connection, state: State, who: str, reason: EndReason) -> None:
    add_step(connection, StepKind.END, who, state.round, detail={"reason": reason.value})


def _publish(folder: CampaignFolder, state: State) -> str | None:
    """Publish the last model unless that was done; return how others refer to it."""
    if state.trained_round == 0:
        return None
    model_dir = folder.model(state.trained_round)
    settings = state.settings
    stores = load_extensions(settings.disable).repositories()
    repository = open_repository(settings.repository, stores)
    published = _published(repository, settings.name, model_dir)
    return published or repository.publish(model_dir, settings.name).metadata.reference


def _published(repository: Repository, name: str, model_dir: Path) -> str | None:
    """Return the version of `name` that is the model in a folder, if it has one."""
    stage = read_metadata(model_dir)
    for version in reversed(repository.versions(name)):
        metadata = repository.metadata(name, version)
        if (metadata.files, metadata.created) == (stage.files, stage.created):
            return metadata.reference
    return None


def _add_model_labels(
    connection: Connection, folder: CampaignFolder, state: State, model: str | None
) -> None:
    """Add what the model predicts of the samples that no person labelled."""
    if model is None:
        return
    step_id = add_step(connection, StepKind.LABEL, model, state.trained_round)
    path = folder.outputs(state.trained_round) / PREDICTIONS
    add_labels(connection, step_id, _model_labels(connection, path, state.labelled))


def _model_labels(
    connection: Connection, path: Path, labelled: frozenset[int]
) -> Iterator[NewLabel]:
    """Yield the predicted labels; both sides are in the order of the data set."""
    everybody = samples(connection)
    for sample_id, label, confidence in _predicted(path):
        sample = next(each for each in everybody if each.sample_id == sample_id)
        if label and sample.number not in labelled:
            yield NewLabel(sample.number, label, float(confidence) if confidence else None)


def _predicted(path: Path) -> Iterator[tuple[str, str, str]]:
    columns = [SAMPLE_ID, LABEL, "confidence"]
    for batch in open_csv(path, columns).batches():
        yield from zip(
            *(column.to_pylist() for column in pa.Table.from_batches([batch]).select(columns)),
            strict=True,
        )
