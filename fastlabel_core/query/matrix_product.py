"""Multiplying matrices whose numbers are known to be sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def matrix_product(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``left @ right`` of finite operands whose squared lengths are finite too.

    Such a product is finite. BLAS may all the same raise the processor's floating-point flags, by
    what it computes in the unused lanes of a register and throws away, and numpy then warns of an
    invalid value that isn't there (numpy issue 24067). So no flag is looked at.
    """
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        product: NDArray[np.float32] = left @ right
    return product
