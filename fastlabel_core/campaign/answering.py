"""Taking a person's answers into the log, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.log import (
    NewLabel,
    Step,
    add_labels,
    add_step,
    person_labels,
    samples_named,
)
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import State, read_state
from fastlabel_core.errors import OutOfTurnError, UsageError

if TYPE_CHECKING:
    from fastlabel_core.campaign.answers import Answers


# Longer numbers are no counts, and no spreadsheet leaves their other digits alone.
MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Answered:
    """What was taken of a person's answers.

    Parameters
    ----------
    taken : int
        Labels that were added to the log.
    corrected : int
        Those of them that replace another label of a person.
    unchanged : int
        Answers that the log says already.
    passed_over : int
        Answers that stood in the very file when the person gave it before, and that others have
        changed or taken back since.
    new_classes : tuple of str
        Labels that were no known class before.
    """

    taken: int
    corrected: int
    unchanged: int
    passed_over: int
    new_classes: tuple[str, ...]


def take_answers(
    connection: Connection, answers: Answers, who: str, *, new_classes: bool
) -> Answered:
    """Add a person's answers to the log, all or none.

    A file that the person gave before takes back nothing that others have said since.

    Raises
    ------
    InputError
        For an unknown sample, or a label that is no known class; where those are allowed, for one
        that begins or ends with a blank.
    OutOfTurnError
        If the campaign has ended.
    """
    state = read_state(connection)
    _refuse_after_end(state)
    numbers = numbers_of(connection, list(answers.labels))
    answers.refuse_unknown_samples(numbers, partial(_with_zeros, connection))
    if new_classes:
        answers.refuse_blank_ends(state.classes)
    else:
        answers.refuse_new_classes(state.classes)
    given = {numbers[sample_id]: label for sample_id, label in answers.labels.items()}
    before = _given_before(state, answers.file.sha256, who)
    repeated = _repeated(connection, given, before)
    other = {sample: label for sample, label in given.items() if state.labels.get(sample) != label}
    news = [NewLabel(sample, label) for sample, label in other.items() if sample not in repeated]
    # Also where the log says all of it already: the person may give the file again.
    if news or (given and before is None):
        step_id = add_step(
            connection,
            StepKind.ANSWER,
            who,
            state.round,
            is_suggestion_shown=answers.is_suggestion_shown,
            detail={"file": answers.file.sha256},
        )
        add_labels(connection, step_id, news)
    return Answered(
        taken=len(news),
        corrected=sum(each.sample in state.labels for each in news),
        unchanged=len(given) - len(other),
        passed_over=len(other) - len(news),
        new_classes=tuple(sorted({str(each.label) for each in news} - state.classes)),
    )


def _with_zeros(connection: Connection, sample_id: str) -> str | None:
    """Return the sample whose id is this number with zeros before it; None if there is none."""
    if not sample_id.isdecimal():
        return None
    widths = range(len(sample_id) + 1, MOST_DIGITS + 1)
    return next(iter(numbers_of(connection, [sample_id.zfill(width) for width in widths])), None)


def _given_before(state: State, file: str, who: str) -> Step | None:
    """Return the last step in which a person gave a file, by its SHA-256; None if there is none."""
    return next(
        (
            each
            for each in reversed(state.steps)
            if each.kind is StepKind.ANSWER and each.who == who and each.detail.get("file") == file
        ),
        None,
    )


def _repeated(connection: Connection, given: Mapping[int, str], before: Step | None) -> Set[int]:
    """Return the samples of a file that stood in it when the same person gave it before.

    Without those of which the person has said something else since: that is a change of mind.
    """
    if before is None:
        return frozenset()
    return given.keys() - samples_named(connection, before.who, after=before.id)


def undo_labels(connection: Connection, sample_ids: Sequence[str], who: str) -> int:
    """Take back the label that each of some samples has from a person; return how many.

    What holds then is the label before it. Without one, the sample is back in the pool.

    Raises
    ------
    UsageError
        If a sample is unknown or has no such label, if the validation set comes from it, or if the
        campaign has ended. Nothing is undone then.
    """
    state = read_state(connection)
    _refuse_after_end(state)
    numbers = numbers_of(connection, sample_ids)
    held = {each.sample: each for each in person_labels(connection)}
    undone = []
    for sample_id in dict.fromkeys(sample_ids):
        if sample_id not in numbers:
            raise _refused_undo(f"the data set has no sample {sample_id!r}; mend the sampleId")
        label = held.get(numbers[sample_id])
        if label is None:
            raise _refused_undo(
                f"sample {sample_id!r} has no label of a person to take back; leave it out"
            )
        if label.step <= (state.last_initial_step or 0):
            raise _refused_undo(
                f"sample {sample_id!r} was labelled before the first training, and the validation "
                "set comes from such labels; answer with the right label instead"
            )
        undone.append(NewLabel(label.sample, None, undoes=label.id))
    if undone:
        add_labels(connection, add_step(connection, StepKind.UNDO, who, state.round), undone)
    return len(undone)


def _refused_undo(problem: str) -> UsageError:
    return UsageError(f"{problem}.\n  Nothing was undone.")


def _refuse_after_end(state: State) -> None:
    if state.end is not None:
        first = "" if state.is_finished else "finish it, then "
        raise OutOfTurnError(
            f"the campaign has ended ({state.end_reason}), and its labels are final; to go on, "
            f"{first}start another from the files that this one began with, and give it as its "
            "input_added_label.csv the rows of labels.csv whose source is person, with the columns "
            "that the model reads and labels.csv lacks, such as text"
        )
