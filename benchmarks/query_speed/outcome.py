"""What several runs of everybody came to."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.query_speed.job import Finding


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of one contender."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def seconds(self) -> float:
        """The median; infinite where a run did not come to its end."""
        return statistics.median(finding.seconds for finding in self.findings)

    @property
    def failure(self) -> str:
        """Why a run did not come to its end; empty if all did."""
        return next((finding.failure for finding in self.findings if finding.failure), "")

    @property
    def peak_bytes(self) -> int | None:
        """The highest of all runs."""
        peaks = [finding.peak_bytes for finding in self.findings if finding.peak_bytes is not None]
        return max(peaks, default=None)

    @property
    def quality(self) -> float | None:
        """The mean of all runs; None where it was not measured."""
        return statistics.mean(self.qualities) if self.qualities else None

    @property
    def qualities(self) -> list[float]:
        """That of each run, if it was measured."""
        return [finding.quality for finding in self.findings if finding.quality is not None]


@dataclass(frozen=True, slots=True)
class Floor:
    """The best of several ways to be a floor."""

    label: str
    ways: tuple[Measured, ...]

    @property
    def best(self) -> Measured:
        """The fastest way."""
        return min(self.ways, key=lambda way: way.seconds)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everybody's runs at one work. Without peers there are none, and `peers` is empty."""

    ours: Measured
    floors: tuple[Floor, ...]
    peers: Sequence[Measured]
