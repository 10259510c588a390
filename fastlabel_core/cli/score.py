"""``fastlabel score``: how good predictions are, where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastlabel_core.score import ClassScore, Score

# A longer table would push the result off the screen.
_MOST_CLASSES = 30

_FILE = click.Path(path_type=Path)


@click.command("score", short_help="Compare predictions with the truth.")
@click.argument("predictions", type=_FILE)
@click.argument("truth", type=_FILE)
def command(predictions: Path, truth: Path) -> None:
    """Compare the labels in PREDICTIONS with those in TRUTH.

    Both are CSV files with the columns sampleId and label. What counts are the samples that stand
    in both; one without a predicted label counts as wrong. The macro F1 is the mean of the F1 of
    every class that is true or predicted.
    """
    from fastlabel_core.score import read_labels, score

    result = score(read_labels(predictions), read_labels(truth))
    if len(result.classes) <= _MOST_CLASSES:
        click.echo("\n".join(_table(result.classes)))
    for line in _remarks(result, predictions, truth):
        click.echo(line)
    click.echo(f"samples {result.samples}")
    click.echo(f"macro_f1 {result.macro_f1:.4f}")
    click.echo(f"accuracy {result.accuracy:.4f}")


def _table(classes: tuple[ClassScore, ...]) -> Iterator[str]:
    yield "precision  recall      f1  support  label"
    for each in classes:
        yield (
            f"{each.precision:9.4f}  {each.recall:6.4f}  {each.f1:6.4f}"
            f"  {each.support:7}  {each.label}"
        )


def _remarks(result: Score, predictions: Path, truth: Path) -> Iterator[str]:
    if result.without_prediction:
        yield f"without a predicted label, counted as wrong: {result.without_prediction}"
    if result.only_in_predictions:
        yield f"not in {truth}, not counted: {result.only_in_predictions}"
    if result.only_in_truth:
        yield f"not in {predictions}, not counted: {result.only_in_truth}"
