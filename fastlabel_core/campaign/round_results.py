"""What a round left in the campaign's folder, found to be as it was left."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.round_files import write_round_files
from fastlabel_core.campaign.state import State
from fastlabel_core.errors import IntegrityError, UsageError
from fastlabel_core.outputs import PREDICTIONS, REPORT, VALIDATION
from fastlabel_core.report import Report
from fastlabel_core.repository import read_model
from fastlabel_core.setup import Setup, file_digest


def intact_predictions(connection: Connection, folder: CampaignFolder, state: State) -> Path:
    """Return the ``predictions.csv`` of the last round.

    Where it is lost, what the round read may be lost with it, and is written again: who has kept
    nothing but the state runs the round by hand, or begins another campaign with its labels.

    Raises
    ------
    UsageError
        If it is missing or was changed.
    """
    last = state.rounds[-1]
    path = folder.outputs(last.round) / PREDICTIONS
    if not path.exists():
        problem = "is missing"
    elif file_digest(path) != last.detail["predictions"]:
        problem = f"is not what round {last.round} left"
    else:
        return path
    inputs = folder.inputs(last.round)
    if not inputs.exists():
        write_round_files(connection, inputs, state, until=last.detail["seen"])
    raise _lost(path, problem, "the campaign", folder, last.round)


def validation_predictions(folder: CampaignFolder, number: int) -> Path:
    """Return the ``validation.csv`` of a round.

    Raises
    ------
    UsageError
        If it is missing.
    """
    path = folder.outputs(number) / VALIDATION
    if not path.exists():
        raise _lost(path, "is missing", "the report", folder, number)
    return path


def intact_model(folder: CampaignFolder, number: int) -> Path:
    """Return the folder of the model that a round left.

    Parameters
    ----------
    folder : CampaignFolder
        Holds the round.
    number : int
        Which.

    Raises
    ------
    IntegrityError
        If a file that its metadata names is missing or was changed.
    """
    path = folder.model(number)
    try:
        read_model(path)
    except IntegrityError as error:
        error.add_note(
            f"round {number} left it, and the campaign needs it. A round trains it again "
            f"{_by_hand(folder, number)}"
        )
        raise
    return path


def finished_report(folder: CampaignFolder, number: int, setup: Setup) -> Report | None:
    """Return the report of a round that was killed after its end, before it was taken down.

    None if it has not come to its end, or was run on other files or with other parameters.

    Parameters
    ----------
    folder : CampaignFolder
        Holds the round.
    number : int
        Which.
    setup : Setup
        What it is to be run with.
    """
    path = folder.outputs(number) / REPORT
    if not path.exists():
        return None
    try:
        report = Report.read(path)
    except ValidationError:
        return None
    now = {file.name: file_digest(file) for file in folder.inputs(number).glob("*.csv")}
    return report if report.request == setup.request(now) else None


def _lost(
    path: Path, problem: str, who_needs_it: str, folder: CampaignFolder, number: int
) -> UsageError:
    return UsageError(
        f"{path} {problem}, and {who_needs_it} needs it; restore it. A round writes the same file "
        f"again {_by_hand(folder, number)}"
    )


def _by_hand(folder: CampaignFolder, number: int) -> str:
    """Say how a round is run again without the campaign."""
    return (
        f"from {folder.inputs(number)}: fastlabel run, with the campaign's settings and, if the "
        "round before left a model, with that one (--model)"
    )
