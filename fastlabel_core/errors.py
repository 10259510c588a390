"""Every error that a user can see.

A message says what happened, where, and how to mend it, in a few lines. The class says whose move
it is: a `UsageError` is mended by the caller (exit status 2), a `Failure` lies with the machine or
with a plugin (exit status 1).
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class FastlabelError(Exception):
    """What all errors of fastlabel share."""

    exit_status = 1


class UsageError(FastlabelError):
    """The caller can mend it: a wrong name, option, folder or combination."""

    exit_status = 2


class Failure(FastlabelError):
    """The machine or a plugin failed; the cause is chained to it."""


class InputError(UsageError):
    """One of the three CSV files, or the folder that holds them, can't be used."""


class OptionError(UsageError):
    """An option is unknown or has a value that can't be."""


class StrategyError(UsageError):
    """No strategy has this name."""


class PluginNotFoundError(UsageError):
    """No installed plugin has this name."""


class PluginClashError(UsageError):
    """Two distributions provide a plugin of one name."""


class PluginIncompatibleError(UsageError):
    """The plugin asks for another version of fastlabel-core."""


class PluginProtocolError(Failure):
    """A plugin doesn't keep the protocol; found when it is registered."""


class PluginImportError(Failure):
    """A plugin can't be imported or instantiated."""


class PluginFailure(Failure):
    """A plugin's hook raised."""


class PluginResultError(Failure):
    """A plugin's hook returned what it must not, or changed what it was given."""


class ModelNotFoundError(UsageError):
    """The model repository holds no such model, version or alias."""


class ModelMismatchError(UsageError):
    """The model belongs to another plugin than the one asked for."""


class IntegrityError(Failure):
    """The files of a model are not those that were published."""


class NoCampaignError(UsageError):
    """A folder holds no campaign."""


class OutOfTurnError(UsageError):
    """Where a campaign stands, this can't be done; something else can."""


class LockedError(UsageError):
    """Another process works in the same folder, or on the same campaign."""


def describe_cause(error: BaseException) -> str:
    """Return the kind of an error and what it says, as messages quote it."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known name, or an empty string.

    A name that begins with `name` is nearer than any other, the shortest of them nearest.
    """
    by_folded_name = {candidate.casefold(): candidate for candidate in known}
    folded_name = name.casefold()
    beginning = [each for each in by_folded_name if name and each.startswith(folded_name)]
    nearest = sorted(beginning, key=len) or difflib.get_close_matches(folded_name, by_folded_name)
    return f" Did you mean {by_folded_name[nearest[0]]!r}?" if nearest else ""
