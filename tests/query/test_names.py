import pytest

from fastlabel_core.errors import StrategyError
from fastlabel_core.query import STRATEGIES, Strategy, find_strategy


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EntropySampling", "EntropySampling"),
        ("entropysampling", "EntropySampling"),
        ("LEASTCONFIDENCE", "LeastConfidence"),
        ("marginSampling", "MarginSampling"),
        ("RandomSampling", "RandomSampling"),
    ],
)
def test_names_are_found_without_regard_to_case(name, expected):
    assert find_strategy(name, STRATEGIES).name == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("LeastConfident", " Did you mean 'LeastConfidence'?"),
        ("entropysamplign", " Did you mean 'EntropySampling'?"),
        ("BALD", ""),
        ("", ""),
    ],
)
def test_an_unknown_name(name, hint):
    with pytest.raises(StrategyError) as raised:
        find_strategy(name, reversed(STRATEGIES))
    assert str(raised.value) == (
        f"no strategy named {name!r}; there are: EntropySampling, LeastConfidence, MarginSampling, "
        f"RandomSampling.{hint}"
    )


def test_a_name_that_two_share():
    mine = Strategy("marginsampling", STRATEGIES[0].select)
    with pytest.raises(StrategyError) as raised:
        find_strategy("MarginSampling", [*STRATEGIES, mine])
    assert str(raised.value) == (
        "two strategies are named 'MarginSampling'; switch off the extension that adds one of "
        "them: --disable NAME"
    )
    assert find_strategy("LeastConfidence", [*STRATEGIES, mine]).name == "LeastConfidence"
