"""What the frames of a round may hold: any ids and labels, URIs for paths, other columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID
from fastlabel_core.testing.contract.answers import BrokenPromiseError, require_same
from fastlabel_core.testing.contract.subject import Subject

LABELS = ("007", "NA", 'a/b, "é"')
SAMPLE_IDS = ("007", "1e3", "7", "NA", "a/b", "a_b", f"https://host/{'x' * 250}", "é ☃")
OTHER = "other column"


def labels_may_be_any_strings(subject: Subject) -> None:
    """Labels such as ``007`` and ``NA`` stay as they are, also in a model that was saved."""
    names = {label: label for label in subject.classes}
    names.update(zip(subject.classes, LABELS, strict=False))
    saved = subject.saved_model(subject.trained_model(subject.renamed(names)))
    answers = subject.new_model(saved).predict(subject.pool)
    expected, known = set(names.values()), answers.known_classes
    if known - expected or (answers.classes and expected - known):
        raise BrokenPromiseError(
            f"trained on the labels {sorted(expected)}, saved and loaded it knows {sorted(known)}"
        )


def sample_ids_may_be_any_strings(subject: Subject) -> None:
    """Ids such as ``007``, ``a/b`` and a long URL do no harm, and don't change the answers."""
    others = (f"id {row:06}" for row in range(len(subject.samples) - len(SAMPLE_IDS)))
    # Sorted, so that the order of the samples is that of their ids, if it was before.
    ids = pd.Series(sorted([*SAMPLE_IDS, *others]), dtype="str")
    _require_same_with(subject, SAMPLE_ID, ids, "when the samples have other ids")


def paths_may_be_uris(subject: Subject) -> None:
    """A path may be a URI, which `open_input` opens as well as a file's path."""
    if PATH not in subject.samples or not subject.samples[PATH].map(_is_file).all():
        return
    uris = "file://" + subject.samples[PATH]
    _require_same_with(
        subject, PATH, uris, "when paths are URIs, such as file:///folder/name; use open_input"
    )


def other_columns_do_not_matter(subject: Subject) -> None:
    """It leaves columns alone that are not its input, wherever they stand, and full or not."""
    expected = subject.trained_model().predict(subject.pool)
    if subject.input_columns == ():
        # Of the labelled samples' columns all are the input, but the path.
        samples = subject.samples.assign(**{PATH: "/none"})
    else:
        gaps = [None if row % 2 else "other" for row in range(len(subject.samples))]
        samples = subject.samples.assign(**{OTHER: pd.Series(gaps, dtype="str")})
    pool = subject.pool.assign(**{OTHER: "other"})
    answers = subject.trained_model(_rearranged(samples)).predict(_rearranged(pool))
    require_same(expected, answers, "when the frames have other columns too")


def _require_same_with(subject: Subject, column: str, values: pd.Series, when: str) -> None:
    """Train with other values in a column; compare the answers with those for the old values."""
    samples = subject.samples.assign(**{column: values})
    model = subject.trained_model(samples)
    expected = model.predict(subject.pool)
    answers = model.predict(samples.drop(columns=LABEL))
    require_same(expected, replace(answers, sample_ids=expected.sample_ids), when)


def _rearranged(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the first column, and then the others from the last to the second."""
    first, *others = frame.columns
    return frame[[first, *reversed(others)]]


def _is_file(path: str) -> bool:
    return Path(path).is_absolute() and Path(path).is_file()
