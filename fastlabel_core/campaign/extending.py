"""Letting a campaign have more rounds than it was to have."""

from __future__ import annotations

from sqlalchemy import Connection

from fastlabel_core.campaign.log import add_step
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import read_state
from fastlabel_core.errors import OutOfTurnError, UsageError


def extend(connection: Connection, round_limit: int, who: str) -> None:
    """Raise the round limit.

    Raises
    ------
    OutOfTurnError
        If the campaign has ended.
    UsageError
        If it is not raised.
    """
    state = read_state(connection)
    if state.end is not None:
        raise OutOfTurnError(f"the campaign has ended ({state.end_reason}), so no round can follow")
    if round_limit <= state.settings.round_limit:
        raise UsageError(
            f"the round limit is {state.settings.round_limit} already, and can only be raised; "
            "give a higher one"
        )
    detail = {"round_limit": round_limit}
    add_step(connection, StepKind.EXTEND, who, state.round, detail=detail)
