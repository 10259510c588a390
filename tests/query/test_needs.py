import pytest
from pydantic import ValidationError

from fastlabel_core.predictions import Wanted
from fastlabel_core.query import DropoutOptions, Need, Strategy, StrategyOptions
from fastlabel_core.query.random import select_at_random


def strategy(*needs, options=StrategyOptions):
    return Strategy(name="S", select=select_at_random, needs=frozenset(needs), options=options)


@pytest.mark.parametrize(
    ("needs", "given", "expected"),
    [
        ([], {}, set()),
        ([], {"random_share": 0.5}, set()),
        ([], {"prefilter": 9}, {"probabilities"}),
        ([], {"balance": True}, {"probabilities"}),
        ([], {"duplicate_similarity": 0.9}, {"embeddings"}),
        ([Need.PROBABILITIES], {"duplicate_similarity": 0.9}, {"probabilities", "embeddings"}),
        ([Need.EMBEDDINGS], {"balance": True}, {"probabilities", "embeddings"}),
        ([Need.DROPOUT], {"prefilter": 2}, {"probabilities", "dropout"}),
    ],
)
def test_what_options_need_besides(needs, given, expected):
    assert strategy(*needs).needs_with(StrategyOptions(**given)) == expected


@pytest.mark.parametrize(
    ("needs", "given", "expected"),
    [
        ([], {}, Wanted()),
        ([Need.PROBABILITIES], {}, Wanted()),
        ([Need.EMBEDDINGS], {}, Wanted(embeddings=True)),
        ([], {"duplicate_similarity": 0.9}, Wanted(embeddings=True)),
    ],
)
def test_what_to_ask_the_model_for(needs, given, expected):
    assert strategy(*needs).wanted(StrategyOptions(**given)) == expected


@pytest.mark.parametrize(
    ("needs", "given", "expected"),
    [
        ([Need.DROPOUT], {}, Wanted(False, 20, 0.5)),
        ([Need.DROPOUT], {"dropout_passes": 3, "dropout_rate": 0.1}, Wanted(False, 3, 0.1)),
        ([Need.DROPOUT], {"duplicate_similarity": 0.9}, Wanted(True, 20, 0.5)),
    ],
)
def test_which_passes_to_ask_the_model_for(needs, given, expected):
    dropout = strategy(*needs, options=DropoutOptions)
    assert dropout.wanted(DropoutOptions(**given)) == expected


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("prefilter", 0),
        ("prefilter", -1),
        ("prefilter", 1.5),
        ("random_share", -0.01),
        ("random_share", 1.01),
        ("random_share", float("nan")),
        ("duplicate_similarity", 0),
        ("duplicate_similarity", 1.01),
        ("duplicate_similarity", float("nan")),
        ("dropout_passes", 0),
        ("dropout_rate", 0),
        ("dropout_rate", 1),
        ("dropout_rate", float("nan")),
        ("balance", "perhaps"),
    ],
)
def test_values_that_are_refused(option, value):
    with pytest.raises(ValidationError) as raised:
        DropoutOptions(**{option: value})
    assert [error["loc"] for error in raised.value.errors()] == [(option,)]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("prefilter", 1),
        ("random_share", 0),
        ("random_share", 1),
        ("duplicate_similarity", 1),
        ("dropout_passes", 1),
        ("dropout_rate", 0.99),
    ],
)
def test_values_at_the_brink(option, value):
    assert getattr(DropoutOptions(**{option: value}), option) == value


def test_nothing_is_put_around_a_strategy_unless_asked_for():
    assert StrategyOptions().model_dump() == {
        "prefilter": None,
        "balance": False,
        "random_share": 0.0,
        "duplicate_similarity": None,
    }
