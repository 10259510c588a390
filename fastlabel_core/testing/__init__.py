"""What plugin authors test with."""

from __future__ import annotations

from fastlabel_core.testing.kills import KilledRound, Round, check_killed_rounds

__all__ = ["KilledRound", "Round", "check_killed_rounds"]
