"""The stage model: what a round trains, and what a killed round goes on from."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pandas as pd

from fastlabel_core import __version__
from fastlabel_core.durable import sync
from fastlabel_core.events import step
from fastlabel_core.journal import Journal
from fastlabel_core.model import Model
from fastlabel_core.options import plain_options
from fastlabel_core.repository import write_metadata
from fastlabel_core.setup import Setup


def train_stage_model(
    model: Model,
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    journal: Journal,
    setup: Setup,
) -> None:
    """Load, train and save; the journal takes it down once all of it is on the disk."""
    with step("load"):
        model.load(None if setup.start is None else setup.start.folder)
    with step("train"):
        metrics = model.train(
            df_train, df_val, journal.plugin_dir, setup.is_first_train, setup.options
        )
    with step("save"):
        beside = journal.stage_dir.with_name("stage.partial")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        model.save(beside)
        write_metadata(
            beside,
            plugin=setup.plugin.name,
            distribution=setup.plugin.distribution,
            distribution_version=setup.plugin.version,
            core_version=__version__,
            parent=setup.parent(),
            classes=_classes(df_train, setup),
            options=plain_options(setup.options),
            metrics=metrics,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        shutil.rmtree(journal.stage_dir, ignore_errors=True)
        beside.rename(journal.stage_dir)
        sync(journal.stage_dir.parent)
        journal.record_training(metrics)


def _classes(df_train: pd.DataFrame, setup: Setup) -> list[str]:
    """Return the classes that the model knows: in a later round its own and the new ones."""
    found = sorted(set(df_train["label"]))
    if setup.start is None or setup.is_first_train:
        return found
    known = setup.start.metadata.classes
    return [*known, *(name for name in found if name not in known)]
