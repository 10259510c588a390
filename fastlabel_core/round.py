"""One round: from labels, a pool and a model to predictions, hard examples and the next model."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from fastlabel_core import __version__
from fastlabel_core.durable import sync
from fastlabel_core.errors import UsageError
from fastlabel_core.events import Listener, listening, report_warning, step
from fastlabel_core.journal import Journal
from fastlabel_core.model import Model
from fastlabel_core.options import plain_options
from fastlabel_core.outputs import (
    MODEL,
    PREDICTIONS,
    REPORT,
    commit,
    copy_model,
    exclusive,
    incoming_dir,
)
from fastlabel_core.pool import read_pool
from fastlabel_core.predictions_csv import write_predictions
from fastlabel_core.report import Counts, Report, installed_versions
from fastlabel_core.repository import write_metadata
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.results import Split
from fastlabel_core.samples import Inputs, Labels, open_inputs, read_labels
from fastlabel_core.setup import Setup, fingerprint, prepare


def run_round(
    *,
    plugin: str | None = None,
    model: str | Path | None = None,
    input_dir: str | Path = "exp_dir/input",
    output_dir: str | Path = "exp_dir/output",
    work_dir: str | Path = "exp_dir/work",
    is_first_train: bool | None = None,
    query_cnt: int = 100,
    val_size: float = 0.2,
    strategy: str = "LeastConfidence",
    random_seed: int = 0,
    options: Mapping[str, Any] | None = None,
    repository: str | Path = "repository",
    disable: Collection[str] = (),
    listeners: Collection[Listener] = (),
) -> Report:
    """Train on the labels, predict the pool, and choose the samples to ask a person about.

    A round that was killed is taken up by calling this again with the same arguments.

    Parameters
    ----------
    plugin : str, optional
        The kind of model, by the name of its plugin. Not needed with `model`.
    model : str or Path, optional
        The model to go on from: ``NAME``, ``NAME@VERSION``, ``NAME@ALIAS`` in the repository, or a
        folder. A new one if not given.
    input_dir : str or Path, default "exp_dir/input"
        Holds ``input_label.csv``, ``input_added_label.csv`` (may be missing) and
        ``input_unlabel.csv``.
    output_dir : str or Path, default "exp_dir/output"
        Gets ``predictions.csv``, ``model/`` and ``report.json``.
    work_dir : str or Path, default "exp_dir/work"
        For what must outlive a kill, and for logs and checkpoints.
    is_first_train : bool, optional
        True shapes the model to the classes in the labels, False keeps those that it knows. By
        default False for a stage model (what a round left), else True.
    query_cnt : int, default 100
        How many hard examples to choose.
    val_size : float, default 0.2
        The share of ``input_label.csv`` to validate on, from 0 to below 1.
    strategy : str, default "LeastConfidence"
        How to choose them.
    random_seed : int, default 0
        The same seed gives the same result.
    options : mapping, optional
        The plugin's options; ``fastlabel plugins NAME`` lists them.
    repository : str or Path, default "repository"
        Where to find `model` by name: a folder, or a URI that an extension opens.
    disable : collection of str, optional
        Extensions to switch off.
    listeners : collection of callables, optional
        Hear the events of the round.

    Returns
    -------
    Report
        What stands in ``report.json``.

    Raises
    ------
    UsageError
        For what the caller can mend: files, names, options.
    Failure
        For what the machine or a plugin did wrong.
    """
    output_path, work_path = Path(output_dir), Path(work_dir)
    with exclusive(output_path, work_path):
        commit(output_path)
        setup = prepare(
            plugin=plugin,
            model=model,
            is_first_train=is_first_train,
            query_cnt=query_cnt,
            val_size=val_size,
            strategy=strategy,
            random_seed=random_seed,
            options=options or {},
            repository=repository,
            disable=disable,
        )
        _refuse_model_in(work_path, setup)
        with listening(*setup.extensions.listeners(), *listeners):
            inputs = open_inputs(Path(input_dir), setup.input_columns)
            request = fingerprint([{**setup.parameters(), "model": None}, inputs.sha256])
            finished = _finished_already(setup, request, output_path)
            return finished or _run(setup, inputs, request, output_path, work_path)


def _refuse_model_in(work_dir: Path, setup: Setup) -> None:
    """Raise `UsageError` if the model stands where the round clears away what it left."""
    if setup.start and setup.start.folder.resolve().is_relative_to(work_dir.resolve()):
        raise UsageError(
            f"the model in {setup.start.folder} stands in the work folder, which the round clears; "
            "give the one in the output folder, or a copy"
        )


def _run(setup: Setup, inputs: Inputs, request: str, output_dir: Path, work_dir: Path) -> Report:
    """Go through the steps, taking up what an earlier run of the same round completed."""
    versions = installed_versions(setup.plugin)
    parent = None if setup.start is None else _digest(setup.start.folder / METADATA_FILE)
    journal = Journal(work_dir, fingerprint([request, parent, versions]))
    model = setup.create_model()
    with listening(journal):
        with step("read"):
            labels = read_labels(inputs)
            pool = read_pool(inputs.unlabelled, labels.sample_ids(), work_dir)
        with step("split"):
            df_train, df_val = _split(model, labels, setup)
        if not journal.is_trained:
            _train(model, df_train, df_val, journal, setup)
        # As it was saved, whether or not it was trained just now: a killed round ends the same.
        model.load(journal.stage_dir)
        answers = model.query(
            pool.frame, journal.plugin_dir, setup.query_cnt, setup.strategy, setup.options
        )
        with step("write"):
            incoming = incoming_dir(output_dir)
            copy_model(journal.stage_dir, incoming)
            write_predictions(incoming / PREDICTIONS, pool.given, answers)
    report = Report(
        request=request,
        parameters=setup.parameters(),
        plugin=setup.plugin.name,
        versions=versions,
        inputs=inputs.sha256,
        model=_digest(incoming / MODEL / METADATA_FILE),
        parent=parent,
        counts=_count(labels, df_train, df_val, answers, journal),
        metrics=journal.metrics or {},
        seconds=journal.seconds,
        unreadable=journal.unreadable,
        warnings=tuple(journal.warnings),
        predictions_sha256=_digest(incoming / PREDICTIONS),
    )
    report.write(incoming / REPORT)
    commit(output_dir)
    journal.close()
    return report


def _split(model: Model, labels: Labels, setup: Setup) -> Split:
    """Split by the first labels of every sample, so that a correction moves none of them."""
    df_train, df_val = model.split(
        labels.df_init, labels.df_anno, setup.is_first_train, setup.val_size
    )
    if df_val is None and setup.val_size > 0 and not model.answers("split_train_val"):
        report_warning(
            f"no validation set: {len(labels.df_init)} labels are too few to spare a share of "
            f"{setup.val_size}"
        )
    return labels.corrected(df_train), None if df_val is None else labels.corrected(df_val)


def _train(
    model: Model,
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    journal: Journal,
    setup: Setup,
) -> None:
    """Load, train and save; the saved model is what a killed round goes on from."""
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


def _count(
    labels: Labels,
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    answers: pd.DataFrame,
    journal: Journal,
) -> Counts:
    return Counts(
        labelled=len(labels.df_init),
        added=len(labels.df_anno),
        corrected=len(labels.corrections),
        training=len(df_train),
        validation=0 if df_val is None else len(df_val),
        pool=len(answers),
        hard=int(answers["is_hard"].sum()),
        unreadable_labelled=len(journal.unreadable),
        unreadable_pool=int((answers["error"] != "").sum()),
    )


def _classes(df_train: pd.DataFrame, setup: Setup) -> list[str]:
    """Return the classes that the model knows: in a later round its own and the new ones."""
    found = sorted(set(df_train["label"]))
    if setup.start is None or setup.is_first_train:
        return found
    known = setup.start.metadata.classes
    return [*known, *(name for name in found if name not in known)]


def _finished_already(setup: Setup, request: str, output_dir: Path) -> Report | None:
    """Return the report of a round that was killed just after its end, or None.

    Only a round that goes on from the model in its own output folder needs this: run again, it
    would take its result for its beginning.
    """
    report_file = output_dir / REPORT
    if setup.start is None or setup.start.folder.resolve() != (output_dir / MODEL).resolve():
        return None
    if not report_file.exists():
        return None
    try:
        report = Report.read(report_file)
    except ValidationError:
        return None
    if (report.request, report.model) != (request, _digest(setup.start.folder / METADATA_FILE)):
        return None
    report_warning(
        f"this round is finished: {report_file} is of the same inputs and parameters, and the "
        "model given is what it left. To train on from it, give a copy of the model"
    )
    return report


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
