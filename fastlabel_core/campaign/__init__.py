"""The campaign: rounds with persons in between, until they are satisfied.

State lives in one folder. Labels are an append-only log: who said what, when, in which round, and
whether the model's suggestion was shown. Nothing is ever changed or deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core.lazy import lazy_exports

if TYPE_CHECKING:
    from fastlabel_core.campaign.answering import Answered
    from fastlabel_core.campaign.asking import HardExample
    from fastlabel_core.campaign.campaign import Campaign
    from fastlabel_core.campaign.data_set import Sample
    from fastlabel_core.campaign.exports import Exported
    from fastlabel_core.campaign.finishing import Finished
    from fastlabel_core.campaign.history import Entry
    from fastlabel_core.campaign.label_counts import LabelCounts
    from fastlabel_core.campaign.log import Step
    from fastlabel_core.campaign.schema import StepKind
    from fastlabel_core.campaign.settings import Settings
    from fastlabel_core.campaign.state import EndReason
    from fastlabel_core.campaign.status import Accuracy, RoundStatus, Status
    from fastlabel_core.campaign.stopping import Criteria

__all__ = [
    "Accuracy",
    "Answered",
    "Campaign",
    "Criteria",
    "EndReason",
    "Entry",
    "Exported",
    "Finished",
    "HardExample",
    "LabelCounts",
    "RoundStatus",
    "Sample",
    "Settings",
    "Status",
    "Step",
    "StepKind",
]

_MODULE_OF = {
    "Accuracy": "status",
    "Answered": "answering",
    "Campaign": "campaign",
    "Criteria": "stopping",
    "EndReason": "state",
    "Entry": "history",
    "Exported": "exports",
    "Finished": "finishing",
    "HardExample": "asking",
    "LabelCounts": "label_counts",
    "RoundStatus": "status",
    "Sample": "data_set",
    "Settings": "settings",
    "Status": "status",
    "Step": "log",
    "StepKind": "schema",
}

__getattr__ = lazy_exports(__name__, _MODULE_OF)
