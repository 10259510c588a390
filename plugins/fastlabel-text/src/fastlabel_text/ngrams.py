"""The n-grams of texts, as numbers.

An n-gram is known by its hash alone, one of `BUCKETS` numbers, so all of them are found with a few
passes of numpy over the code points of many texts at once. A run of units ``u[0..n-1]``, which are
the code points of characters or the hashes of words, has the hash::

    scramble(sum(u[j] * MULTIPLIER**j for j in range(n)))        modulo 2**64

whose upper bits are the bucket. `scramble` is the finaliser of SplitMix64 (Steele, Lea and Flood:
Fast splittable pseudorandom number generators, OOPSLA 2014).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fastlabel_text.options import SHORTEST_CHAR_NGRAM, Reading
from fastlabel_text.words import find_words

BUCKET_BITS = 22
BUCKETS = 2**BUCKET_BITS
MULTIPLIER = 0x5851F42D4C957F2D

_SEPARATOR = "\n"


class NGrams(NamedTuple):
    """The n-grams of texts, one entry for each occurrence, in no particular order.

    Parameters
    ----------
    rows : ndarray of int32, shape (m,)
        Which text.
    buckets : ndarray of int32, shape (m,)
        Which n-gram, from 0 to below `BUCKETS`.
    """

    rows: NDArray[np.int32]
    buckets: NDArray[np.int32]


def normalise(text: str, lowercase: bool) -> str:
    """Return a text without differences that don't matter.

    Compatibility forms (NFKC: full width, ligatures, composed accents) and white space become one,
    and so does case (Unicode case folding), if asked.
    """
    text = unicodedata.normalize("NFKC", text)
    if lowercase:
        text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.split())


def find_ngrams(texts: Sequence[str], reading: Reading) -> NGrams:
    """Find the n-grams of words and of characters.

    A word n-gram is a run of up to ``reading.word_ngrams`` words of a text, see `find_words`. A
    character n-gram is a run of 2 to ``reading.char_ngrams`` characters of what stands between
    white space, with one space before and one behind.
    """
    codes = _code_points([normalise(text, reading.lowercase) for text in texts])
    rows = (np.cumsum(codes == ord(_SEPARATOR)) - 1).astype(np.int32)
    found = [*_char_ngrams(codes, rows, reading), *_word_ngrams(codes, rows, reading)]
    nothing = np.zeros(0, np.int32)
    return NGrams(
        np.concatenate([nothing, *(ngrams.rows for ngrams in found)]),
        np.concatenate([nothing, *(ngrams.buckets for ngrams in found)]),
    )


def _code_points(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Return the code points of all texts, with a separator before and behind each."""
    joined = _SEPARATOR + "".join(text + _SEPARATOR for text in texts)
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _char_ngrams(
    codes: NDArray[np.uint32], rows: NDArray[np.int32], reading: Reading
) -> Iterator[NGrams]:
    space = (codes == ord(" ")) | (codes == ord(_SEPARATOR))
    spaces_before = np.concatenate([[0], np.cumsum(space)])
    units = np.where(space, ord(" "), codes).astype(np.uint64)
    for length, hashes in _hash_runs(units, reading.char_ngrams):
        if length < SHORTEST_CHAR_NGRAM:
            continue
        first = np.arange(len(hashes))
        spaces = spaces_before[first + length] - spaces_before[first]
        spaces_inside = spaces_before[first + length - 1] - spaces_before[first + 1]
        starts = np.flatnonzero((spaces_inside == 0) & (spaces < length))
        yield NGrams(rows[starts], _buckets(hashes[starts]))


def _word_ngrams(
    codes: NDArray[np.uint32], rows: NDArray[np.int32], reading: Reading
) -> Iterator[NGrams]:
    words = find_words(codes)
    if len(words.starts) == 0:
        return
    rows = rows[words.characters[words.starts]]
    units = _scramble(_hash_words(codes[words.characters], words.starts))
    for length, hashes in _hash_runs(units, reading.word_ngrams):
        starts = np.flatnonzero(rows[: len(hashes)] == rows[length - 1 :])
        yield NGrams(rows[starts], _buckets(hashes[starts]))


def _hash_runs(units: NDArray[np.uint64], longest: int) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """Yield each length, and the unscrambled hashes of all runs of so many units."""
    hashes = np.zeros(len(units) + 1, np.uint64)
    for length in range(1, min(longest, len(units)) + 1):
        hashes = hashes[:-1] + units[length - 1 :] * _powers(length)[-1]
        yield length, hashes


def _hash_words(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the unscrambled hash of each word."""
    lengths = np.diff(starts, append=len(codes))
    places = np.arange(len(codes)) - np.repeat(starts, lengths)
    powers = _powers(int(lengths.max()))
    return np.add.reduceat(codes.astype(np.uint64) * powers[places], starts)


def _powers(count: int) -> NDArray[np.uint64]:
    factors = np.full(count, MULTIPLIER, np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _buckets(hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    return (_scramble(hashes) >> np.uint64(64 - BUCKET_BITS)).astype(np.int32)


def _scramble(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
