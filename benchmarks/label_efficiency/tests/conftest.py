"""Tables of all rounds, as ``fastlabel simulate`` leaves them."""

import csv

import pytest

from benchmarks.label_efficiency.curves import read_curves

WOBBLE = (0.0, 0.01, 0.02, 0.0, 0.01, 0.02)


@pytest.fixture
def write_results():
    def write(path, curves, budgets=(10, 20, 40)):
        """Write the table of all rounds; `curves` gives the accuracies by strategy and seed."""
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["strategy", "seed", "round", "labels", "accuracy", "seconds"])
            for (strategy, seed), accuracies in curves.items():
                for number, (labels, accuracy) in enumerate(zip(budgets, accuracies, strict=False)):
                    seconds = 9 if number == 0 else 2 + number / 10
                    writer.writerow([strategy, seed, number + 1, labels, accuracy, seconds])
        return path

    return write


@pytest.fixture
def curves_of(tmp_path, write_results):
    def read(curves):
        """Write a table and return all that it holds."""
        path = write_results(tmp_path / "results.csv", curves)
        strategies, seeds = zip(*curves, strict=True)
        return read_curves(path, strategies, max(seeds) + 1)

    return read


@pytest.fixture
def read(curves_of):
    def read_with(gain, seeds=range(6)):
        """Return curves of which ours is above the peer by `gain` after the first budget."""
        curves = {}
        for seed in seeds:
            low = 0.5 + WOBBLE[seed]
            curves["RandomSampling", seed] = (0.4, 0.5, 0.6)
            curves["peer", seed] = (0.4, low, low + 0.1)
            curves["Ours", seed] = (0.4, low + gain, low + 0.1 + gain - WOBBLE[seed])
            curves["twin", seed] = curves["Ours", seed]
        return curves_of(curves)

    return read_with
