"""``fastlabel campaign history``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.campaign.option import folder_option, json_option, open_campaign
from fastlabel_core.cli.table import align
from fastlabel_core.cli.wording import counted

if TYPE_CHECKING:
    from fastlabel_core.campaign import Entry, Step

STEP_COLUMNS = ("when", "round", "what", "who", "labels", "remark")
ENTRY_COLUMNS = ("when", "round", "source", "who", "label", "confidence", "remark")


@click.command("history", short_help="Show who did what, or all that was said of a sample.")
@click.argument("sample_id", required=False)
@json_option
@folder_option
def show_history(sample_id: str | None, folder: str, as_json: bool) -> None:
    """Show every step of the campaign, or everything that was said of SAMPLE_ID.

    Times are in UTC. The round is the last one before a step; of a round, its own number.
    """
    campaign = open_campaign(folder)
    if sample_id is None:
        _show_steps(campaign.history(), campaign.label_counts(), as_json)
    else:
        _show_entries(campaign.history_of(sample_id), as_json)


def _show_steps(steps: Sequence[Step], counts: Mapping[int, int], as_json: bool) -> None:
    if as_json:
        _print_json([{**_plain(step), "labels": counts.get(step.id, 0)} for step in steps])
    else:
        shown = [step for step in steps if _is_worth_a_row(step, steps)]
        rows = [_step_row(step, counts.get(step.id, 0)) for step in shown]
        click.echo("\n".join(align([STEP_COLUMNS, *rows])))


def _show_entries(entries: Sequence[Entry], as_json: bool) -> None:
    if as_json:
        _print_json([_plain(entry) for entry in entries])
    elif entries:
        click.echo("\n".join(align([ENTRY_COLUMNS, *map(_entry_row, entries)])))
    else:
        click.echo("nothing was said of it yet")


def _is_worth_a_row(step: Step, steps: Sequence[Step]) -> bool:
    """Tell whether a step says more than another; what ended a round tells that it was begun."""
    from fastlabel_core.campaign import StepKind
    from fastlabel_core.campaign.schema import ROUND_ENDS

    is_ended = any(each.id > step.id and each.kind in ROUND_ENDS for each in steps)
    return step.kind is not StepKind.BEGIN or not is_ended


def _step_row(step: Step, labels: int) -> tuple[str, ...]:
    count = f"{labels:,}" if labels else ""
    return step.at, str(step.round), step.kind.value, step.who, count, _remark_on_step(step)


def _remark_on_step(step: Step) -> str:
    from fastlabel_core.campaign import StepKind

    match step.kind:
        case StepKind.ROUND:
            counts = step.detail["counts"]
            pool = counted(counts["pool"], "sample", "samples")
            return f"{pool}, {counts['hard']:,} of them hard"
        case StepKind.BEGIN:
            return f"not finished yet, in {step.detail['folder']}"
        case StepKind.FAIL:
            return str(step.detail["error"]).splitlines()[0]
        case StepKind.ANSWER:
            return _spell_suggestion(step.is_suggestion_shown)
        case StepKind.EXTEND:
            return f"at most {counted(step.detail['round_limit'], 'round', 'rounds')}"
        case StepKind.END:
            return str(step.detail["reason"])
        case StepKind.FINISH:
            model = step.detail["model"]
            return f"published {model}" if model else "no model was trained"
    return ""


def _entry_row(entry: Entry) -> tuple[str, ...]:
    confidence = "" if entry.confidence is None else f"{entry.confidence:.3f}"
    return (
        entry.at,
        str(entry.round),
        _source(entry),
        entry.who,
        "" if entry.label is None else entry.label,
        confidence,
        _remark_on_entry(entry),
    )


def _source(entry: Entry) -> str:
    from fastlabel_core.campaign import StepKind

    return "model" if entry.kind is StepKind.LABEL else "person"


def _remark_on_entry(entry: Entry) -> str:
    if entry.label is None:
        return "takes back the label before"
    remarks = ["undone" if entry.is_undone else "", _spell_suggestion(entry.is_suggestion_shown)]
    return ", ".join(filter(None, remarks))


def _spell_suggestion(is_shown: bool | None) -> str:
    return "suggestion shown" if is_shown else ""


def _plain(described: Step | Entry) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    plain: dict[str, Any] = to_jsonable_python(described)
    return plain


def _print_json(described: Sequence[Mapping[str, Any]]) -> None:
    click.echo(json.dumps(described, indent=2, ensure_ascii=False))
