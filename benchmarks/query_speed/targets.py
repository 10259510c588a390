"""What the strategies are held to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.query_speed.outcome import Measured, Outcome
from fastlabel_core.simulation.student_t import t_quantile

# Below these, starting threads is what is measured.
SHORTEST_SECONDS = 0.01
SMALLEST_BYTES = 32 * 10**6


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one target came out; `is_met` is None where there was nothing to compare with."""

    said: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Target:
    """One target, in words and as a function."""

    text: str
    judge: Callable[[Outcome], Verdict]


def at_most(times: float, number: int = 0) -> Target:
    """Take at most so many times as long as the floor of this number."""

    def judge(outcome: Outcome) -> Verdict:
        floor = outcome.floors[number]
        if floor.best.failure:
            return Verdict(f"{floor.label}: {floor.best.failure}", False)
        if floor.best.seconds < SHORTEST_SECONDS:
            return Verdict("too short to tell", None)
        ratio = outcome.ours.seconds / floor.best.seconds
        return Verdict(f"{ratio:.2f} x {floor.label}", ratio <= times)

    return Target(f"at most {times:g} x the floor", judge)


def below(seconds: float) -> Target:
    """Take less than so many seconds."""

    def judge(outcome: Outcome) -> Verdict:
        return Verdict(f"{outcome.ours.seconds:.2f} s", outcome.ours.seconds < seconds)

    return Target(f"below {seconds:g} s", judge)


def ahead_of_peers() -> Target:
    """Take less time than every peer."""

    def judge(outcome: Outcome) -> Verdict:
        if not outcome.peers:
            return Verdict("peers not installed", None)
        fastest = min(outcome.peers, key=lambda peer: peer.seconds)
        if fastest.failure:
            return Verdict(f"the others: {fastest.failure}", not outcome.ours.failure)
        ratio = outcome.ours.seconds / fastest.seconds
        return Verdict(f"{ratio:.2f} x {fastest.name}", ratio < 1)

    return Target("ahead of every peer", judge)


def memory_at_most(share: float) -> Target:
    """Take at most this share of the mapped arrays beyond them."""

    def judge(outcome: Outcome) -> Verdict:
        peak, mapped = outcome.ours.peak_bytes, outcome.ours.findings[0].mapped_bytes
        if peak is None or not mapped:
            return Verdict("memory not measured", None)
        if mapped < SMALLEST_BYTES:
            return Verdict("arrays too small to tell", None)
        return Verdict(f"{peak / mapped:.2f} x {mapped / 1e6:.0f} MB", peak <= share * mapped)

    return Target(f"memory beyond the mapped arrays at most {share:g} x them", judge)


def quality_at_least_peers() -> Target:
    """Choose picks of at least the quality of every peer that came to its end."""

    def judge(outcome: Outcome) -> Verdict:
        best = _best_quality(outcome)
        if best is None or best.quality is None or outcome.ours.quality is None:
            return Verdict("no peer came to its end", None)
        ratio = outcome.ours.quality / best.quality
        if len(outcome.ours.qualities) == len(best.qualities) == 1:
            return Verdict(f"{ratio:.4f} x {best.name}, of one run each", None)
        low, high = difference_of_means(outcome.ours.qualities, best.qualities)
        return Verdict(
            f"{ratio:.4f} x {best.name}, the difference of the means {low:+.4f} to {high:+.4f}",
            high >= 0,
        )

    return Target("typicality not below the best peer's, by the 95 % interval of the runs", judge)


def names_approximations() -> Target:
    """Name what was not computed to the letter."""

    def judge(outcome: Outcome) -> Verdict:
        named = outcome.ours.findings[0].approximations
        return Verdict("; ".join(named) or "none named", bool(named))

    return Target("approximations named", judge)


def difference_of_means(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two means, by Student's two-sample t.

    Parameters
    ----------
    ours, theirs : sequence of float, n and m of them
        Both at least 1, together at least 3.
    """
    degrees = len(ours) + len(theirs) - 2
    squares = sum((value - fmean(values)) ** 2 for values in (ours, theirs) for value in values)
    error = math.sqrt(squares / degrees * (1 / len(ours) + 1 / len(theirs)))
    middle = fmean(ours) - fmean(theirs)
    half = t_quantile(degrees) * error
    return middle - half, middle + half


def _best_quality(outcome: Outcome) -> Measured | None:
    finished = [peer for peer in outcome.peers if peer.quality is not None]
    return max(finished, key=lambda peer: peer.quality or 0, default=None)
