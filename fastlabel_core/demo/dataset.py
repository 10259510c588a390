"""A demo's samples with the true label of each, before most labels are hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class DemoDataset:
    """Samples with their true labels, and the files that they name.

    Parameters
    ----------
    samples : DataFrame of str, shape (n, 3)
        ``sampleId``, the input column (``path`` or ``text``) and ``label``, in random order, so
        that neither the order nor an id tells anything of a label.
    files : mapping of str to bytes, optional
        The content of each file that ``path`` names. Empty by default.
    """

    samples: pd.DataFrame
    files: Mapping[str, bytes] = field(default_factory=dict)


def sample_ids(count: int) -> list[str]:
    """Return `count` ids of one width, at least four digits: ``"0001"``, ``"0002"`` and so on."""
    width = max(4, len(str(count)))
    return [f"{number:0{width}}" for number in range(1, count + 1)]
