"""What the runs of all seeds say of each strategy, beside chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from fastlabel_core.simulation.interval import Interval, mean_interval
from fastlabel_core.simulation.learning_curve import (
    accuracies_with,
    area_under,
    labels_to_reach,
)
from fastlabel_core.simulation.result import RunResult


@dataclass(frozen=True, slots=True)
class AtBudget:
    """What a strategy comes to with a number of labels.

    Parameters
    ----------
    labels : int
        How many were spent.
    accuracy : Interval
        Over the seeds.
    difference : Interval or None
        Its accuracy less that of the baseline with the same seed, over the seeds that both
        finished; None if there is none.
    labels_saved : float or None
        How many labels fewer than the baseline it takes to the best accuracy that the baseline has
        up to here; negative if it takes more, None if it never gets there.
    """

    labels: int
    accuracy: Interval
    difference: Interval | None
    labels_saved: float | None


@dataclass(frozen=True, slots=True)
class StrategySummary:
    """What a strategy comes to.

    Parameters
    ----------
    strategy : str
        Its title.
    seeds : int
        How many of its runs are finished.
    pairs : int
        With how many of those seeds the baseline is finished too: the ones that are compared.
    budgets : tuple of AtBudget
        By labels spent, ascending.
    area : Interval
        Under the curve of each seed: its mean accuracy over the labels spent.
    area_difference : Interval or None
        To the baseline, like `AtBudget.difference`.
    seconds : float
        The mean time of a round, without the test.
    """

    strategy: str
    seeds: int
    pairs: int
    budgets: tuple[AtBudget, ...]
    area: Interval
    area_difference: Interval | None
    seconds: float


def compare(results: Sequence[RunResult], baseline: str) -> list[StrategySummary]:
    """Compare strategies with a baseline, seed by seed.

    Runs of one seed begin with the same labels and meet the same wrong answers, so their
    differences vary less than they do: the intervals are those of the paired differences.
    Runs come to different numbers of labels where a strategy may ask for fewer, or a pool ran out
    of samples that can be read. So all curves are drawn as straight lines, and read at every number
    of labels that a run has had, up to the most that all of them came to.

    Parameters
    ----------
    results : sequence of RunResult
        Each strategy and seed at most once, with a point or more.
    baseline : str
        The title of the strategy to compare with.

    Returns
    -------
    list of StrategySummary
        In the order in which the strategies come in `results`.
    """
    budgets = compared_budgets(results)
    curves: dict[str, dict[int, list[float]]] = {}
    for result in results:
        labels = [point.labels for point in result.points]
        accuracies = [point.accuracy for point in result.points]
        curve = accuracies_with(budgets, labels, accuracies)
        curves.setdefault(result.strategy, {})[result.seed] = curve
    return [
        _summary(
            title,
            budgets,
            curves[title],
            curves.get(baseline, {}),
            fmean(_seconds(results, title)),
        )
        for title in curves
    ]


def compared_budgets(results: Sequence[RunResult]) -> list[int]:
    """Return every number of labels that a run has had, and that all of them came to, ascending."""
    had = {point.labels for result in results for point in result.points}
    most = min((result.points[-1].labels for result in results), default=0)
    return sorted(labels for labels in had if labels <= most)


def _seconds(results: Sequence[RunResult], title: str) -> list[float]:
    return [
        point.seconds for result in results if result.strategy == title for point in result.points
    ]


def _summary(
    title: str,
    budgets: Sequence[int],
    own: Mapping[int, Sequence[float]],
    chance: Mapping[int, Sequence[float]],
    seconds: float,
) -> StrategySummary:
    """Summarise a strategy's curves, by seed, beside the baseline's."""
    paired = [seed for seed in own if seed in chance]
    pairs = [(own[seed], chance[seed]) for seed in paired]
    return StrategySummary(
        strategy=title,
        seeds=len(own),
        pairs=len(pairs),
        budgets=tuple(
            AtBudget(
                labels=labels,
                accuracy=mean_interval([curve[place] for curve in own.values()]),
                difference=_mean([curve[place] - other[place] for curve, other in pairs]),
                labels_saved=_labels_saved(pairs, budgets, place),
            )
            for place, labels in enumerate(budgets)
        ),
        area=mean_interval([area_under(budgets, curve) for curve in own.values()]),
        area_difference=_mean(
            [area_under(budgets, curve) - area_under(budgets, other) for curve, other in pairs]
        ),
        seconds=seconds,
    )


def _mean(differences: Sequence[float]) -> Interval | None:
    return mean_interval(differences) if differences else None


def _labels_saved(
    pairs: Sequence[tuple[Sequence[float], Sequence[float]]], budgets: Sequence[int], place: int
) -> float | None:
    """Return how many labels fewer than the baseline's mean curve a strategy's mean curve takes.

    Both are asked where they first reach the best accuracy that the baseline's has up to `place`:
    a curve that dips at its end would make what was had long before look like what it cost. That is
    the data efficiency of Mussmann and Liang, *On the Relationship between Data Efficiency and
    Error for Uncertainty Sampling*, ICML 2018, as a difference.
    """
    if not pairs:
        return None
    own, chance = (_mean_curve(curves) for curves in zip(*pairs, strict=True))
    best = max(chance[: place + 1])
    needed = labels_to_reach(best, budgets, own)
    by_chance = labels_to_reach(best, budgets, chance)
    if needed is None or by_chance is None:
        return None
    return by_chance - needed


def _mean_curve(curves: Sequence[Sequence[float]]) -> list[float]:
    return [fmean(accuracies) for accuracies in zip(*curves, strict=True)]
