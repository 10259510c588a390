"""Words, in sentences of several scripts, cut by hand."""

# ruff: noqa: RUF001 (letters of other scripts are meant)

from itertools import pairwise

import numpy as np
import pytest
from fastlabel_text.words import Kind, find_words, kind_of


def words_of(text: str) -> list[str]:
    words = find_words(np.array([ord(character) for character in text], np.uint32))
    bounds = pairwise([*words.starts, len(words.characters)])
    return ["".join(text[place] for place in words.characters[start:end]) for start, end in bounds]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't pay 25€ to foo_bar!", ["Don", "t", "pay", "25", "€", "to", "foo_bar"]),
        ("Größe à la carte", ["Größe", "à", "la", "carte"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
        ("Где мой перевод?", ["Где", "мой", "перевод"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("مَرْحَبًا بالعالم", ["مَرْحَبًا", "بالعالم"]),
        ("می\u200cخواهم بروم", ["می\u200cخواهم", "بروم"]),
        ("카드를 취소", ["카드를", "취소"]),
        ("取消转账。为什么", ["取", "消", "转", "账", "为", "什", "么"]),
        ("カードを止めて", ["カ", "ー", "ド", "を", "止", "め", "て"]),
        ("ต้องการ", ["ต้", "อ", "ง", "ก", "า", "ร"]),
        ("用ATM取款", ["用", "ATM", "取", "款"]),
        ("ok👍🏽❤\ufe0f👩\u200d💻", ["ok", "👍", "🏽", "❤\ufe0f", "👩\u200d", "💻"]),
        ("\u0301a \u0301 b", ["a", "b"]),
        (" ?!\t\n", []),
        ("", []),
    ],
)
def test_words_are_cut_where_each_script_cuts_them(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("a", Kind.JOINING),
        ("٣", Kind.JOINING),
        ("_", Kind.JOINING),
        ("한", Kind.JOINING),
        ("漢", Kind.SINGLE),
        ("ไ", Kind.SINGLE),
        ("ລ", Kind.SINGLE),
        ("ក", Kind.SINGLE),
        ("က", Kind.SINGLE),
        ("€", Kind.SINGLE),
        ("\u0301", Kind.EXTENDING),
        ("\u200d", Kind.EXTENDING),
        (" ", Kind.GAP),
        ("。", Kind.GAP),
        ("\0", Kind.GAP),
        ("\ud800", Kind.GAP),
    ],
)
def test_every_character_has_a_kind(character: str, kind: Kind) -> None:
    assert kind_of(character) == kind
