"""What the caller asks for: on which data sets, against whom, and how much."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

import click

from benchmarks.label_efficiency.data_sets import DEMOS, DataSet, parse_data_set


@dataclass(frozen=True, slots=True)
class Request:
    """The options that decide what is played, as they are given.

    Parameters
    ----------
    folders, only, leave_out : tuple of str
    seeds, rounds, query_cnt, labels : int or None
        What is planned for a data set if None.
    """

    folders: tuple[str, ...]
    only: tuple[str, ...]
    leave_out: tuple[str, ...]
    seeds: int | None
    rounds: int | None
    query_cnt: int | None
    labels: int | None

    @property
    def data_sets(self) -> list[DataSet]:
        """The data sets, each with how much is played on it.

        Raises
        ------
        click.UsageError
            If there is no such data set.
        """
        by_name = {each.name: each for each in (*DEMOS, *map(parse_data_set, self.folders))}
        if unknown := [name for name in self.only if name not in by_name]:
            raise click.UsageError(f"no data set {unknown[0]!r}; there are: {', '.join(by_name)}")
        return [self._with_effort(by_name[name]) for name in self.only or by_name]

    def _with_effort(self, data_set: DataSet) -> DataSet:
        planned = data_set.effort
        effort = replace(
            planned,
            seeds=self.seeds or planned.seeds,
            rounds=self.rounds or planned.rounds,
            query_count=self.query_cnt or planned.query_count,
            labels=self.labels or planned.labels,
        )
        return replace(data_set, effort=effort)

    def refuse_any(self, why: str) -> None:
        """Raise `click.UsageError` if anything is asked for."""
        if options := list(self._options()):
            raise click.UsageError(f"{options[0]} can't be given {why}")

    def __str__(self) -> str:
        """Return it as one writes it on a command line, without where folders lie."""
        return shlex.join(self._options())

    def _options(self) -> Iterator[str]:
        for given in self.folders:
            yield from ("--folder", re.sub("=[^:]*:", "=FOLDER:", given, count=1))
        for name in self.only:
            yield from ("--only", name)
        for name in self.leave_out:
            yield from ("--leave-out", name)
        for option in ("seeds", "rounds", "query_cnt", "labels"):
            if value := getattr(self, option):
                yield from (f"--{option.replace('_', '-')}", str(value))
