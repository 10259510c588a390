"""Whom the caller leaves out, everywhere or on one data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from benchmarks.label_efficiency.contenders import Contender, names


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A strategy of fastlabel with its peers, or a peer.

    Parameters
    ----------
    name : str
    data_set : str or None
        Where; everywhere if None.
    """

    name: str
    data_set: str | None


def parse_left_out(
    given: Sequence[str], contenders: Sequence[Contender], data_sets: Sequence[str]
) -> list[LeftOut]:
    """Return whom each ``NAME`` or ``DATA_SET=NAME`` leaves out.

    Raises
    ------
    click.UsageError
        If there is no such contender or data set.
    """
    left_out = []
    for each in given:
        data_set, _, name = each.rpartition("=")
        if name not in names(contenders):
            raise click.UsageError(f"nobody {name!r} to leave out; {_there_are(names(contenders))}")
        if data_set and data_set not in data_sets:
            raise click.UsageError(
                f"--leave-out {each!r}: no such data set; {_there_are(data_sets)}"
            )
        left_out.append(LeftOut(name, data_set or None))
    return left_out


def remaining(
    contenders: Sequence[Contender], left_out: Sequence[LeftOut], data_set: str
) -> list[Contender]:
    """Return the contenders on a data set, with those of their peers that are not left out."""
    out = {each.name for each in left_out if each.data_set in {None, data_set}}
    return [
        Contender(each.strategy, tuple(peer for peer in each.peers if peer not in out))
        for each in contenders
        if each.strategy not in out
    ]


def _there_are(names: Sequence[str]) -> str:
    return f"there are: {', '.join(names)}"
