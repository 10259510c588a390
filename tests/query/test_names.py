import pytest

from fastlabel_core.errors import StrategyError
from fastlabel_core.query import STRATEGIES, Strategy, find_strategy
from fastlabel_core.query.random import select_at_random


def named(name, *aliases):
    return Strategy(name=name, select=select_at_random, aliases=aliases)


KNOWN = [named("MarginSampling"), named("CoreSet", "KCenter", "k-center"), named("BALD")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MarginSampling", "MarginSampling"),
        ("marginsampling", "MarginSampling"),
        ("MARGINSAMPLING", "MarginSampling"),
        ("coreSet", "CoreSet"),
        ("KCenter", "CoreSet"),
        ("kcenter", "CoreSet"),
        ("K-CENTER", "CoreSet"),
    ],
)
def test_names_and_aliases_are_found_without_regard_to_case(name, expected):
    assert find_strategy(name, KNOWN).name == expected


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)
def test_every_strategy_is_found_by_all_its_names(strategy):
    for name in (strategy.name, *strategy.aliases):
        assert find_strategy(name.upper(), STRATEGIES) is strategy


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("MarginSamplign", " Did you mean 'MarginSampling'?"),
        ("coresett", " Did you mean 'CoreSet'?"),
        ("k-centre", " Did you mean 'k-center'?"),
        ("Herding", ""),
        ("", ""),
    ],
)
def test_an_unknown_name(name, hint):
    with pytest.raises(StrategyError) as raised:
        find_strategy(name, reversed(KNOWN))
    assert str(raised.value) == (
        f"no strategy named {name!r}; there are: BALD, CoreSet, MarginSampling.{hint}"
    )


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_goes_before_the_alias_of_another(order):
    first = named("AnyName", "bald")
    assert find_strategy("BALD", [first, *KNOWN][::order]).name == "BALD"
