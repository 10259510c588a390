"""Taking a person's answers into the log, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step, person_labels
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import State, read_state
from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from fastlabel_core.campaign.answers import Answers


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
        Answers that say what the log says already; nothing was added for them.
    new_classes : tuple of str
        Labels that were no known class before.
    """

    taken: int
    corrected: int
    unchanged: int
    new_classes: tuple[str, ...]


def take_answers(
    connection: Connection, answers: Answers, who: str, *, new_classes: bool
) -> Answered:
    """Add a person's answers to the log, all or none; the same answers again add nothing.

    Raises
    ------
    InputError
        For an unknown sample, or a label that is no known class; where those are allowed, for one
        that begins or ends with a blank.
    UsageError
        If the campaign has ended.
    """
    state = read_state(connection)
    _refuse_after_end(state)
    numbers = numbers_of(connection, list(answers.labels))
    answers.refuse_unknown_samples(numbers)
    if new_classes:
        answers.refuse_blank_ends(state.classes)
    else:
        answers.refuse_new_classes(state.classes)
    given = {numbers[sample_id]: label for sample_id, label in answers.labels.items()}
    held = {each.sample: each.label for each in person_labels(connection)}
    news = [NewLabel(*each) for each in given.items() if held.get(each[0]) != each[1]]
    if news:
        step = add_step(
            connection,
            StepKind.ANSWER,
            who,
            state.round,
            is_suggestion_shown=answers.is_suggestion_shown,
        )
        add_labels(connection, step, news)
    return Answered(
        taken=len(news),
        corrected=sum(each.sample in held for each in news),
        unchanged=len(given) - len(news),
        new_classes=tuple(sorted(set(given.values()) - state.classes)),
    )


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
                f"sample {sample_id!r} has no label of a person; see fastlabel campaign history "
                f"{sample_id}"
            )
        if label.step <= state.last_initial_step and not state.takes_initial_labels:
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
        raise UsageError(
            f"the campaign has ended ({state.end_reason}), and its labels are final; start another "
            "from labels.csv to go on"
        )
