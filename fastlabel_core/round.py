"""One round: from labels, a pool and a model to predictions, hard examples and the next model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

from fastlabel_core.events import Listener, listening, report_warning, step
from fastlabel_core.input_files import Inputs, open_inputs
from fastlabel_core.journal import Journal
from fastlabel_core.labels import Labels, read_labels
from fastlabel_core.model import Model
from fastlabel_core.outputs import (
    MODEL,
    PREDICTIONS,
    REPORT,
    VALIDATION,
    commit,
    copy_model,
    exclusive,
    incoming_dir,
    leave_no_model,
)
from fastlabel_core.own_model import (
    finished_already,
    refuse_model_in_output,
    refuse_model_in_work,
)
from fastlabel_core.pool import read_pool
from fastlabel_core.predictions_csv import write_predictions
from fastlabel_core.report import Counts, Report, installed_versions
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.results import Split
from fastlabel_core.setup import Setup, file_digest, fingerprint, prepare
from fastlabel_core.stage_model import train_stage_model
from fastlabel_core.validation_csv import (
    count_correct,
    predict_validation,
    write_validation,
)


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
    strategy_options: Mapping[str, Any] | None = None,
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
        Holds ``input_label.csv``, ``input_added_label.csv`` (both may be missing) and
        ``input_unlabel.csv``. Without any label, nothing is trained.
    output_dir : str or Path, default "exp_dir/output"
        Gets ``predictions.csv``, ``validation.csv``, ``model/`` and ``report.json``; without any
        label no ``model/``, and an older one is removed.
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
        How to choose them; ``fastlabel strategies`` lists them.
    strategy_options : mapping, optional
        The strategy's options; ``fastlabel strategies NAME`` lists them.
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
            strategy_options=strategy_options or {},
            random_seed=random_seed,
            options=options or {},
            repository=repository,
            disable=disable,
        )
        refuse_model_in_work(work_path, setup.start)
        with listening(*setup.extensions.listeners(), *listeners):
            inputs = open_inputs(Path(input_dir), setup.input_columns)
            if not inputs.has_labels:
                setup.refuse_without_labels(inputs.why_no_labels())
                refuse_model_in_output(output_path, setup.start)
            request = setup.request(inputs.sha256)
            finished = finished_already(setup.start, request, output_path)
            return finished or _run(setup, inputs, request, output_path, work_path)


def _run(setup: Setup, inputs: Inputs, request: str, output_dir: Path, work_dir: Path) -> Report:
    """Go through the steps, taking up what an earlier run of the same round completed."""
    versions = installed_versions(setup.plugin)
    parent = None if setup.start is None else file_digest(setup.start.folder / METADATA_FILE)
    journal = Journal(work_dir, fingerprint([request, parent, versions]))
    model = setup.create_model()
    with listening(journal):
        with step("read"):
            labels = read_labels(inputs)
            pool = read_pool(inputs.unlabelled, labels.sample_ids(), work_dir)
        if inputs.has_labels:
            df_train, df_val = _split_and_train(model, labels, journal, setup)
        else:
            df_train, df_val = _load_untrained(model, labels, setup)
        validation = predict_validation(model, df_train, df_val, journal.plugin_dir, setup)
        answers = _query(model, pool.frame, df_train, df_val, journal.plugin_dir, setup)
        with step("write"):
            incoming = incoming_dir(output_dir)
            if inputs.has_labels:
                copy_model(journal.stage_dir, incoming)
            else:
                leave_no_model(incoming)
            write_predictions(incoming / PREDICTIONS, pool.given, answers)
            write_validation(incoming / VALIDATION, validation)
    report = Report(
        request=request,
        parameters=setup.parameters(),
        plugin=setup.plugin.name,
        versions=versions,
        inputs=inputs.sha256,
        model=file_digest(incoming / MODEL / METADATA_FILE) if inputs.has_labels else None,
        parent=parent,
        counts=_count(labels, df_train, validation, answers, journal),
        metrics=journal.metrics or {},
        seconds=journal.seconds,
        unreadable=journal.unreadable,
        warnings=tuple(journal.warnings),
        approximations=tuple(journal.approximations),
        predictions_sha256=file_digest(incoming / PREDICTIONS),
    )
    report.write(incoming / REPORT)
    commit(output_dir)
    journal.close()
    return report


def _split_and_train(model: Model, labels: Labels, journal: Journal, setup: Setup) -> Split:
    """Let the model learn the labels, unless it has before the round was killed."""
    with step("split"):
        df_train, df_val = _split(model, labels, setup)
    if not journal.is_trained:
        train_stage_model(model, df_train, df_val, journal, setup)
    # As it was saved, whether or not it was trained just now: a killed round ends the same.
    model.load(journal.stage_dir)
    return df_train, df_val


def _load_untrained(model: Model, labels: Labels, setup: Setup) -> Split:
    """Load the model that the round begins with, as there are no labels to learn."""
    with step("load"):
        model.load(None if setup.start is None else setup.start.folder)
    return labels.df_init, None


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


def _query(
    model: Model,
    pool: pd.DataFrame,
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    work_dir: Path,
    setup: Setup,
) -> pd.DataFrame:
    """Predict the pool and choose the hard examples; the core's query times both by itself."""
    timed = step("query") if model.answers("query_hard_example") else nullcontext()
    with timed:
        return model.query(
            pool,
            df_train,
            df_val,
            work_dir,
            setup.query_cnt,
            setup.strategy,
            setup.strategy_options,
            setup.options,
        )


def _count(
    labels: Labels,
    df_train: pd.DataFrame,
    validation: pd.DataFrame,
    answers: pd.DataFrame,
    journal: Journal,
) -> Counts:
    return Counts(
        labelled=len(labels.df_init),
        added=len(labels.df_anno),
        corrected=len(labels.corrections),
        training=len(df_train),
        validation=len(validation),
        validation_correct=count_correct(validation),
        pool=len(answers),
        hard=int(answers["is_hard"].sum()),
        random=int(answers["is_random"].sum()),
        unreadable_labelled=len(journal.unreadable),
        unreadable_pool=int((answers["error"] != "").sum()),
    )
