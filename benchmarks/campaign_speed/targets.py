"""What a campaign's commands are held to, on two cores."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.campaign_speed.command_line import Measured
from benchmarks.campaign_speed.million import Million

GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one target came out."""

    what: str
    value: float
    limit: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether the value is below the limit."""
        return self.value < self.limit

    def __str__(self) -> str:
        """Return a line that says so."""
        mark = "ok" if self.is_met else "missed"
        return f"{mark:<7} {self.what}: {self.value:.2f} {self.unit}, below {self.limit:g}"


def judge_rounds(commands: Sequence[Measured]) -> Iterator[Verdict]:
    """Hold the rounds on real data to their target."""
    yield Verdict("all commands", sum(each.seconds for each in commands), 180, "s")


def judge_million(million: Million, imports_bytes: int) -> Iterator[Verdict]:
    """Hold the commands of a large campaign to their targets."""
    yield Verdict("status, median", _median(million.statuses), 1, "s")
    yield Verdict("answer, median", _median(million.answers), 2, "s")
    yield Verdict("start", million.start.seconds, 60, "s")
    yield Verdict("accept", million.accept.seconds, 60, "s")
    yield Verdict("database", million.database_bytes / GIGABYTE, 1, "GB")
    for each in (million.start, million.run, million.accept):
        beyond = (each.peak_bytes - imports_bytes) / GIGABYTE
        yield Verdict(f"memory of {each.command} beyond the imports", beyond, 1.5, "GB")


def _median(runs: Sequence[Measured]) -> float:
    return statistics.median(each.seconds for each in runs)
