"""``fastlabel campaign accept`` and ``finish``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.option import folder_option, person_option

if TYPE_CHECKING:
    from fastlabel_core.campaign import Finished


@click.command("accept")
@folder_option
@person_option
def accept(folder: str, person: str) -> None:
    """Be satisfied: the predicted labels become the labels of the data set.

    They never replace a person's. Then the campaign is finished: see `fastlabel campaign finish`.
    """
    from fastlabel_core.campaign import Campaign
    from fastlabel_core.cli.terminal import terminal_listener

    with terminal_listener() as listener:
        finished = Campaign(folder).accept(who=person, listeners=[listener])
    _tell(finished)


@click.command("finish")
@folder_option
@person_option
def finish(folder: str, person: str) -> None:
    """Publish the last model and write labels.csv, when no round can follow.

    One that was killed goes on when the same command is given again.
    """
    from fastlabel_core.campaign import Campaign
    from fastlabel_core.cli.terminal import terminal_listener

    with terminal_listener() as listener:
        finished = Campaign(folder).finish(who=person, listeners=[listener])
    _tell(finished)


def _tell(finished: Finished) -> None:
    click.echo(
        f"{finished.labels}: {finished.by_persons:,} labels by persons, {finished.by_model:,} by "
        "the model"
    )
    if finished.unlabelled:
        click.echo(f"{finished.unlabelled:,} samples have no label")
    click.echo(f"the model: {finished.model or 'none was trained'}")
