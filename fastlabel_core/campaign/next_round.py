"""The next round of a campaign: its beginning, its files, the round itself, and its record."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import Step
from fastlabel_core.campaign.round_begin import begin_round, record_failure, refuse_ended_round
from fastlabel_core.campaign.round_files import write_round_files
from fastlabel_core.campaign.round_record import describe_round, record_round
from fastlabel_core.campaign.round_results import (
    finished_report,
    intact_model,
    intact_predictions,
)
from fastlabel_core.campaign.round_setup import RoundArguments, round_arguments, round_setup
from fastlabel_core.campaign.state import EndReason, State, read_state
from fastlabel_core.errors import FastlabelError, OutOfTurnError
from fastlabel_core.events import Listener
from fastlabel_core.report import Report
from fastlabel_core.round import run_round


def run_next_round(
    folder: CampaignFolder, database: Database, listeners: Collection[Listener] = ()
) -> Report:
    """Run the next round, and take down what came of it.

    A round that was killed is taken up by calling this again, and sees what it saw at first.

    Raises
    ------
    OutOfTurnError
        If no round can follow, or if there is no new label since the last one.
    UsageError
        If the predictions of the last round are missing, or were changed.
    IntegrityError
        If the model that this one goes on from is missing, or was changed.
    LockedError
        If the round was begun, or brought to its end, in another folder.
    """
    with database.reading() as connection:
        state = read_state(connection)
        _refuse(state)
        # Compared with those of this round; before hours of training, not after.
        earlier = intact_predictions(connection, folder, state) if state.rounds else None
    stage_model = _stage_model(folder, state)
    setup = round_setup(state.settings, stage_model)
    with database.writing() as connection:
        begun = begin_round(connection, folder, state.round + 1, setup.plugin.name)
    with database.reading() as connection:
        state = read_state(connection)
        write_round_files(connection, folder.inputs(begun.round), state, until=begun.id)
    report = finished_report(folder, begun.round, setup)
    if report is None:
        arguments = round_arguments(state.settings, stage_model)
        report = _run(folder, database, begun, arguments, listeners)
    with database.reading() as connection:
        record = describe_round(connection, folder, begun, state, earlier, report)
    with database.writing() as connection:
        refuse_ended_round(connection, begun)
        record_round(connection, begun, record)
    return report


def _refuse(state: State) -> None:
    if state.is_finished:
        raise OutOfTurnError(f"the campaign is finished ({state.end_reason}); start another one")
    if state.begun is not None:
        # It brings what it saw to an end, whatever was said since.
        return
    if state.end_reason is not None:
        is_raisable = state.end_reason is EndReason.ROUND_LIMIT and state.end is None
        or_more = "raise it, or " if is_raisable else ""
        raise OutOfTurnError(
            f"no round can follow: {state.end_reason}; {or_more}finish the campaign"
        )
    if not state.has_new_labels:
        or_accept = ", or be satisfied with what it predicts" if state.predicted_round else ""
        raise OutOfTurnError(
            f"nothing was answered since round {state.round}, and a round with the same labels "
            f"would bring nothing new; answer some of its hard examples{or_accept}"
        )


def _stage_model(folder: CampaignFolder, state: State) -> Path | None:
    """Return the model that the last training left, if there was one."""
    return intact_model(folder, state.trained_round) if state.trained_round else None


def _run(
    folder: CampaignFolder,
    database: Database,
    begun: Step,
    arguments: RoundArguments,
    listeners: Collection[Listener],
) -> Report:
    try:
        return run_round(
            **arguments,
            input_dir=folder.inputs(begun.round),
            output_dir=folder.outputs(begun.round),
            work_dir=folder.work,
            listeners=listeners,
        )
    except FastlabelError as error:
        with database.writing() as connection:
            record_failure(connection, begun, error)
        raise
