"""``fastlabel campaign status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.option import folder_option
from fastlabel_core.cli.table import align

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastlabel_core.campaign import Accuracy, Status


@click.command("status")
@folder_option
def show_status(folder: str) -> None:
    """Show where the campaign stands, round by round, and what advises to stop."""
    from fastlabel_core.campaign import Campaign

    status = Campaign(folder).status()
    click.echo(
        f"{status.samples:,} samples, {status.labelled:,} labelled by persons, {status.pool:,} in "
        "the pool"
    )
    if status.rounds:
        click.echo("\n".join(align(list(_rows(status)))))
    for sentence in status.advice:
        click.echo(f"advice to stop: {sentence}")
    click.echo(_next(status))


def _rows(status: Status) -> Iterator[tuple[str, ...]]:
    yield "round", "labels", "accuracy", "95 % interval", "agreement", "changed", "uncertainty"
    for each in status.rounds:
        yield (
            str(each.number),
            f"{each.labels:,}",
            "" if each.accuracy is None else f"{each.accuracy.value:.3f}",
            _interval(each.accuracy),
            _number(each.mean_agreement),
            _number(each.criteria.changed),
            _number(each.criteria.uncertainty),
        )


def _interval(accuracy: Accuracy | None) -> str:
    return "" if accuracy is None else f"{accuracy.low:.3f} to {accuracy.high:.3f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _next(status: Status) -> str:
    if status.is_finished:
        return f"finished: {status.end_reason}"
    if status.end_reason is not None:
        return f"no round can follow ({status.end_reason}); next: fastlabel campaign finish"
    if status.hard:
        return f"{status.hard:,} hard examples wait for an answer; next: fastlabel campaign hard"
    return "next: fastlabel campaign run"
