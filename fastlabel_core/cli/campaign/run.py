"""``fastlabel campaign run``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.next_step import next_lines, telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, open_campaign
from fastlabel_core.cli.campaign.wording import spell_accuracy
from fastlabel_core.cli.long_work import long_work, verbose_option
from fastlabel_core.cli.wording import counted

if TYPE_CHECKING:
    from fastlabel_core.campaign import Status
    from fastlabel_core.report import Counts


@click.command("run")
@folder_option
@verbose_option
def run(folder: str, verbose: bool) -> None:
    """Run the next round.

    One that was killed or stopped goes on when the same command is given again.
    """
    campaign = open_campaign(folder)
    with (
        telling_what_is_next(folder),
        long_work(campaign.folder.work, verbose=verbose) as listener,
    ):
        report = campaign.run([listener])
    for line in _lines(campaign.status(), report.counts):
        click.echo(line)


def _lines(status: Status, counts: Counts) -> Iterator[str]:
    last = status.rounds[-1]
    done = " predicted" if status.has_predictions else ""
    yield (
        f"round {last.number}: {counted(counts.pool, 'sample', 'samples')}{done}, {counts.hard:,} "
        "of them hard"
    )
    if not status.has_predictions:
        yield "no labels, so no model was trained"
    unreadable = counts.unreadable_labelled + counts.unreadable_pool
    if unreadable:
        yield f"{counted(unreadable, 'sample', 'samples')} could not be read"
    if last.accuracy is not None:
        yield f"validation accuracy {spell_accuracy(last.accuracy)}"
    for sentence in status.advice:
        yield f"advice to stop: {sentence}"
    yield from next_lines(status)
