"""``fastlabel campaign history``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.option import folder_option
from fastlabel_core.cli.table import align

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fastlabel_core.campaign import Entry, Step


@click.command("history")
@click.argument("sample_id", required=False)
@folder_option
def show_history(sample_id: str | None, folder: str) -> None:
    """Show every step of the campaign, or everything that was said of SAMPLE_ID."""
    from fastlabel_core.campaign import Campaign

    campaign = Campaign(folder)
    if sample_id is None:
        rows = list(_step_rows(campaign.history()))
    else:
        rows = list(_entry_rows(campaign.history_of(sample_id)))
    click.echo("\n".join(align(rows)))


def _step_rows(steps: Sequence[Step]) -> Iterator[tuple[str, ...]]:
    yield "when", "round", "what", "who"
    for step in steps:
        yield step.at, str(step.round), step.kind.value, step.who


def _entry_rows(entries: Sequence[Entry]) -> Iterator[tuple[str, ...]]:
    yield "when", "round", "who", "label", ""
    for entry in entries:
        remark = "undone" if entry.is_undone else ""
        yield entry.at, str(entry.round), entry.who, entry.label or "(undo)", remark
