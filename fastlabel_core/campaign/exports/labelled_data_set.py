"""What the formats write: the samples of a campaign, each with its label now."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fastlabel_core.campaign.current_labels import CurrentLabel, Source
from fastlabel_core.campaign.label_counts import LabelCounts, count_labels
from fastlabel_core.campaign.state import State
from fastlabel_core.events import report_progress
from fastlabel_core.inputs import is_uri

EVERY = 10_000


@dataclass(frozen=True, slots=True)
class LabelledDataSet:
    """The samples of a campaign with their labels; each iteration reads them anew.

    Parameters
    ----------
    state : State
        Where the campaign stands.
    classes : tuple of str
        All labels that a sample has or may be given, sorted.
    counts : LabelCounts
        How many samples have their label from whom.
    without_path : int
        How many samples have no path.
    folder : str or None
        The innermost folder that holds all files; None if one is a URI, or a sample has no path.
    read : callable
        Returns the label of every sample, in the order of the data set.
    """

    state: State
    classes: tuple[str, ...]
    counts: LabelCounts
    without_path: int
    folder: str | None
    read: Callable[[], Iterable[CurrentLabel]]

    def __iter__(self) -> Iterator[CurrentLabel]:
        for each in self.read():
            yield each
            done = each.sample.number + 1
            if done % EVERY == 0:
                report_progress("samples", done, self.state.samples)


def survey(state: State, read: Callable[[], Iterable[CurrentLabel]]) -> LabelledDataSet:
    """Read all labels once, for what must be known before the first one is written."""
    classes = set(state.classes)
    sources: Counter[Source | None] = Counter()
    without_path = 0
    is_local = True
    folder: str | None = None
    for each in read():
        sources[each.source] += 1
        if each.label is not None:
            classes.add(each.label)
        path = each.sample.path
        if path is None:
            without_path += 1
        elif is_uri(path):
            is_local = False
        else:
            folder = _common_folder(folder, os.path.normpath(path))
    if without_path or not is_local:
        folder = None
    counts = count_labels(sources)
    return LabelledDataSet(state, tuple(sorted(classes)), counts, without_path, folder, read)


def _common_folder(folder: str | None, path: str) -> str:
    parent = path.rpartition("/")[0] or "/"
    return parent if folder is None else os.path.commonpath([folder, parent])
