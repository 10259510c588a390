"""The samples whose labels are known: those that a simulation plays with, and those it tests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import InputError, UsageError
from fastlabel_core.events import report_warning
from fastlabel_core.input_files import (
    Inputs,
    chosen_columns,
    open_inputs,
    refuse_without_input,
)
from fastlabel_core.labels import Labels, read_labelled, read_labels
from fastlabel_core.pool import read_pool
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.simulation.truth import read_truth
from fastlabel_core.split import stratified_split

TRUTH = "truth.csv"
TEST = "test.csv"
HOLD_OUT_SEED = 0


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a data set whose labels are known.

    Parameters
    ----------
    input_dir : Path
        Holds the three CSV files of a campaign.
    truth : Path or None
        The labels of the pool; ``truth.csv`` in `input_dir` if None and it is there.
    test : Path or None
        Samples with labels that belong to neither; ``test.csv`` in `input_dir` if None and it is
        there.
    """

    input_dir: Path
    truth: Path | None = None
    test: Path | None = None

    def truth_file(self) -> Path | None:
        """Return where the truth stands, if anywhere."""
        return self.truth or _if_there(self.input_dir / TRUTH)

    def test_file(self) -> Path | None:
        """Return where the test samples stand, if anywhere."""
        return self.test or _if_there(self.input_dir / TEST)


@dataclass(frozen=True, slots=True, eq=False)
class KnownSamples:
    """Samples with their labels.

    Parameters
    ----------
    samples : DataFrame
        Those to play with.
    test : DataFrame
        Those to test on.
    first_labels : int
        How many a campaign begins with.
    held_out_of : int or None
        Of how many labelled samples `test` was drawn; None if it is a file of its own.
    """

    samples: pd.DataFrame
    test: pd.DataFrame
    first_labels: int
    held_out_of: int | None


def read_known_samples(
    sources: Sources,
    input_columns: Sequence[str],
    work_dir: Path,
    *,
    labels: int | None,
    test_size: float,
) -> KnownSamples:
    """Read a data set, keep the samples whose labels are known, and set apart those to test on.

    Where a sample has a label in the truth and another in a file of labels, the truth holds.
    Without a file of test samples a share of each class is drawn, the same for every seed; a class
    keeps at least one sample to play with. Warnings count the test samples that a model may know by
    another sample with the same input, and those whose label it can't know.

    Parameters
    ----------
    sources : Sources
        The files.
    input_columns : sequence of str
        Those from which the model can take its input.
    work_dir : Path
        An existing folder, where the pool is kept while it is read.
    labels : int or None
        How many labels a campaign begins with; as many as the files hold if None.
    test_size : float
        The share of each class to test on without a file.

    Raises
    ------
    UsageError
        If a file can't be used, a test sample is one of the others, or the labels don't suffice.
    """
    inputs = open_inputs(sources.input_dir, input_columns)
    given = read_labels(inputs)
    everything = _with_truth(_all_samples(inputs, given, work_dir), sources.truth_file())
    is_known = everything[LABEL] != ""
    _tell_unknown(is_known, sources)
    known = everything[is_known].reset_index(drop=True)
    _refuse_one_class(known)
    test_file = sources.test_file()
    if test_file is None:
        samples, test = _held_out(known, test_size)
    else:
        samples, test = known, _read_test(test_file, inputs, input_columns, everything)
    _tell_same_inputs(samples, test, chosen_columns(inputs, input_columns))
    _tell_other_classes(samples, test)
    count = len(given.sample_ids()) if labels is None else labels
    _refuse_impossible_start(samples, count)
    return KnownSamples(
        samples=samples,
        test=test[list(samples.columns)],
        first_labels=count,
        held_out_of=None if test_file else len(known),
    )


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


def _all_samples(inputs: Inputs, given: Labels, work_dir: Path) -> pd.DataFrame:
    """Return every sample once, with the columns of the labelled ones; the label may be empty."""
    pool = read_pool(inputs.unlabelled, given.sample_ids(), work_dir).frame.assign(**{LABEL: ""})
    if not inputs.has_labels:
        return pool
    columns = list(given.df_init.columns)
    missing = {name: "" for name in columns if name not in pool.columns}
    frames = [given.corrected(given.df_init), given.df_anno, pool.assign(**missing)[columns]]
    return pd.concat(frames, ignore_index=True)


