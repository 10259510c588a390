"""An extension of fastlabel: the query functions of other libraries, as strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core import hookimpl

if TYPE_CHECKING:
    from fastlabel_core import Strategy


@hookimpl
def add_strategies() -> list[Strategy]:
    """Add a strategy for each query function."""
    # Here, so that a command that chooses nothing needn't wait for NumPy.
    from fastlabel_benchmark_peers.strategies import PEER_STRATEGIES

    return list(PEER_STRATEGIES)
