"""Labels that somebody probably meant to be one."""

from __future__ import annotations

from collections.abc import Iterable


def label_variants(labels: Iterable[str]) -> list[tuple[str, ...]]:
    """Group the labels that differ only in case, or in blanks around and between their words.

    Parameters
    ----------
    labels : iterable of str
        Labels, each as often as it was given.

    Returns
    -------
    list of tuple of str
        Each group of two labels or more; groups and labels in the order in which they came.
    """
    groups: dict[str, list[str]] = {}
    for label in dict.fromkeys(labels):
        groups.setdefault(" ".join(label.split()).casefold(), []).append(label)
    return [tuple(group) for group in groups.values() if len(group) > 1]
