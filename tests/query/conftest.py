"""A made-up pool with all that a strategy can need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from fastlabel_core.events import Event, Warned, listening
from fastlabel_core.predictions import Predictions
from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Pool:
    """What a model says of a pool, and of the labelled samples."""

    probabilities: Floats
    embeddings: Floats
    dropout: Floats
    labelled: Labelled

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return every array that a strategy is handed, by its name."""
        labelled = {
            name: getattr(self.labelled, name)
            for name in ("labels", "probabilities", "embeddings", "is_validation")
        }
        return {
            "probabilities": self.probabilities,
            "embeddings": self.embeddings,
            "dropout": self.dropout,
        } | {f"labelled.{name}": array for name, array in labelled.items()}

    def candidates(self) -> Candidates:
        """Return all samples as candidates."""
        return Candidates(
            Rows(self.probabilities), Rows(self.embeddings), Rows(self.dropout), self.labelled
        )

    def predictions(self, errors: Mapping[int, str] | None = None) -> Predictions:
        """Return the same as a model gives it."""
        classes = [f"c{number}" for number in range(self.probabilities.shape[1])]
        return Predictions(classes, self.probabilities, errors or {}, self.embeddings, self.dropout)

    def of(self, numbers: NDArray[np.intp]) -> Pool:
        """Return the samples of these numbers, in this order, maybe some of them twice."""
        return replace(
            self,
            probabilities=self.probabilities[numbers],
            embeddings=self.embeddings[numbers],
            dropout=self.dropout[numbers],
        )

    def only(self, needs: frozenset[Need]) -> Pool:
        """Return the pool without what is not needed."""
        rows = len(self.probabilities)
        classes = self.probabilities.shape[1] if needs & {Need.PROBABILITIES, Need.DROPOUT} else 0
        has_probabilities = Need.PROBABILITIES in needs
        has_embeddings = Need.EMBEDDINGS in needs
        return Pool(
            probabilities=self.probabilities if has_probabilities else np.empty((rows, 0), "f4"),
            embeddings=self.embeddings if has_embeddings else np.empty((rows, 0), "f4"),
            dropout=self.dropout if Need.DROPOUT in needs else np.empty((rows, 0, classes), "f4"),
            labelled=replace(
                self.labelled,
                probabilities=self.labelled.probabilities[:, : classes * has_probabilities],
                embeddings=self.labelled.embeddings[:, : None if has_embeddings else 0],
            ),
        )


def _simplex(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return generator.dirichlet(np.ones(shape[-1]), shape[:-1]).astype(np.float32)


def _make_pool(
    rows: int,
    classes: int = 3,
    features: int = 5,
    passes: int = 4,
    labels: int = 8,
    seed: int = 0,
) -> Pool:
    generator = np.random.default_rng(seed)
    return Pool(
        probabilities=_simplex(generator, (rows, classes)),
        embeddings=generator.standard_normal((rows, features), dtype=np.float32),
        dropout=_simplex(generator, (rows, passes, classes)),
        labelled=Labelled(
            labels=generator.integers(0, classes, labels),
            probabilities=_simplex(generator, (labels, classes)),
            embeddings=generator.standard_normal((labels, features), dtype=np.float32),
            is_validation=np.arange(labels) % 4 == 0,
        ),
    )


@pytest.fixture(scope="session")
def make_pool() -> Callable[..., Pool]:
    """Return a function that makes up a pool of so many rows; the same for the same arguments."""
    return _make_pool


@pytest.fixture
def warnings_told() -> Iterator[list[str]]:
    """Return the list of what the user is warned of."""
    told: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Warned):
            told.append(event.message)

    with listening(hear):
        yield told
