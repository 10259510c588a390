"""The start of a campaign: its settings are checked, its samples and first labels taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, insert

from fastlabel_core.campaign.data_set import DataSet, read_data_set, store_samples
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.schema import FORMAT, StepKind, campaign, tables
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.errors import UsageError
from fastlabel_core.repository.names import check_model_name
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.setup import Setup, prepare


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
    UsageError
        If there is a campaign already, or files or settings can't be used.
    """
    existing = folder.open_database()
    if existing is not None and existing.holds_campaign():
        raise UsageError(
            f"{folder.path} holds a campaign already; give another folder (--folder), or go on "
            "with it: fastlabel campaign status"
        )
    settings = _with_whole_paths(settings)
    data_set = read_data_set(input_dir, _check(settings).input_columns, folder.work)
    database = folder.choose_database(url)
    if database.holds_campaign():
        raise UsageError(
            f"the database {url!r} holds the campaign of another folder; give another database"
        )
    with database.creating() as connection:
        tables.create_all(connection)
        connection.execute(
            insert(campaign).values(
                format=FORMAT,
                settings=settings.model_dump(mode="json"),
                columns=list(data_set.columns),
                has_paths=data_set.has_paths,
            )
        )
        store_samples(connection, data_set)
        _store_labels(connection, data_set, who)
    database.close()


def _check(settings: Settings) -> Setup:
    """Return what the first round would be set up with; raise if it can't be."""
    check_model_name(settings.name)
    return prepare(
        plugin=settings.plugin,
        model=settings.model,
        is_first_train=None,
        query_cnt=settings.query_cnt,
        val_size=settings.val_size,
        strategy=settings.strategy,
        strategy_options=settings.strategy_options,
        random_seed=settings.random_seed,
        options=settings.options,
        repository=settings.repository,
        disable=settings.disable,
    )


def _with_whole_paths(settings: Settings) -> Settings:
    """Return settings that mean the same wherever a later round is started."""
    model, repository = settings.model, settings.repository
    if model is not None and Path(model).is_dir():
        model = str(Path(model).resolve())
    if "://" not in repository:
        repository = str(Path(repository).resolve())
    return settings.model_copy(update={"model": model, "repository": repository})


def _store_labels(connection: Connection, data_set: DataSet, who: str) -> None:
    labels = data_set.labels
    initial = labels.df_init[LABEL].tolist()
    step = add_step(
        connection,
        StepKind.START,
        who,
        0,
        is_initial=True,
        detail={"inputs": dict(data_set.hashes), "labels": len(initial)},
    )
    add_labels(connection, step, (NewLabel(*each) for each in enumerate(initial)))
    added = list(_added_labels(data_set))
    if added:
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
