"""What ``FASTLABEL_TRACE=1`` shows: every call of a hook, on standard error.

A line says which hook, how long it took, who answered, and what it raised::

    trace:     predict 1.204 s by resnet, wrapped by audit
    trace:   predict_pool 1.310 s by core
    trace: query_hard_example 1.342 s by core

It is printed when the call ends, so an inner call stands above the one that it is indented under.
"""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pluggy import HookImpl, PluginManager, Result

TRACE_VARIABLE = "FASTLABEL_TRACE"

# When the calls under way in this context began; a hook may be called in another thread.
_beginnings: ContextVar[tuple[float, ...]] = ContextVar("fastlabel_trace_beginnings", default=())


def is_tracing() -> bool:
    """Whether the environment variable ``FASTLABEL_TRACE`` is set, and neither empty nor 0."""
    return os.environ.get(TRACE_VARIABLE, "") not in ("", "0")


def trace_calls(manager: PluginManager, name_of: Callable[[object], str]) -> None:
    """Print every call of a hook of `manager`; one that nobody answers is left out.

    Parameters
    ----------
    manager : PluginManager
        Whose calls to print.
    name_of : callable
        Returns the name by which to call what is registered.
    """

    def before(*_: object) -> None:
        _beginnings.set((*_beginnings.get(), perf_counter()))

    def after(
        outcome: Result[object],
        hook: str,
        implementations: Sequence[HookImpl],
        _given: Mapping[str, object],
    ) -> None:
        *outer, began = _beginnings.get()
        seconds = perf_counter() - began
        _beginnings.set(tuple(outer))
        if not implementations:
            return
        who = _describe(implementations, name_of)
        error = outcome.exception
        end = "" if error is None else f", failed: {type(error).__name__}"
        # In one piece, so that no other thread's line comes between.
        sys.stderr.write(f"trace: {'  ' * len(outer)}{hook} {seconds:.3f} s {who}{end}\n")

    manager.add_hookcall_monitoring(before, after)


def _describe(implementations: Sequence[HookImpl], name_of: Callable[[object], str]) -> str:
    """Name those who are asked for an answer and those who wrap it, in the order of the calls."""
    called = [(name_of(one.plugin), one.wrapper or one.hookwrapper) for one in implementations]
    answers = [name for name, is_wrapper in reversed(called) if not is_wrapper]
    wrappers = [name for name, is_wrapper in reversed(called) if is_wrapper]
    wrapped = f", wrapped by {', '.join(wrappers)}" if wrappers else ""
    return f"by {' or '.join(answers)}{wrapped}"
