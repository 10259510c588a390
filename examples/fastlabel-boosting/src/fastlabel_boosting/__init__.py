"""The model plugin boosting of fastlabel."""

from fastlabel_boosting.model import BoostingModel

__all__ = ["BoostingModel"]
