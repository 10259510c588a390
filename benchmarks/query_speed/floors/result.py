"""What a floor returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The rows that were chosen, the hardest first, and what the floor knows of the scores."""

    rows: NDArray[np.intp]
    scores: NDArray[np.float32] | None = None
