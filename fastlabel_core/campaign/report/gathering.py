"""Reading what the report says: from the campaign's database, and from the files of its rounds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from fastlabel_core.campaign.current_labels import current_labels
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.history import label_counts
from fastlabel_core.campaign.report.class_balance import class_balance
from fastlabel_core.campaign.report.examples import read_examples
from fastlabel_core.campaign.report.findings import Findings
from fastlabel_core.campaign.report.persons import persons_of
from fastlabel_core.campaign.report.validation import Validation, read_validation
from fastlabel_core.campaign.round_results import validation_predictions
from fastlabel_core.campaign.state import State, read_state
from fastlabel_core.campaign.status import status_of
from fastlabel_core.outputs import VALIDATION

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
    UsageError
        If a file of the last round is missing or broken, and the campaign is not finished.
    """
    state = read_state(connection)
    validation, is_gone = _validation(folder, state)
    return Findings(
        status=status_of(connection, state),
        as_of=datetime.fromisoformat(state.steps[-1].at),
        predicted_round=state.predicted_round,
        validation=validation,
        is_validation_gone=is_gone,
        balance=class_balance(current_labels(connection, folder, state)),
        examples=read_examples(connection, state, MOST_EXAMPLES),
        approximations=state.rounds[-1].detail["approximations"] if state.rounds else (),
        persons=persons_of(state.steps, label_counts(connection)),
    )


def _validation(folder: CampaignFolder, state: State) -> tuple[Validation | None, bool]:
    """Read what the last model says of the validation set; tell whether the file of that is gone.

    Only a finished campaign, which needs its rounds no more, may be without it.
    """
    if not state.predicted_round:
        return None, False
    number = state.predicted_round
    if state.is_finished and not (folder.outputs(number) / VALIDATION).exists():
        return None, True
    return read_validation(validation_predictions(folder, number)), False
