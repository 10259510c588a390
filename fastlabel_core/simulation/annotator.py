"""Who answers in a simulation: the truth, or at times a wrong class."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Annotator:
    """Answers for one seed.

    Parameters
    ----------
    classes : sequence of str
        All there are, in an order of their own.
    error_rate : float
        The probability of a wrong answer.
    seed : int
        Of the run.
    """

    classes: Sequence[str]
    error_rate: float
    seed: int

    def answer(self, sample_id: str, label: str) -> str:
        """Return the true label of a sample, or a wrong class.

        What is drawn depends on the seed and the sample alone: every strategy that asks about the
        sample gets the same answer, however often and whenever it asks. A sample that is answered
        wrong at one error rate is answered wrong at every higher one.

        Parameters
        ----------
        sample_id : str
        label : str
            The true one.
        """
        digest = hashlib.sha256(sample_id.encode()).digest()
        generator = np.random.default_rng([self.seed, int.from_bytes(digest, "little")])
        if generator.random() >= self.error_rate:
            return label
        others = [name for name in self.classes if name != label]
        return others[generator.integers(len(others))]
