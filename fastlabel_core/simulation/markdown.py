"""The table for people: a row for each strategy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastlabel_core.simulation.comparison import StrategySummary
from fastlabel_core.simulation.interval import Interval
from fastlabel_core.simulation.known_samples import KnownSamples
from fastlabel_core.simulation.plan import BASELINE

HEADER = (
    "strategy",
    "seeds",
    "accuracy",
    "beside chance",
    "area",
    "beside chance",
    "labels saved",
    "seconds a round",
)


def report_of(summaries: Sequence[StrategySummary], known: KnownSamples) -> str:
    """Return a Markdown page, which is as readable on a terminal.

    Parameters
    ----------
    summaries : sequence of StrategySummary, at least one
    known : KnownSamples
        What was played with.
    """
    rows = [HEADER, *(_row(summary) for summary in summaries)]
    return "\n".join([*_table(rows), "", *_remarks(summaries, known), ""])


def _row(summary: StrategySummary) -> tuple[str, ...]:
    last = summary.budgets[-1]
    beside_chance = ("", "", "")
    if summary.strategy != BASELINE and last.difference and summary.area_difference:
        saved = "never there" if last.labels_saved is None else f"{last.labels_saved:.0f}"
        beside_chance = (_signed(last.difference), _signed(summary.area_difference), saved)
    difference, area_difference, saved = beside_chance
    return (
        summary.strategy,
        _seeds(summary),
        f"{last.accuracy.mean:.3f}",
        difference,
        f"{summary.area.mean:.3f}",
        area_difference,
        saved,
        f"{summary.seconds:.1f}",
    )


def _seeds(summary: StrategySummary) -> str:
    """Return how many seeds there are, and how many are compared with chance if those are fewer."""
    if summary.pairs < summary.seeds:
        return f"{summary.seeds} ({summary.pairs} paired)"
    return str(summary.seeds)


def _signed(interval: Interval) -> str:
    if interval.low is None:
        return f"{interval.mean:+.3f}"
    return f"{interval.mean:+.3f} ({interval.low:+.3f} to {interval.high:+.3f})"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    yield lines[0]
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    yield from lines[1:]


def _remarks(summaries: Sequence[StrategySummary], known: KnownSamples) -> Iterator[str]:
    budgets = summaries[0].budgets
    held_out = known.held_out_of
    where = "" if held_out is None else f", held out of {held_out:,} labelled ones"
    yield (
        f"Accuracy with {budgets[-1].labels:,} labels, on {len(known.test):,} test samples{where}; "
        f"each campaign began with {budgets[0].labels:,} of {len(known.samples):,} samples."
    )
    yield (
        "Area is the mean accuracy over the labels spent. Labels saved: how many fewer than chance "
        "it took to the best accuracy that chance came to."
    )
    beside_chance = [
        each.area_difference
        for each in summaries
        if each.strategy != BASELINE and each.area_difference
    ]
    if any(difference.low is not None for difference in beside_chance):
        yield (
            "In brackets: the 95 % interval of the mean difference, paired by seed (Student's t)."
        )
    elif beside_chance:
        yield "One seed says nothing of how much seeds differ: no interval can be given."
