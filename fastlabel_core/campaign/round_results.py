"""What a round left in the campaign's folder, found to be as it was left."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import Step
from fastlabel_core.errors import IntegrityError, UsageError
from fastlabel_core.outputs import PREDICTIONS, REPORT
from fastlabel_core.report import Report
from fastlabel_core.repository import read_model
from fastlabel_core.setup import Setup, file_digest


def intact_predictions(folder: CampaignFolder, round_step: Step) -> Path:
    """Return the ``predictions.csv`` of a round.

    Raises
    ------
    UsageError
        If it is missing or was changed.
    """
    number = round_step.round
    path = folder.outputs(number) / PREDICTIONS
    if not path.exists():
        problem = "is missing"
    elif file_digest(path) != round_step.detail["predictions"]:
        problem = f"is not what round {number} left"
    else:
        return path
    raise UsageError(
        f"{path} {problem}, and the campaign needs it; restore it. A round writes the same file "
        f"again {_by_hand(folder, number)}"
    )


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
        If a file of it is missing or was changed.
    """
    path = folder.model(number)
    try:
        read_model(path)
    except IntegrityError as error:
        error.add_note(
            f"round {number} left it, and the campaign publishes it at its end. A round trains it "
            f"again {_by_hand(folder, number)}"
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


def _by_hand(folder: CampaignFolder, number: int) -> str:
    """Say how a round is run again without the campaign."""
    return (
        f"from {folder.inputs(number)}: fastlabel run, with the campaign's settings and, if the "
        "round before left a model, with that one (--model)"
    )
