"""How the numbers of a round are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastlabel_core.campaign import Accuracy


def spell_accuracy(accuracy: Accuracy) -> str:
    """Write an accuracy with the interval that covers it, such as ``0.850 (0.621-0.968)``."""
    return f"{accuracy.value:.3f} ({accuracy.low:.3f}-{accuracy.high:.3f})"