def _with_truth(samples: pd.DataFrame, truth_file: Path | None) -> pd.DataFrame:
    if truth_file is None:
        return samples
    truth = read_truth(truth_file)
    labels = [
        truth.get(sample_id, label)
        for sample_id, label in zip(samples[SAMPLE_ID], samples[LABEL], strict=True)
    ]
    return samples.assign(**{LABEL: pd.Series(labels, dtype="str", index=samples.index)})


def _tell_unknown(is_known: pd.Series[bool], sources: Sources) -> None:
    unknown = int((~is_known).sum())
    if unknown:
        report_warning(
            f"{unknown:,} of {len(is_known):,} samples are left out, as no label of theirs is "
            f"known; {sources.truth_file() or f'a file {TRUTH}'} would hold it"
        )


def _held_out(known: pd.DataFrame, test_size: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    samples, test = stratified_split(known, test_size, HOLD_OUT_SEED)
    if test is None:
        raise UsageError(
            f"a share of {test_size} of the {len(known):,} labelled samples leaves none to test "
            f"on; give more of them (--test-size), or other samples in a file {TEST}"
        )
    report_warning(
        f"no file {TEST}: {len(test):,} of the {len(known):,} labelled samples are held out to "
        "test on"
    )
    return samples.reset_index(drop=True), test.reset_index(drop=True)


def _read_test(
    path: Path, inputs: Inputs, input_columns: Sequence[str], others: pd.DataFrame
) -> pd.DataFrame:
    file = open_csv(path, [SAMPLE_ID, LABEL])
    refuse_without_input(file, inputs, input_columns)
    test = read_labelled(file)
    if test.empty:
        raise InputError(f"{path} holds no sample to test on; write some, or remove the file")
    shared = test[SAMPLE_ID][test[SAMPLE_ID].isin(others[SAMPLE_ID])]
    if len(shared):
        raise InputError(
            f"{path}: sample {shared.iloc[0]!r} is one of the campaign's too, and so are "
            f"{len(shared) - 1:,} more; nobody may train on what is tested: remove them from one "
            "of the files"
        )
    missing = {name: "" for name in others.columns if name not in test.columns}
    return test.assign(**missing)


def _tell_same_inputs(samples: pd.DataFrame, test: pd.DataFrame, columns: Sequence[str]) -> None:
    """Tell how many test samples have the same text, or whatever it is, as one to play with."""
    inputs = set(samples[columns].itertuples(index=False, name=None))
    same = sum(each in inputs for each in test[columns].itertuples(index=False, name=None))
    if same:
        report_warning(
            f"{same:,} of the {len(test):,} test samples have the same input as a sample that may "
            "be labelled, so a model may know them by heart; they stay in the test"
        )


def _tell_other_classes(samples: pd.DataFrame, test: pd.DataFrame) -> None:
    """Tell how many test samples have a label that no sample to play with has."""
    others = test[LABEL][~test[LABEL].isin(samples[LABEL])]
    if len(others):
        report_warning(
            f"{len(others):,} of the {len(test):,} test samples have a label that none of the "
            f"others has, such as {others.iloc[0]!r}, so no model can be right on them; they stay "
            "in the test"
        )


def _refuse_one_class(known: pd.DataFrame) -> None:
    classes = known[LABEL].nunique()
    if not classes:
        raise UsageError(
            "no sample has a label that is known, so there is nothing to play with; a file "
            f"{TRUTH} holds the labels (--truth)"
        )
    if classes == 1:
        raise UsageError(
            f"the {len(known):,} samples whose label is known are of 1 class; at least two are "
            "needed to learn anything"
        )


def _refuse_impossible_start(samples: pd.DataFrame, count: int) -> None:
    classes = samples[LABEL].nunique()
    if not classes <= count < len(samples):
        raise UsageError(
            f"a campaign would begin with {count:,} labels; give (--labels) from {classes:,}, one "
            f"for each class, to {len(samples) - 1:,}, which leave one of the {len(samples):,} "
            "samples to ask about"
        )
