"""The options, and the README's table of them."""

from pathlib import Path

import pytest
from fastlabel_text import TextModel, TextOptions
from pydantic import ValidationError

README = Path(__file__).parents[1] / "README.md"


def test_the_readme_lists_every_option_with_its_default() -> None:
    expected = [
        f"| `{name}` | {field.default} | {field.description} |"
        for name, field in TextOptions.model_fields.items()
    ]
    lines = README.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `")] == expected


def test_the_model_declares_its_options() -> None:
    assert TextModel.Options is TextOptions


def test_options_are_settled() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        TextOptions().epochs = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    "wrong",
    [
        {"lr": 0.1},
        {"epochs": 0},
        {"patience": 0},
        {"min_df": 0},
        {"max_features": 0},
        {"max_chars": 0},
        {"C": 0},
        {"C": "inf"},
        {"min_delta": -1},
        {"class_weight": "some"},
        {"random_seed": -1},
        {"word_ngrams": -1},
        {"char_ngrams": 21},
    ],
)
def test_values_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    (name,) = wrong
    with pytest.raises(ValidationError, match=name):
        TextOptions(**wrong)


@pytest.mark.parametrize("char_ngrams", [0, 1])
def test_some_features_must_be_left(char_ngrams: int) -> None:
    with pytest.raises(ValidationError) as caught:
        TextOptions(word_ngrams=0, char_ngrams=char_ngrams)
    message = "set word_ngrams to 1 or more, or char_ngrams to 2 or more"
    assert caught.value.errors()[0]["msg"] == f"Value error, {message}"
    TextOptions(word_ngrams=0, char_ngrams=2)
    TextOptions(word_ngrams=1, char_ngrams=char_ngrams)


def test_options_come_from_the_command_line_as_strings() -> None:
    options = TextOptions(epochs="3", lowercase="false", C="0.5")
    assert (options.epochs, options.lowercase, options.C) == (3, False, 0.5)
