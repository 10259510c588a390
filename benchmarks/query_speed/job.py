"""What one process measures once, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Whose work it is."""

    OURS = "ours"
    FLOOR = "floor"
    PEER = "peer"


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody's way to do the work.

    Parameters
    ----------
    side : Side
    name : str
        Of the strategy, the function among the floors, or the entry among the peers.
    options : mapping, optional
        Of the strategy. None by default.
    """

    side: Side
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A contender, and what it is to do.

    Parameters
    ----------
    contender : Contender
    folder : str
        Where the pool is.
    rows : int
        How many of its first rows to choose from.
    count : int
        How many to choose.
    has_labels : bool
        Whether the labelled samples are there.
    quality : str
        What to measure of the picks when the clock has stopped; nothing if empty.
    seed : int
    """

    contender: Contender
    folder: str
    rows: int
    count: int
    has_labels: bool
    quality: str
    seed: int

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Job:
        """Return the job of these fields."""
        contender = fields["contender"]
        side = Side(contender["side"])
        return cls(**{**fields, "contender": Contender(**{**contender, "side": side})})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one run of a job came to.

    Parameters
    ----------
    seconds : float
        Of the work alone; infinite if it did not come to its end.
    peak_bytes : int or None
        The most memory beyond what the process held before the work, mapped files left out. None
        where the system does not tell.
    mapped_bytes : int
        The size of the arrays that the strategy needs.
    approximations : tuple of str
    quality : float or None
    failure : str
        Why it did not come to its end; empty if it did.
    """

    seconds: float
    peak_bytes: int | None = None
    mapped_bytes: int = 0
    approximations: tuple[str, ...] = ()
    quality: float | None = None
    failure: str = ""
