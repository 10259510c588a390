"""Checking what a plugin's hooks return, and completing it."""

from fastlabel_core.results.metrics import checked_metrics
from fastlabel_core.results.predictions import checked_predictions
from fastlabel_core.results.query import checked_query
from fastlabel_core.results.split import Split, checked_split
from fastlabel_core.results.unsound import UnsoundResultError

__all__ = [
    "Split",
    "UnsoundResultError",
    "checked_metrics",
    "checked_predictions",
    "checked_query",
    "checked_split",
]
