"""Keeping what was measured, so that a run of an hour may be interrupted, or mended in a part."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.query_speed.job import Finding
from benchmarks.query_speed.outcome import Floor, Measured, Outcome
from benchmarks.query_speed.workloads import Workload


def read_outcome(folder: Path, workload: Workload) -> Outcome | None:
    """Return what was measured of a work before; None if nothing was."""
    path = _file(folder, workload)
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(
        ours=_measured(kept["ours"]),
        floors=tuple(
            Floor(floor["label"], tuple(map(_measured, floor["ways"]))) for floor in kept["floors"]
        ),
        peers=tuple(map(_measured, kept["peers"])),
    )


def keep_outcome(folder: Path, workload: Workload, outcome: Outcome) -> None:
    """Keep what was measured of a work, in place of what was before."""
    path = _file(folder, workload)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")


def _file(folder: Path, workload: Workload) -> Path:
    name = f"{workload.rows} {workload.name}".replace(", ", "-").replace(" ", "-")
    return folder / "outcomes" / f"{name}.json"


def _measured(kept: dict[str, Any]) -> Measured:
    findings = (
        Finding(**{**finding, "approximations": tuple(finding["approximations"])})
        for finding in kept["findings"]
    )
    return Measured(kept["name"], tuple(findings))
