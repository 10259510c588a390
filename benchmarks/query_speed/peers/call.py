"""What is timed of a peer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

Call: TypeAlias = Callable[[], np.ndarray]
