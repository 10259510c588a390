"""The next round of a campaign: its files, the round itself, and the record of it."""

from __future__ import annotations

from collections.abc import Collection

from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.round_files import write_round_files
from fastlabel_core.campaign.round_record import record_round
from fastlabel_core.campaign.round_results import finished_report, intact_predictions
from fastlabel_core.campaign.state import State, read_state
from fastlabel_core.errors import UsageError
from fastlabel_core.events import Listener
from fastlabel_core.report import Report
from fastlabel_core.round import run_round


def run_next_round(
    folder: CampaignFolder, database: Database, listeners: Collection[Listener] = ()
) -> Report:
    """Run the next round, and take down what came of it.

    A round that was killed is taken up by calling this again.

    Raises
    ------
    UsageError
        If the campaign has ended, if there is no new label since the last round, or if what that
        round left is missing.
    """
    with database.reading() as connection:
        state = read_state(connection)
        _refuse(state)
        # Compared with those of this round; before hours of training, not after.
        earlier = intact_predictions(folder, state.rounds[-1]) if state.rounds else None
        number = state.round + 1
        write_round_files(connection, folder.inputs(number), state)
    report = finished_report(folder, number) or _run(folder, state, number, listeners)
    with database.writing() as connection:
        record_round(connection, folder, state, earlier, report)
    return report


def _refuse(state: State) -> None:
    if state.end_reason is not None:
        raise UsageError(
            f"no round can follow: {state.end_reason}; end the campaign with fastlabel campaign "
            f"{'accept' if state.end is None and state.predicted_round else 'finish'}"
        )
    if not state.has_new_labels:
        or_accept = ", or be satisfied (fastlabel campaign accept)" if state.predicted_round else ""
        raise UsageError(
            f"nothing was answered since round {state.round}, and a round with the same labels "
            "would bring nothing new; answer some of its hard examples (fastlabel campaign hard)"
            f"{or_accept}"
        )


def _run(
    folder: CampaignFolder, state: State, number: int, listeners: Collection[Listener]
) -> Report:
    settings = state.settings
    goes_on = state.trained_round > 0
    return run_round(
        plugin=None if goes_on else settings.plugin,
        model=folder.model(state.trained_round) if goes_on else settings.model,
        input_dir=folder.inputs(number),
        output_dir=folder.outputs(number),
        work_dir=folder.work,
        query_cnt=settings.query_cnt,
        val_size=settings.val_size,
        strategy=settings.strategy,
        strategy_options=settings.strategy_options,
        random_seed=settings.random_seed,
        options=settings.options,
        repository=settings.repository,
        disable=settings.disable,
        listeners=listeners,
    )
