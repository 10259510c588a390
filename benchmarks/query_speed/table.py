"""The table, and its place in ``benchmarks/RESULTS.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.query_speed.outcome import Measured, Outcome
from benchmarks.query_speed.targets import Verdict
from benchmarks.query_speed.workloads import Workload

RESULTS = Path(__file__).parents[1] / "RESULTS.md"
BEGIN = "<!-- query_speed: written by python -m benchmarks.query_speed -->"
END = "<!-- query_speed: end -->"


@dataclass(frozen=True, slots=True)
class Line:
    """A work, what came out, and how the targets were met."""

    workload: Workload
    outcome: Outcome
    verdicts: Sequence[Verdict]


def section(lines: Sequence[Line], machine: str, peers: str) -> str:
    """Return the section of the results, in Markdown."""
    rows = "\n".join(_row(line) for line in lines)
    return f"""## Query strategies

`python -m benchmarks.query_speed --make-peers FOLDER`; two cores, float32, 512 features, 1,000
labelled samples, 10 classes and 100 picks unless said. Every run is a process of its own. Seconds
are medians of so many runs as stand in brackets. Memory is the highest peak beyond what the process
held before, mapped files left out, and its share of the mapped arrays; it is read every 4 ms.
Floors are NumPy code that does the least work we know of for the same result; each says why in
`benchmarks/query_speed/floors`. Peers are stopped after 60 s.

- Machine: {machine}.
- Peers: {peers}.

| pool | strategy | seconds | floor | ratio | peers | memory, MB | targets |
|---|---|---|---|---|---|---|---|
{rows}

{_notes(lines)}"""


def write(text: str) -> None:
    """Put a section between the markers, or at the end where there are none."""
    before = RESULTS.read_text(encoding="utf-8")
    block = f"{BEGIN}\n{text.rstrip()}\n{END}"
    if BEGIN in before:
        head, _, rest = before.partition(BEGIN)
        after = f"{head}{block}{rest.partition(END)[2]}"
    else:
        after = f"{before.rstrip()}\n\n{block}\n"
    RESULTS.write_text(after, encoding="utf-8")


def in_words(measured: Measured) -> str:
    """Return a contender's seconds and runs, or why it has none."""
    if measured.failure:
        return measured.failure
    return f"{measured.seconds:.3g} ({len(measured.findings)})"


def _row(line: Line) -> str:
    workload, outcome = line.workload, line.outcome
    floors = [f"{floor.label}: {in_words(floor.best)}" for floor in outcome.floors]
    ratios = [f"{outcome.ours.seconds / floor.best.seconds:.2f}" for floor in outcome.floors]
    if outcome.peers:
        peers = [f"{peer.name}: {in_words(peer)}" for peer in outcome.peers]
    else:
        peers = ["not installed"] if workload.peers else []
    targets = [
        f"{target.text}: {verdict_in_words(verdict)}"
        for target, verdict in zip(workload.targets, line.verdicts, strict=True)
        if verdict.is_met is not None
    ]
    cells = [
        f"{workload.rows:,}",
        workload.name,
        in_words(outcome.ours),
        "<br>".join(floors),
        "<br>".join(ratios),
        "<br>".join(peers),
        _memory(outcome.ours),
        "<br>".join(targets),
    ]
    return f"| {' | '.join(cells)} |"


def verdict_in_words(verdict: Verdict) -> str:
    """Return ok, missed, or that there was nothing to compare with."""
    if verdict.is_met is None:
        return "not compared"
    return "ok" if verdict.is_met else "missed"


def _memory(measured: Measured) -> str:
    if measured.peak_bytes is None:
        return "not measured"
    mapped = measured.findings[0].mapped_bytes
    share = f" ({measured.peak_bytes / mapped:.2f})" if mapped else ""
    return f"{measured.peak_bytes / 1e6:.0f}{share}"


def _notes(lines: Sequence[Line]) -> str:
    """Return what was approximated, and the quality of the picks where it was measured."""
    notes = []
    for line in lines:
        about = f"{line.workload.name} on {line.workload.rows:,}"
        notes += [
            f"- {about}: {sentence}." for sentence in line.outcome.ours.findings[0].approximations
        ]
        measured = [
            f"{contender.name} {contender.quality:.4g}"
            for contender in everybody(line.outcome)
            if contender.quality is not None
        ]
        if measured:
            notes.append(f"- {about}, {line.workload.quality}: {', '.join(measured)}.")
    return "\n".join(notes)


def everybody(outcome: Outcome) -> list[Measured]:
    """Return ours, the floors' ways and the peers."""
    floors = [way for floor in outcome.floors for way in floor.ways]
    return [outcome.ours, *floors, *outcome.peers]
