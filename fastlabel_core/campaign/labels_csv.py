"""``labels.csv``: the labelled data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from fastlabel_core.campaign.current_labels import CurrentLabel, Source
from fastlabel_core.campaign.label_counts import LabelCounts, count_labels
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.events import report_progress
from fastlabel_core.predictions_csv import shortest_text
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID

# Its columns, in their order, and what they hold.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        SAMPLE_ID: "There is a row for each sample of the data set, in its order.",
        PATH: "Absolute or a URI; empty where the data set has no paths.",
        LABEL: "A person's label, or else what the model predicts; empty for a sample that has "
        "neither, as one that can't be read, or whose label was taken back after the last round.",
        "source": "`person` or `model`; empty without a label.",
        "confidence": "The model's probability of its label; empty for a person's.",
        "round": "The round after which a person gave the label, 0 before the first, or the one "
        "whose model predicts it.",
    }
)
EVERY = 10_000


def write_labels(labels: Iterable[CurrentLabel], path: Path) -> LabelCounts:
    """Write ``labels.csv``, whole or not at all; return how many of its labels are from whom.

    Parameters
    ----------
    labels : iterable of CurrentLabel
        One for each sample of the data set, in its order.
    path : Path
        The file.
    """
    sources: Counter[Source | None] = Counter()
    with csv_writer(path) as writer:
        writer.writerow(COLUMNS)
        for each in labels:
            sources[each.source] += 1
            writer.writerow(
                [
                    each.sample.sample_id,
                    each.sample.path or "",
                    each.label or "",
                    each.source or "",
                    shortest_text(each.confidence),
                    "" if each.round is None else each.round,
                ]
            )
            if each.sample.number % EVERY == 0:
                report_progress("rows", each.sample.number)
    return count_labels(sources)
