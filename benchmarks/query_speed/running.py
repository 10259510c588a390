"""Everybody's runs at one work, in turns, so that a busy moment of the machine meets all alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.query_speed.job import Contender, Finding, Job, Side
from benchmarks.query_speed.measuring import Limits, measured
from benchmarks.query_speed.outcome import Floor, Measured, Outcome
from benchmarks.query_speed.workloads import Workload

FAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How often to run, and when to stop.

    Parameters
    ----------
    runs : int
        Of each contender.
    fast_runs : int
        Of one of ours or a floor whose first run takes less than `FAST_SECONDS`: the shorter, the
        more a busy moment of the machine weighs.
    slow_seconds : float
        A contender whose first run takes longer gets fewer.
    slow_runs : int
        How many; a slow peer gets one.
    limits : Limits
        Of ours and the floors.
    peer_limits : Limits
    peer_python : Path or None
        The interpreter that has the peers; None leaves them out.
    """

    runs: int
    fast_runs: int
    slow_seconds: float
    slow_runs: int
    limits: Limits
    peer_limits: Limits
    peer_python: Path | None


def outcome_of(workload: Workload, pool: Path, plan: Plan) -> Outcome:
    """Measure everybody at one work."""
    contenders = list(_contenders(workload, plan))
    findings: dict[str, list[Finding]] = {_key(contender): [] for contender in contenders}
    for run in range(plan.fast_runs):
        for contender in contenders:
            found = findings[_key(contender)]
            if run < _wanted_runs(contender, found, plan):
                found.append(_one_run(contender, workload, pool, run, plan))

    def of(side: Side, name: str) -> Measured:
        return Measured(name, tuple(findings[f"{side}:{name}"]))

    floors = tuple(
        Floor(label, tuple(of(Side.FLOOR, way) for way in ways))
        for label, ways in workload.floors.items()
    )
    peers = tuple(of(Side.PEER, name) for name in workload.peers) if plan.peer_python else ()
    return Outcome(of(Side.OURS, workload.strategy), floors, peers)


def _contenders(workload: Workload, plan: Plan) -> Iterator[Contender]:
    yield Contender(Side.OURS, workload.strategy, workload.options)
    for ways in workload.floors.values():
        yield from (Contender(Side.FLOOR, way) for way in ways)
    if plan.peer_python:
        yield from (Contender(Side.PEER, name) for name in workload.peers)


def _key(contender: Contender) -> str:
    return f"{contender.side}:{contender.name}"


def _wanted_runs(contender: Contender, found: list[Finding], plan: Plan) -> int:
    if not found:
        return 1
    if found[0].seconds <= FAST_SECONDS and contender.side is not Side.PEER:
        return plan.fast_runs
    if found[0].seconds <= plan.slow_seconds:
        return plan.runs
    is_once = contender.side is Side.PEER or found[0].failure
    return 1 if is_once else plan.slow_runs


def _one_run(contender: Contender, workload: Workload, pool: Path, run: int, plan: Plan) -> Finding:
    job = Job(
        contender=contender,
        folder=str(pool),
        rows=workload.rows,
        count=workload.count,
        has_labels=workload.has_labels,
        quality=workload.quality,
        seed=run,
    )
    if contender.side is Side.PEER:
        return measured(job, plan.peer_limits, str(plan.peer_python))
    return measured(job, plan.limits)
