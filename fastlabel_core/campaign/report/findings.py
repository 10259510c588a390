"""What the report of a campaign says, apart from how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.examples import ShownExample
from fastlabel_core.campaign.report.persons import Person
from fastlabel_core.campaign.report.validation import Validation
from fastlabel_core.campaign.status import Status


@dataclass(frozen=True, slots=True)
class Findings:
    """What the report of a campaign says.

    Parameters
    ----------
    status : Status
        Where the campaign stands, round by round.
    as_of : datetime
        When the last of its steps was done, in UTC.
    predicted_round : int
        The last round in which a model predicted the pool; 0 if none did.
    validation : Validation or None
        What its model says of the validation set; None without one.
    is_validation_gone : bool
        Whether there is none because the files of that round are gone.
    balance : sequence of ClassCount
        How often each class was given and is predicted, the most frequent first.
    examples : sequence of ShownExample
        The hardest examples of the last round.
    approximations : sequence of str
        What the last round did not compute to the letter of a formula.
    persons : sequence of Person
        Who answered how much, sorted by name.
    """

    status: Status
    as_of: datetime
    predicted_round: int
    validation: Validation | None
    is_validation_gone: bool
    balance: Sequence[ClassCount]
    examples: Sequence[ShownExample]
    approximations: Sequence[str]
    persons: Sequence[Person]
