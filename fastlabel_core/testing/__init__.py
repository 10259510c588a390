"""What plugin authors test with.

The events of a round and `listening`, to hear what a plugin tells, and `check_killed_rounds`.
"""

from __future__ import annotations

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

__all__ = [
    "EpochEnded",
    "Event",
    "KilledRound",
    "Progress",
    "Round",
    "SampleUnreadable",
    "StepEnded",
    "StepStarted",
    "Warned",
    "check_killed_rounds",
    "listening",
]
