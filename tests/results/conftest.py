"""The pool that hooks are asked about, and what is said of an answer that is unsound."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from fastlabel_core.results import UnsoundResultError


@pytest.fixture
def pool() -> pd.DataFrame:
    return pd.DataFrame({"sampleId": ["p1", "p2", "p3", "p4"]}, dtype="str", index=[7, 7, 8, 9])


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Return a function that returns what a check says of the arguments, which it must refuse."""

    def refused(check: Callable[..., object], *arguments: object) -> str:
        with pytest.raises(UnsoundResultError) as caught:
            check(*arguments)
        return str(caught.value)

    return refused
