"""Reading what the report says: from the campaign's database, and from the files of its rounds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.history import label_counts
from fastlabel_core.campaign.log import person_labels
from fastlabel_core.campaign.report.class_balance import class_balance, count_predicted
from fastlabel_core.campaign.report.examples import read_examples
from fastlabel_core.campaign.report.findings import Findings
from fastlabel_core.campaign.report.persons import persons_of
from fastlabel_core.campaign.report.validation import read_validation
from fastlabel_core.campaign.state import read_state
from fastlabel_core.campaign.status import status_of
from fastlabel_core.outputs import PREDICTIONS, VALIDATION

# More would make a page that nobody scrolls through.
MOST_EXAMPLES = 100


def gather_findings(connection: Connection, folder: CampaignFolder) -> Findings:
    """Return what the report of a campaign says.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : CampaignFolder
        Holds the files of the rounds.

    Raises
    ------
    InputError
        If a file of the last round is missing or broken.
    """
    state = read_state(connection)
    given = {each.sample: each.label for each in person_labels(connection)}
    predicted: Counter[str] = Counter()
    validation = None
    if state.predicted_round:
        outputs = folder.outputs(state.predicted_round)
        predicted = count_predicted(outputs / PREDICTIONS)
        validation = read_validation(outputs / VALIDATION)
    return Findings(
        status=status_of(connection),
        as_of=datetime.fromisoformat(state.steps[-1].at),
        predicted_round=state.predicted_round,
        validation=validation,
        balance=class_balance(Counter(given.values()), predicted),
        examples=read_examples(connection, state, given, MOST_EXAMPLES),
        approximations=state.rounds[-1].detail["approximations"] if state.rounds else (),
        persons=persons_of(state.steps, label_counts(connection)),
    )
