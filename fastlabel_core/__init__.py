"""fastlabel: label a data set in rounds, and ask a person only about the hard examples.

What stands in ``__all__`` is the public interface, for callers and for plugins. It is imported on
first use, so that listing plugins costs no import of pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastlabel_core.errors import Failure, FastlabelError, InputError, OptionError, UsageError
    from fastlabel_core.events import (
        report_epoch,
        report_progress,
        report_unreadable,
        report_warning,
    )
    from fastlabel_core.hookspecs import hookimpl
    from fastlabel_core.inputs import open_input
    from fastlabel_core.predictions import Predictions
    from fastlabel_core.query import Query, Strategy
    from fastlabel_core.report import Report
    from fastlabel_core.repository import Metadata, Repository, StoredModel
    from fastlabel_core.round import run_round

__version__ = "0.1.0"

__all__ = [
    "Failure",
    "FastlabelError",
    "InputError",
    "Metadata",
    "OptionError",
    "Predictions",
    "Query",
    "Report",
    "Repository",
    "StoredModel",
    "Strategy",
    "UsageError",
    "__version__",
    "hookimpl",
    "open_input",
    "report_epoch",
    "report_progress",
    "report_unreadable",
    "report_warning",
    "run_round",
]

_MODULE_OF = {
    "Failure": "errors",
    "FastlabelError": "errors",
    "InputError": "errors",
    "Metadata": "repository",
    "OptionError": "errors",
    "Predictions": "predictions",
    "Query": "query",
    "Report": "report",
    "Repository": "repository",
    "StoredModel": "repository",
    "Strategy": "query",
    "UsageError": "errors",
    "hookimpl": "hookspecs",
    "open_input": "inputs",
    "report_epoch": "events",
    "report_progress": "events",
    "report_unreadable": "events",
    "report_warning": "events",
    "run_round": "round",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
