"""``fastlabel campaign accept`` and ``finish``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.next_step import telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, open_campaign, person_option
from fastlabel_core.cli.campaign.wording import tell_labels
from fastlabel_core.cli.long_work import long_work, verbose_option

if TYPE_CHECKING:
    from fastlabel_core.campaign import Finished


@click.command("accept", short_help="Be satisfied: take the predicted labels, and finish.")
@folder_option
@person_option
@verbose_option
def accept(folder: str, person: str, verbose: bool) -> None:
    """Be satisfied: the predicted labels become the labels of the data set.

    They never replace a person's. Then the campaign is finished: the last model is published, and
    labels.csv is written. Its labels are final.
    """
    campaign = open_campaign(folder)
    with (
        telling_what_is_next(folder),
        long_work(campaign.folder.work, verbose=verbose) as listener,
    ):
        finished = campaign.accept(who=person, listeners=[listener])
    click.echo("\n".join(_lines(finished, campaign.folder.labels)))


@click.command(
    "finish", short_help="Publish the model, write the labels; when no round can follow."
)
@folder_option
@person_option
@verbose_option
def finish(folder: str, person: str, verbose: bool) -> None:
    """Publish the last model and write labels.csv, when no round can follow.

    One that was killed goes on when the same command is given again.
    """
    campaign = open_campaign(folder)
    with (
        telling_what_is_next(folder),
        long_work(campaign.folder.work, verbose=verbose) as listener,
    ):
        finished = campaign.finish(who=person, listeners=[listener])
    click.echo("\n".join(_lines(finished, campaign.folder.labels)))


def _lines(finished: Finished, labels: Path) -> Iterator[str]:
    yield from tell_labels(labels, finished.counts)
    yield f"published {finished.model}" if finished.model else "no model was trained"
    yield f"finished: {finished.reason}"
