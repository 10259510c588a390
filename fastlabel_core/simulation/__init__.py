"""Simulations: campaigns on labels that are known, to choose a strategy before paying for labels.

Each strategy plays a campaign of its own for every seed, with the truth as the annotator; chance is
always among them.
"""

from fastlabel_core.simulation.comparison import AtBudget, StrategySummary
from fastlabel_core.simulation.interval import Interval
from fastlabel_core.simulation.known_samples import Sources
from fastlabel_core.simulation.plan import ChosenStrategy, Plan
from fastlabel_core.simulation.simulating import Failed, Simulated, simulate

__all__ = [
    "AtBudget",
    "ChosenStrategy",
    "Failed",
    "Interval",
    "Plan",
    "Simulated",
    "Sources",
    "StrategySummary",
    "simulate",
]
