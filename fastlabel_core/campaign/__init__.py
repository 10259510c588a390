"""The campaign: rounds with persons in between, until they are satisfied.

State lives in one folder. Labels are an append-only log: who said what, when, in which round, and
whether the model's suggestion was shown. Nothing is ever changed or deleted.
"""

from fastlabel_core.campaign.answering import Answered
from fastlabel_core.campaign.asking import HardExample
from fastlabel_core.campaign.campaign import Campaign
from fastlabel_core.campaign.data_set import Sample
from fastlabel_core.campaign.finishing import Finished
from fastlabel_core.campaign.history import Entry
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
    "Finished",
    "HardExample",
    "RoundStatus",
    "Sample",
    "Settings",
    "Status",
    "Step",
    "StepKind",
]
