"""What the results of a simulation depend on, so that none is mixed with those of another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from fastlabel_core.durable import write_whole
from fastlabel_core.errors import UsageError
from fastlabel_core.report import installed_versions
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.setup import Setup, file_digest
from fastlabel_core.simulation.folder import SimulationFolder
from fastlabel_core.simulation.known_samples import KnownSamples
from fastlabel_core.simulation.plan import Plan


def request_of(plan: Plan, known: KnownSamples, setup: Setup) -> dict[str, Any]:
    """Return all that the result of a run depends on, besides its strategy and its seed.

    Strategies and seeds are not in it: more of them may join those that are finished.

    Parameters
    ----------
    plan : Plan
        What to play.
    known : KnownSamples
        What to play with.
    setup : Setup
        Of the first round of any run.

    Returns
    -------
    dict
        JSON values.
    """
    parameters = setup.parameters()
    for name in ("strategy", "strategy_options", "random_seed"):
        del parameters[name]
    start = None if setup.start is None else file_digest(setup.start.folder / METADATA_FILE)
    return {
        **parameters,
        "rounds": plan.settings.round_limit,
        "labels": known.first_labels,
        "error_rate": plan.error_rate,
        "test_size": None if known.held_out_of is None else plan.test_size,
        "model_metadata": start,
        "samples": _digest(known.samples),
        "test_samples": _digest(known.test),
        "versions": installed_versions(setup.plugin),
    }


def _digest(samples: pd.DataFrame) -> str:
    """Return the SHA-256 of all that is known of samples, such as where their files are."""
    return hashlib.sha256(samples.to_csv(index=False).encode()).hexdigest()


def keep_request(folder: SimulationFolder, request: Mapping[str, Any]) -> None:
    """Write down what the results in a folder depend on."""
    write_whole(folder.request, json.dumps(request, indent=2) + "\n")


def refuse_other_request(folder: SimulationFolder, request: Mapping[str, Any]) -> bool:
    """Tell whether the folder holds results of the same request; it may also hold none.

    Raises
    ------
    UsageError
        If it holds those of another; names all that changed.
    """
    if not folder.request.exists():
        return False
    before = json.loads(folder.request.read_text(encoding="utf-8"))
    changes = list(_changes(before, json.loads(json.dumps(request))))
    if changes:
        raise UsageError(
            f"{folder.path} holds a simulation that began otherwise: {'; '.join(changes)}. Give "
            "another folder (--output-dir), go back to what it began with, or remove it"
        )
    return True


def _changes(before: Mapping[str, Any], now: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new, f"{prefix}{name}.")
        elif old != new:
            yield f"{prefix}{name} was {json.dumps(old)}, is {json.dumps(new)}"
