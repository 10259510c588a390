"""What plugin authors test with.

`ModelPluginContract` holds a plugin to every promise of the protocol; it needs pytest, which comes
with ``fastlabel-core[testing]``. `listening` lets a test hear the events that a plugin emits, and
`check_killed_rounds` kills whole rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core.events import listening
from fastlabel_core.lazy import lazy_exports
from fastlabel_core.testing.kills import KilledRound, Round, check_killed_rounds

if TYPE_CHECKING:
    from fastlabel_core.testing.plugin_contract import ModelPluginContract

__all__ = [
    "KilledRound",
    "ModelPluginContract",
    "Round",
    "check_killed_rounds",
    "listening",
]

__getattr__ = lazy_exports(__name__, {"ModelPluginContract": "plugin_contract"})
