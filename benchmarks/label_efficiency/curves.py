"""The learning curves that a simulation left."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
import numpy as np
from numpy.typing import NDArray

from fastlabel_core.simulation.learning_curve import area_under


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Accuracies by strategy and seed.

    Parameters
    ----------
    budgets : tuple of int
        The numbers of labels that all runs have, ascending.
    accuracies : mapping of str to mapping of int to ndarray of float64, shape (len(budgets),)
        By strategy and seed.
    seconds : mapping of str to float
        The median time of a round, by strategy.
    """

    budgets: tuple[int, ...]
    accuracies: Mapping[str, Mapping[int, NDArray[np.float64]]]
    seconds: Mapping[str, float]

    def mean(self, strategy: str) -> NDArray[np.float64]:
        """Return the mean curve of a strategy."""
        mean: NDArray[np.float64] = np.mean(list(self.accuracies[strategy].values()), axis=0)
        return mean

    def area(self, strategy: str) -> float:
        """Return the mean accuracy of a strategy over the labels spent."""
        return area_under(self.budgets, self.mean(strategy).tolist())

    def differences(self, one: str, other: str) -> NDArray[np.float64]:
        """Return by how much one strategy is above another, for each seed that both finished.

        Returns
        -------
        ndarray of float64, shape (seeds, len(budgets))
        """
        ones, others = self.accuracies.get(one, {}), self.accuracies.get(other, {})
        paired = [ones[seed] - others[seed] for seed in sorted(ones.keys() & others.keys())]
        return np.array(paired).reshape(-1, len(self.budgets))

    def area_differences(self, one: str, other: str) -> NDArray[np.float64]:
        """Return the same of the areas, shape (seeds,)."""
        differences = self.differences(one, other)
        return np.array([area_under(self.budgets, each.tolist()) for each in differences])


def read_curves(results: Path, strategies: Collection[str], seeds: int) -> Curves:
    """Read ``results.csv``, the table of all rounds that were ever played in a folder.

    Parameters
    ----------
    results : Path
    strategies : collection of str
        Whose runs to take; chance isn't among them by itself.
    seeds : int
        How many of each, from seed 0 on.

    Raises
    ------
    click.ClickException
        If there is none.
    """
    runs: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    seconds: dict[str, list[float]] = defaultdict(list)
    with results.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            strategy, seed = row["strategy"], int(row["seed"])
            if strategy in strategies and seed < seeds:
                runs[strategy, seed][int(row["labels"])] = float(row["accuracy"])
                seconds[strategy].append(float(row["seconds"]))
    if not runs:
        raise click.ClickException(
            f"{results} holds no run of seeds below {seeds} of {', '.join(sorted(strategies))}; "
            "what the simulation told above says why"
        )
    budgets = tuple(sorted(set.intersection(*(set(run) for run in runs.values()))))
    accuracies: dict[str, dict[int, NDArray[np.float64]]] = defaultdict(dict)
    for (strategy, seed), run in runs.items():
        accuracies[strategy][seed] = np.array([run[labels] for labels in budgets])
    return Curves(budgets, accuracies, {name: median(each) for name, each in seconds.items()})
