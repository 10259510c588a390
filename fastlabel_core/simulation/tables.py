"""The tables and the plot that a simulation leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fastlabel_core.charts.line_chart import Series, line_chart
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.durable import write_whole
from fastlabel_core.simulation.comparison import StrategySummary
from fastlabel_core.simulation.folder import SimulationFolder
from fastlabel_core.simulation.interval import Interval
from fastlabel_core.simulation.result import RunResult

RESULTS_COLUMNS = ("strategy", "seed", "round", "labels", "accuracy", "seconds")
CURVE_COLUMNS = (
    "strategy",
    "seeds",
    "pairs",
    "labels",
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "difference",
    "difference_low",
    "difference_high",
    "labels_saved",
)
AREA_COLUMNS = (
    "area",
    "area_low",
    "area_high",
    "area_difference",
    "area_difference_low",
    "area_difference_high",
)


def write_tables(
    folder: SimulationFolder,
    results: Sequence[RunResult],
    summaries: Sequence[StrategySummary],
    page: str,
) -> None:
    """Write the tables of all rounds and of all strategies, for programs and for people, and plot.

    Parameters
    ----------
    folder : SimulationFolder
        Where to.
    results : sequence of RunResult
        Of all finished runs.
    summaries : sequence of StrategySummary
        What they say.
    page : str
        The table for people.
    """
    _write(folder.results, RESULTS_COLUMNS, map(_rounds, results))
    _write(folder.curves, CURVE_COLUMNS, map(_budgets, summaries))
    _write(
        folder.summary,
        (*CURVE_COLUMNS, *AREA_COLUMNS, "seconds"),
        ([_summary(each)] for each in summaries),
    )
    write_whole(folder.report, page)
    write_whole(folder.plot, _plot(summaries))


def _write(path: Path, header: Sequence[str], parts: Iterable[Iterable[Sequence[object]]]) -> None:
    with csv_writer(path) as writer:
        writer.writerow(header)
        for rows in parts:
            writer.writerows(rows)


def _rounds(result: RunResult) -> Iterator[list[object]]:
    for each in result.points:
        seconds = f"{each.seconds:.3f}"
        yield [result.strategy, result.seed, each.round, each.labels, each.accuracy, seconds]


def _budgets(summary: StrategySummary) -> Iterator[list[object]]:
    for each in summary.budgets:
        intervals = [*_cells(each.accuracy), *_cells(each.difference)]
        seeds = [summary.seeds, summary.pairs]
        yield [summary.strategy, *seeds, each.labels, *intervals, each.labels_saved]


def _summary(summary: StrategySummary) -> list[object]:
    """Return what a strategy comes to with all labels, and over all of its curve."""
    *_, last = _budgets(summary)
    areas = [*_cells(summary.area), *_cells(summary.area_difference)]
    return [*last, *areas, f"{summary.seconds:.3f}"]


def _cells(interval: Interval | None) -> list[float | None]:
    return [None] * 3 if interval is None else [interval.mean, interval.low, interval.high]


def _plot(summaries: Sequence[StrategySummary]) -> str:
    return line_chart(
        [_series(summary) for summary in summaries],
        title="Accuracy by labels",
        x_label="labels",
        y_label="accuracy on the test samples",
    )


def _series(summary: StrategySummary) -> Series:
    accuracies = [each.accuracy for each in summary.budgets]
    lows = [max(0.0, each.low) for each in accuracies if each.low is not None]
    highs = [min(1.0, each.high) for each in accuracies if each.high is not None]
    return Series(
        name=summary.strategy,
        x=[each.labels for each in summary.budgets],
        y=[each.mean for each in accuracies],
        low=lows or None,
        high=highs or None,
    )
