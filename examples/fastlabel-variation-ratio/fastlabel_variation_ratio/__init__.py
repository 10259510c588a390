"""An extension of fastlabel: the query strategy VariationRatio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core import hookimpl

if TYPE_CHECKING:
    from fastlabel_core import Strategy


@hookimpl
def add_strategies() -> list[Strategy]:
    """Add the strategy."""
    # Here, so that a command that chooses nothing needn't wait for NumPy.
    from fastlabel_variation_ratio.strategy import VARIATION_RATIO

    return [VARIATION_RATIO]
