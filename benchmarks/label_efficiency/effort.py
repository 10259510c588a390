"""How much is played on a data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is played.

    Parameters
    ----------
    seeds : int
        How often each strategy is played.
    rounds : int
        Of a campaign.
    query_count : int
        Hard examples of a round.
    labels : int or None, default None
        How many labels a campaign begins with; as many as the files hold if None.
    """

    seeds: int
    rounds: int
    query_count: int
    labels: int | None = None

    @property
    def options(self) -> Iterator[str]:
        """How it is asked for on the command line of ``fastlabel simulate``."""
        yield from ("--seeds", str(self.seeds))
        yield from ("--rounds", str(self.rounds))
        yield from ("--query-cnt", str(self.query_count))
        if self.labels is not None:
            yield from ("--labels", str(self.labels))

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.rounds} rounds of {self.query_count} questions, {self.seeds} seeds"


PLANNED = Effort(seeds=20, rounds=6, query_count=100)
