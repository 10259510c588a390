"""N-grams, against a slow reference written from the definition, on any text."""

# ruff: noqa: RUF001 (letters of other scripts are meant)

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from fastlabel_text.ngrams import BUCKETS, MULTIPLIER, find_ngrams, normalise
from fastlabel_text.options import Reading
from fastlabel_text.words import Kind, kind_of
from hypothesis import given, settings
from hypothesis import strategies as st

SENTENCES = (
    "Why hasn't my  withdrawal shown?",
    "为什么我的转账失败了？",
    "ฉันต้องการยกเลิก",
    "नमस्ते दुनिया",
    "👍🏽 ok ❤️",
)
TEXTS = st.text(max_size=12) | st.text("ab é\u0301的ไก่👍\u200d", max_size=12)


def scramble(number: int) -> int:
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    number = (number ^ number >> 27) * 0x94D049BB133111EB % 2**64
    return number ^ number >> 31


def hash_of(units: Sequence[int]) -> int:
    return scramble(sum(unit * MULTIPLIER**place for place, unit in enumerate(units)) % 2**64)


def bucket_of(units: Sequence[int]) -> int:
    return hash_of(units) * BUCKETS // 2**64


def runs(units: Sequence[int], shortest: int, longest: int) -> Iterator[Sequence[int]]:
    for length in range(shortest, longest + 1):
        for start in range(len(units) - length + 1):
            yield units[start : start + length]


def words_of(text: str) -> list[str]:
    words: list[str] = []
    before = Kind.GAP
    for character in text:
        kind = kind_of(character)
        if kind == Kind.EXTENDING:
            if before != Kind.GAP:
                words[-1] += character
            continue
        if kind == Kind.SINGLE or (kind == Kind.JOINING and before != Kind.JOINING):
            words.append(character)
        elif kind == Kind.JOINING:
            words[-1] += character
        before = kind
    return words


def reference(text: str, reading: Reading) -> Counter[int]:
    text = normalise(text, reading.lowercase)
    words = [hash_of([ord(character) for character in word]) for word in words_of(text)]
    found = Counter(bucket_of(run) for run in runs(words, 1, reading.word_ngrams))
    for chunk in text.split():
        characters = [ord(character) for character in f" {chunk} "]
        found.update(bucket_of(run) for run in runs(characters, 2, reading.char_ngrams))
    return found


def counted(texts: Sequence[str], reading: Reading) -> list[Counter[int]]:
    counts: list[Counter[int]] = [Counter() for _ in texts]
    ngrams = find_ngrams(texts, reading)
    for row, bucket in zip(ngrams.rows.tolist(), ngrams.buckets.tolist(), strict=True):
        counts[row][bucket] += 1
    return counts


@settings(deadline=None)
@given(
    st.lists(TEXTS, max_size=4),
    st.integers(0, 3),
    st.integers(2, 6),
    st.booleans(),
)
def test_ngrams_are_those_of_the_definition(
    texts: list[str], word_ngrams: int, char_ngrams: int, lowercase: bool
) -> None:
    reading = Reading(lowercase=lowercase, word_ngrams=word_ngrams, char_ngrams=char_ngrams)
    assert counted(texts, reading) == [reference(text, reading) for text in texts]


def test_half_a_surrogate_pair_is_a_character_too() -> None:
    assert counted(["a\ud800b"], Reading()) == [reference("a\ud800b", Reading())]


@pytest.mark.parametrize("reading", [Reading(), Reading(word_ngrams=0), Reading(char_ngrams=0)])
def test_ngrams_of_real_sentences(reading: Reading) -> None:
    expected = [reference(text, reading) for text in SENTENCES]
    assert counted(SENTENCES, reading) == expected
    assert all(expected)


def test_ngrams_of_a_text_by_hand() -> None:
    reading = Reading(word_ngrams=2, char_ngrams=3)
    a, b = (hash_of([ord(word)]) for word in "ab")
    words = [[a], [b], [a, b]]
    characters = [" a", "a ", " b", "b ", " a ", " b "]
    expected = Counter(
        bucket_of(run)
        for run in [*words, *([ord(character) for character in run] for run in characters)]
    )
    assert counted(["A  b"], reading) == [expected]


@pytest.mark.parametrize(
    ("text", "lowercase", "expected"),
    [
        ("Straße", True, "strasse"),
        ("Straße", False, "Straße"),
        ("cafe\u0301", True, "café"),
        ("ＡＴＭ　１２", True, "atm 12"),
        ("ﬁne ㎒", True, "fine mhz"),
        ("ｶﾞ", True, "ガ"),
        ("  a\u00a0\n\tb ", True, "a b"),
        ("", True, ""),
    ],
)
def test_normalise_drops_what_does_not_matter(text: str, lowercase: bool, expected: str) -> None:
    assert normalise(text, lowercase) == expected
