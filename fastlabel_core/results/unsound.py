"""How an answer is refused."""

from __future__ import annotations

import pandas as pd


class UnsoundResultError(ValueError):
    """A hook returned what it must not.

    The message is the second half of a sentence that begins with the plugin and its hook.
    """


def refuse_samples(ids: pd.Series, problem: str) -> None:
    """Raise `UnsoundResultError` if there are any samples with this problem.

    Parameters
    ----------
    ids : Series of str
        The samples that have it.
    problem : str
        With ``{}`` for how many they are; the first of them is named behind it.
    """
    if len(ids):
        raise UnsoundResultError(f"{problem.format(len(ids))}, such as {ids.iloc[0]!r}")
