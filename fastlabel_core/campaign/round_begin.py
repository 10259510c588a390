"""The beginning of a round, taken down before anything is trained.

From then on it is settled what the round sees, who runs it, and, if it is the first that trains,
which labels the validation set comes from.
"""

from __future__ import annotations

import platform

from sqlalchemy import Connection

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import Step, add_step, steps
from fastlabel_core.campaign.schema import StepKind
from fastlabel_core.campaign.state import read_state
from fastlabel_core.errors import FastlabelError, LockedError


def begin_round(connection: Connection, folder: CampaignFolder, number: int, plugin: str) -> Step:
    """Take down the beginning of a round, unless it was begun before; return the step.

    Parameters
    ----------
    connection : Connection
        To the campaign's database; it writes.
    folder : CampaignFolder
        Where the round is going to be run.
    number : int
        Which round the campaign was ready for.
    plugin : str
        The kind of model.

    Raises
    ------
    LockedError
        If the round was begun, or brought to its end, in another folder.
    """
    state = read_state(connection)
    if state.end is not None or state.round + 1 != number:
        raise _changed_meanwhile(number)
    if state.begun is not None:
        _refuse_another_folder(state.begun, folder)
        return state.begun
    detail = {"labels": len(state.labelled), "folder": _place(folder)}
    who = f"{plugin}, round {number}"
    added = add_step(connection, StepKind.BEGIN, who, number, detail=detail)
    return next(each for each in steps(connection) if each.id == added)


def refuse_ended_round(connection: Connection, begun: Step) -> None:
    """Raise `LockedError` if a round was brought to its end elsewhere since it began here."""
    if read_state(connection).begun != begun:
        raise _changed_meanwhile(begun.round)


def record_failure(connection: Connection, begun: Step, error: FastlabelError) -> None:
    """Take down that a round failed, so that the next one begins anew and sees later labels, too.

    Otherwise a plugin that refuses the labels of a round would refuse them for ever.
    """
    if read_state(connection).begun == begun:
        detail = {"error": str(error)}
        add_step(connection, StepKind.FAIL, begun.who, begun.round, detail=detail)


def _refuse_another_folder(begun: Step, folder: CampaignFolder) -> None:
    place = begun.detail["folder"]
    # A folder that was moved since still holds the round.
    if place != _place(folder) and not folder.inputs(begun.round).exists():
        raise LockedError(
            f"round {begun.round} was begun in {place}; run it there, or, if that folder is lost, "
            f"make the folder {folder.inputs(begun.round)} to run it here"
        )


def _place(folder: CampaignFolder) -> str:
    return f"{platform.node()}:{folder.path}"


def _changed_meanwhile(number: int) -> LockedError:
    return LockedError(
        f"meanwhile round {number} was brought to its end from another folder, or the campaign was "
        "ended; see its status"
    )
