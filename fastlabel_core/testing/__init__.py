"""What plugin authors test with.

`ModelPluginContract` holds a plugin to every promise of the protocol; it needs pytest, which comes
with ``fastlabel-core[testing]``. The events of a round and `listening` let a test hear what a
plugin tells, and `check_killed_rounds` kills whole rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastlabel_core.events import (
    EpochEnded,
    Event,
    Progress,
    SampleUnreadable,
    StepEnded,
    StepStarted,
    Warned,
    listening,
)
from fastlabel_core.testing.kills import KilledRound, Round, check_killed_rounds

if TYPE_CHECKING:
    from fastlabel_core.testing.plugin_contract import ModelPluginContract

__all__ = [
    "EpochEnded",
    "Event",
    "KilledRound",
    "ModelPluginContract",
    "Progress",
    "Round",
    "SampleUnreadable",
    "StepEnded",
    "StepStarted",
    "Warned",
    "check_killed_rounds",
    "listening",
]


def __getattr__(name: str) -> Any:
    if name != "ModelPluginContract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from fastlabel_core.testing.plugin_contract import ModelPluginContract

    return ModelPluginContract
