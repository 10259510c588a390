"""``fastlabel campaign status``."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.campaign.next_step import next_lines
from fastlabel_core.cli.campaign.option import folder_option, json_option, open_campaign
from fastlabel_core.cli.campaign.wording import spell_accuracy
from fastlabel_core.cli.chart import ASCII, UNICODE, Point, draw_chart
from fastlabel_core.cli.table import align_right
from fastlabel_core.cli.wording import counted

if TYPE_CHECKING:
    from fastlabel_core.campaign import Status

COLUMNS = (
    "round",
    "labels",
    "hard",
    "accuracy (95 %)",
    "agreement",
    "changed",
    "uncertainty",
    "time",
)
# A wider chart tells no more.
MOST_COLUMNS = 80


@click.command("status", short_help="Show where the campaign stands, round by round.")
@json_option
@folder_option
def show_status(folder: str, as_json: bool) -> None:
    """Show where the campaign stands, round by round, and what advises to stop.

    The accuracy is that on the validation set, with the interval that covers it with 95 %. The
    agreement is the mean of the last three rounds', each with the round before (Cohen's kappa).
    Changed is the share of predicted labels that are others than in the round before, uncertainty
    the mean of 1 - confidence over the pool.
    """
    campaign = open_campaign(folder)
    status = campaign.status()
    if as_json:
        click.echo(json.dumps(_to_json(status), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(status, campaign.folder.labels)))


def _to_json(status: Status) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    described: dict[str, Any] = to_jsonable_python(status)
    for row, each in zip(described["rounds"], status.rounds, strict=True):
        if each.accuracy is not None:
            row["accuracy"] = {"value": each.accuracy.value, **row["accuracy"]}
    return described


def _lines(status: Status, labels: Path) -> Iterator[str]:
    yield (
        f"{counted(status.samples, 'sample', 'samples')}, {status.labelled:,} labelled by persons, "
        f"{status.pool:,} in the pool"
    )
    limit = counted(status.settings.round_limit, "round", "rounds")
    yield f"{len(status.rounds)} of at most {limit}"
    if status.rounds:
        yield from ("", *align_right([COLUMNS, *_rows(status)]))
    chart = _chart(status)
    if chart:
        yield from ("", "validation accuracy by labels, with its 95 % interval", "", *chart)
    yield ""
    for sentence in status.advice:
        yield f"advice to stop: {sentence}"
    yield from next_lines(status)
    if labels.exists():
        yield f"the labels: {labels}"


def _rows(status: Status) -> Iterator[tuple[str, ...]]:
    for each in status.rounds:
        yield (
            str(each.number),
            f"{each.labels:,}",
            f"{each.hard:,}",
            "" if each.accuracy is None else spell_accuracy(each.accuracy),
            _number(each.mean_agreement),
            _number(each.criteria.changed),
            _number(each.criteria.uncertainty),
            f"{sum(each.seconds.values()):,.1f} s",
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _chart(status: Status) -> list[str]:
    points = [
        Point(each.labels, each.accuracy.value, each.accuracy.low, each.accuracy.high)
        for each in status.rounds
        if each.accuracy is not None
    ]
    width = min(shutil.get_terminal_size().columns, MOST_COLUMNS)
    lines = draw_chart(points, width, UNICODE)
    try:
        "".join(lines).encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return draw_chart(points, width, ASCII)
    return lines
