"""Where words begin and end, in any script."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SCRIPTS_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


class Kind(IntEnum):
    """What a character is to the words around it."""

    GAP = 0
    """Belongs to no word: white space, punctuation, controls."""
    JOINING = 1
    """Makes up a word together with its neighbours: letters, digits, the underscore."""
    SINGLE = 2
    """Is a word by itself: symbols, emoji, letters of scripts that put no spaces between words."""
    EXTENDING = 3
    """Belongs to the character before: combining marks, joiners, variation selectors."""


class Words(NamedTuple):
    """The words of a run of characters.

    Parameters
    ----------
    characters : ndarray of int64, shape (c,)
        The positions of the characters that belong to words, ascending.
    starts : ndarray of int64, shape (w,)
        For each word, the index in `characters` of its first one.
    """

    characters: NDArray[np.int64]
    starts: NDArray[np.int64]


def kind_of(character: str) -> Kind:
    """Return the `Kind` of a character, from its Unicode category and name."""
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":
        return Kind.EXTENDING
    if category[0] == "S":
        return Kind.SINGLE
    if category[0] in "LN" or category == "Pc":
        name = unicodedata.name(character, "")
        return Kind.SINGLE if name.startswith(_SCRIPTS_WITHOUT_SPACES) else Kind.JOINING
    return Kind.GAP


def find_words(codes: NDArray[np.uint32]) -> Words:
    """Find the words in a run of characters.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
        Code points.
    """
    kinds = _kinds(codes)
    extends = kinds == Kind.EXTENDING
    kinds = kinds[_latest(~extends)]
    follows_joining = np.roll(kinds, 1) == Kind.JOINING
    follows_joining[:1] = False
    begins = ~extends & ((kinds == Kind.SINGLE) | ((kinds == Kind.JOINING) & ~follows_joining))
    characters = np.flatnonzero((kinds == Kind.JOINING) | (kinds == Kind.SINGLE))
    return Words(characters, np.flatnonzero(begins[characters]))


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the kind of every character; each different one is looked up once."""
    present = np.flatnonzero(np.bincount(codes))
    kinds = np.zeros(int(codes.max(initial=0)) + 1, np.uint8)
    kinds[present] = [kind_of(chr(code)) for code in present]
    return kinds[codes]


def _latest(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for every position the last marked one up to it, or 0."""
    return np.maximum.accumulate(np.where(marked, np.arange(len(marked)), 0))
