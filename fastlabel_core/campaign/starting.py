"""The start of a campaign: its settings are checked, its samples and first labels taken in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert

from fastlabel_core.campaign.database import holds_campaign
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.intake import DataSet, read_data_set, store_samples
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.publishing import refuse_taken_name
from fastlabel_core.campaign.round_setup import round_setup
from fastlabel_core.campaign.schema import FORMAT, StepKind, campaign, tables
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.errors import OutOfTurnError, UsageError
from fastlabel_core.repository import Repository, open_repository
from fastlabel_core.repository.location import has_scheme
from fastlabel_core.repository.names import check_model_name
from fastlabel_core.repository.reference import resolve
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.setup import Setup


def start_campaign(
    folder: CampaignFolder, input_dir: Path, settings: Settings, who: str, url: str | None
) -> None:
    """Begin a campaign, all of it or nothing.

    Parameters
    ----------
    folder : CampaignFolder
        Where it is to be.
    input_dir : Path
        Holds the three CSV files.
    settings : Settings
        How its rounds are run.
    who : str
        The person to whom the first labels are put down.
    url : str or None
        The database; None for one in the folder.

    Raises
    ------
    OutOfTurnError
        If there is a campaign already.
    UsageError
        If files or settings can't be used.
    """
    if folder.find_database() is not None:
        raise OutOfTurnError(
            f"{folder.path} holds a campaign already; go on with it, or give another folder "
            "(--folder)"
        )
    if folder.rounds.exists():
        raise UsageError(
            f"{folder.rounds} holds rounds of another campaign; remove it, or give another folder "
            "(--folder)"
        )
    check_model_name(settings.name)
    setup = round_setup(settings, None)
    # Opened also without a model: better now than when the last one is to be published.
    repository = open_repository(settings.repository, setup.extensions.repositories())
    refuse_taken_name(settings.name, repository, "give that name, or another (--name)")
    settings = _lasting(settings, repository)
    with _work_dir(folder) as work_dir:
        data_set = read_data_set(input_dir, setup.input_columns, work_dir)
        if not data_set.inputs.has_labels:
            setup.refuse_without_labels(data_set.inputs.why_no_labels())
        _keep(folder, data_set, settings, setup, who, url)


@contextmanager
def _work_dir(folder: CampaignFolder) -> Iterator[Path]:
    """Yield a new, empty folder; it goes with the block, or else when a start is tried again."""
    work_dir = folder.work / "start"
    shutil.rmtree(work_dir, ignore_errors=True)
    work_dir.mkdir(parents=True)
    try:
        yield work_dir
    finally:
        shutil.rmtree(work_dir)


def _keep(
    folder: CampaignFolder,
    data_set: DataSet,
    settings: Settings,
    setup: Setup,
    who: str,
    url: str | None,
) -> None:
    database = folder.database(url)
    with database.writing() as connection:
        if holds_campaign(connection):
            raise UsageError(
                f"the database {database} holds the campaign of another folder; give another one"
            )
        # Before the first row is kept: a campaign that no folder names could never be found.
        folder.keep_database(None if url is None else database.url)
        tables.create_all(connection)
        connection.execute(
            insert(campaign).values(
                format=FORMAT,
                settings=settings.model_dump(mode="json"),
                columns=list(data_set.columns),
                label_header=list(data_set.label_header),
                pool_header=list(data_set.pool_header),
            )
        )
        store_samples(connection, data_set)
        _store_labels(connection, data_set, setup, who)


def _lasting(settings: Settings, repository: Repository) -> Settings:
    """Return settings that mean the same wherever and whenever a later round is started.

    An alias may move on, and a model's newest version is not the newest for long.
    """
    location, model = settings.repository, settings.model
    if model is not None:
        found = resolve(model, repository)
        model = str(found.resolve() if isinstance(found, Path) else found)
    if not has_scheme(location):
        location = str(Path(location).resolve())
    return settings.model_copy(update={"model": model, "repository": location})


def _store_labels(connection: Connection, data_set: DataSet, setup: Setup, who: str) -> None:
    labels = data_set.labels
    initial = labels.df_init[LABEL].tolist()
    step = add_step(
        connection,
        StepKind.START,
        who,
        0,
        detail={
            "inputs": data_set.inputs.sha256,
            "labels": len(initial),
            "classes": [] if setup.start is None else list(setup.start.metadata.classes),
        },
    )
    add_labels(connection, step, (NewLabel(*each) for each in enumerate(initial)))
    added = list(_added_labels(data_set))
    if added:
        # It names no file, which tells what the campaign began with from later answers.
        step = add_step(connection, StepKind.ANSWER, who, 0)
        add_labels(connection, step, added)


def _added_labels(data_set: DataSet) -> Iterator[NewLabel]:
    """Yield the labels of ``input_added_label.csv``: corrections, and those of other samples."""
    labels = data_set.labels
    for number, sample_id in enumerate(labels.df_init[SAMPLE_ID]):
        if sample_id in labels.corrections:
            yield NewLabel(number, labels.corrections[sample_id])
    for number, label in enumerate(labels.df_anno[LABEL], len(labels.df_init)):
        yield NewLabel(number, label)
