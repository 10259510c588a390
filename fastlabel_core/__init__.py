"""fastlabel: label a data set in rounds, and ask a person only about the hard examples.

What stands in ``__all__`` is the public interface, for callers and for plugins. It is imported on
first use, so that listing plugins costs no import of pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core.lazy import lazy_exports

if TYPE_CHECKING:
    from fastlabel_core.errors import Failure, FastlabelError, InputError, OptionError, UsageError
    from fastlabel_core.events import (
        Approximated,
        EpochEnded,
        Event,
        Progress,
        SampleUnreadable,
        StepEnded,
        StepStarted,
        Warned,
        report_approximation,
        report_epoch,
        report_progress,
        report_unreadable,
        report_warning,
    )
    from fastlabel_core.hookspecs import hookimpl
    from fastlabel_core.inputs import open_input
    from fastlabel_core.predictions import Predictions, Wanted
    from fastlabel_core.query import (
        Candidates,
        DropoutOptions,
        Labelled,
        Need,
        Query,
        Strategy,
        StrategyOptions,
    )
    from fastlabel_core.report import Report
    from fastlabel_core.repository import LocalRepository, Metadata, Repository, StoredModel
    from fastlabel_core.round import run_round

__version__ = "0.1.0"

__all__ = [
    "Approximated",
    "Candidates",
    "DropoutOptions",
    "EpochEnded",
    "Event",
    "Failure",
    "FastlabelError",
    "InputError",
    "Labelled",
    "LocalRepository",
    "Metadata",
    "Need",
    "OptionError",
    "Predictions",
    "Progress",
    "Query",
    "Report",
    "Repository",
    "SampleUnreadable",
    "StepEnded",
    "StepStarted",
    "StoredModel",
    "Strategy",
    "StrategyOptions",
    "UsageError",
    "Wanted",
    "Warned",
    "__version__",
    "hookimpl",
    "open_input",
    "report_approximation",
    "report_epoch",
    "report_progress",
    "report_unreadable",
    "report_warning",
    "run_round",
]

_MODULE_OF = {
    "Approximated": "events",
    "Candidates": "query",
    "DropoutOptions": "query",
    "EpochEnded": "events",
    "Event": "events",
    "Failure": "errors",
    "FastlabelError": "errors",
    "InputError": "errors",
    "Labelled": "query",
    "LocalRepository": "repository",
    "Metadata": "repository",
    "Need": "query",
    "OptionError": "errors",
    "Predictions": "predictions",
    "Progress": "events",
    "Query": "query",
    "Report": "report",
    "Repository": "repository",
    "SampleUnreadable": "events",
    "StepEnded": "events",
    "StepStarted": "events",
    "StoredModel": "repository",
    "Strategy": "query",
    "StrategyOptions": "query",
    "UsageError": "errors",
    "Wanted": "predictions",
    "Warned": "events",
    "hookimpl": "hookspecs",
    "open_input": "inputs",
    "report_approximation": "events",
    "report_epoch": "events",
    "report_progress": "events",
    "report_unreadable": "events",
    "report_warning": "events",
    "run_round": "round",
}

__getattr__ = lazy_exports(__name__, _MODULE_OF)
