"""Text classification for fastlabel, on TF-IDF of words and characters and a linear model."""

from fastlabel_text.model import TextModel
from fastlabel_text.options import TextOptions

__all__ = ["TextModel", "TextOptions"]
