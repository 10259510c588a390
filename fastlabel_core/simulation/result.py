"""What one run leaves: its learning curve."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from fastlabel_core.durable import write_whole
from fastlabel_core.errors import InputError


class Point(BaseModel):
    """What one round came to.

    Parameters
    ----------
    round : int
        From 1.
    labels : int
        How many labels it had, to train and to validate on.
    correct, samples : int
        Of how many test samples its model predicts the label.
    seconds : float
        How long its steps took, without the test.
    """

    model_config = ConfigDict(frozen=True)

    round: int
    labels: int
    correct: int
    samples: int
    seconds: float

    @property
    def accuracy(self) -> float:
        """The share of the test samples that the model predicts right."""
        return self.correct / self.samples


class RunResult(BaseModel):
    """What one run came to.

    Parameters
    ----------
    strategy : str
        Its title.
    seed : int
    points : tuple of Point
        A round each.
    warnings : tuple of str
        What its rounds warned of, and the tests of their models, each once.
    """

    model_config = ConfigDict(frozen=True)

    strategy: str
    seed: int
    points: tuple[Point, ...] = ()
    warnings: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write it as JSON; the file appears whole or not at all."""
        write_whole(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> RunResult:
        """Read what `write` wrote.

        Raises
        ------
        InputError
            If it is not what `write` wrote.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise InputError(
                f"{path} is damaged; remove it, and the run is played again"
            ) from error
