"""``fastlabel models alias``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fastlabel_core.errors import FastlabelError, ModelNotFoundError, UsageError
from fastlabel_core.repository import LocalRepository

Models = Callable[..., str]
Failure = Callable[..., tuple[str, FastlabelError]]


@pytest.mark.usefixtures("three")
def test_alias(models: Models) -> None:
    repository = LocalRepository("repository")
    assert models("alias", "digits@1", "production") == "digits@production is now digits@1\n"
    assert models("alias", "digits", "candidate") == "digits@candidate is now digits@3\n"
    assert models("alias", "digits@production", "old") == "digits@old is now digits@1\n"
    assert repository.aliases("digits") == {"candidate": 3, "old": 1, "production": 1}
    assert models("alias", "digits", "old", "--remove") == "removed digits@old\n"
    assert repository.aliases("digits") == {"candidate": 3, "production": 1}


@pytest.mark.usefixtures("three")
def test_alias_that_can_not_be(failure: Failure) -> None:
    assert isinstance(failure("alias", "digits@9", "production")[1], ModelNotFoundError)
    assert isinstance(failure("alias", "digits", "old", "--remove")[1], ModelNotFoundError)
    assert isinstance(failure("alias", "./model", "production")[1], UsageError)
    assert str(failure("alias", "digits@1", "7")[1]).startswith("'7' can't be an alias: ")
    assert LocalRepository("repository").aliases("digits") == {"production": 2}
