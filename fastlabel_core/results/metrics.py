"""Checking what `train_model` returns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastlabel_core.results.unsound import UnsoundResultError


def checked_metrics(metrics: object) -> dict[str, Any]:
    """Return metrics as a dict of JSON values, empty for None.

    Arrays and scalars of NumPy or torch become lists and numbers.

    Raises
    ------
    UnsoundResultError
        If they can't be.
    """
    if metrics is None:
        return {}
    if not isinstance(metrics, Mapping):
        raise UnsoundResultError(f"returned {type(metrics).__name__}, not a mapping or None")
    try:
        plain: dict[str, Any] = json.loads(json.dumps(dict(metrics), default=_plain_number))
    except (TypeError, ValueError) as error:
        raise UnsoundResultError(f"returned metrics that are no JSON values: {error}") from error
    return plain


def _plain_number(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} {value!r}")
