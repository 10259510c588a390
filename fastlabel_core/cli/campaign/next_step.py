"""What to do next in a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastlabel_core.cli.campaign.option import spell_command
from fastlabel_core.cli.wording import counted
from fastlabel_core.errors import OutOfTurnError

if TYPE_CHECKING:
    from fastlabel_core.campaign import Status


def next_lines(status: Status) -> Iterator[str]:
    """Say what waits to be done, and by which command."""
    if status.is_finished:
        yield f"finished: {status.end_reason}"
        return
    if status.is_ended:
        yield f"ended: {status.end_reason}, but not finished yet"
    elif status.begun_round is not None:
        yield f"round {status.begun_round} has begun, and not come to its end"
    elif status.end_reason is not None:
        yield f"no round can follow: {status.end_reason}"
    if status.hard:
        yield f"{counted(status.hard, 'hard example waits', 'hard examples wait')} for an answer"
    yield _next_line(status)


@contextmanager
def telling_what_is_next(folder: str) -> Iterator[None]:
    """Add to the refusal of what a campaign can't do now the commands that it can."""
    from fastlabel_core.campaign import Campaign

    try:
        yield
    except OutOfTurnError as error:
        status = Campaign(folder).status()
        if not status.is_finished:
            error.add_note(_next_line(status))
        raise


def _next_line(status: Status) -> str:
    return f"next: {', or '.join(map(spell_command, _commands(status)))}"


def _commands(status: Status) -> Iterator[str]:
    from fastlabel_core.campaign import EndReason

    if status.begun_round is not None:
        yield "run"
    elif status.end_reason is EndReason.ROUND_LIMIT and not status.is_ended:
        yield f"extend --round-limit {status.settings.round_limit + 1}"
    elif status.end_reason is None:
        yield "run" if status.has_new_labels else "hard"
    if status.end_reason is not None:
        yield "finish"
    elif status.has_predictions:
        yield "accept"
