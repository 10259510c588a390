"""Which strategies a model can serve, and the options that a strategy takes."""

import pytest
from pydantic import Field

from fastlabel_core import DropoutOptions, Need, Strategy, StrategyOptions
from fastlabel_core.errors import OptionError, StrategyError
from fastlabel_core.strategy_choice import choose_strategy, refuse_without_labels

TOY = "plugin 'toy' (acme-toy 1.0)"


class Numbered(StrategyOptions):
    neighbours: int = Field(ge=1)


def strategy(name, *needs, options=StrategyOptions):
    return Strategy(name=name, select=print, needs=frozenset(map(Need, needs)), options=options)


STRATEGIES = (
    strategy("Sure", "probabilities"),
    strategy("Far", "embeddings"),
    strategy("Both", "embeddings", "probabilities"),
    strategy("Passes", "dropout", options=DropoutOptions),
    strategy("All", "dropout", "embeddings", options=Numbered),
    strategy("Any"),
)


@pytest.fixture
def choose(toy_plugin, toy_class):
    """Return a function that chooses for a model that gives this and declares that."""

    def choose_for(name, gives=(), declared=None, **options):
        model_class = type("Toy", (toy_class,), {"gives": gives, **(declared or {})})
        return choose_strategy(name, options, toy_plugin, model_class, STRATEGIES)

    return choose_for


@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("Sure", ()),
        ("Any", ()),
        ("Far", ("embeddings",)),
        ("Both", ("dropout", "embeddings")),
        ("Passes", ("dropout",)),
    ],
)
def test_what_the_model_gives_is_enough(choose, name, gives):
    chosen, options = choose(name.upper(), gives)
    assert chosen == name
    assert isinstance(options, StrategyOptions)


@pytest.mark.parametrize(
    ("name", "gives", "missing", "served"),
    [
        ("far", (), "embeddings", "Any, Sure"),
        ("Both", ("dropout",), "embeddings", "Any, Passes, Sure"),
        ("Passes", ("embeddings",), "dropout", "Any, Both, Far, Sure"),
    ],
)
def test_what_the_model_gives_is_not_enough(choose, name, gives, missing, served):
    with pytest.raises(StrategyError) as caught:
        choose(name, gives)
    assert str(caught.value) == (
        f"strategy {name.title()!r} needs {missing}, which {TOY} does not give; strategies that "
        f"work with it: {served}"
    )


def test_two_things_are_missing(choose):
    with pytest.raises(StrategyError) as caught:
        choose("All", neighbours=3, random_share=0.5)
    assert str(caught.value).startswith(f"strategy 'All' needs dropout and embeddings, which {TOY}")


def test_an_option_needs_more(choose):
    with pytest.raises(StrategyError) as caught:
        choose("Sure", duplicate_similarity=0.9)
    assert str(caught.value) == (
        f"strategy 'Sure' with duplicate_similarity=0.9 needs embeddings, which {TOY} does not "
        "give; strategies that work with it: Any, Sure"
    )
    _, options = choose("Sure", ("embeddings",), duplicate_similarity=0.9)
    assert options.duplicate_similarity == 0.9


def test_options_are_completed(choose):
    given = {"neighbours": "7", "balance": True}
    _, options = choose("All", ("embeddings", "dropout"), **given)
    assert options == Numbered(neighbours=7, balance=True)
    assert given == {"neighbours": "7", "balance": True}


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("Sure", {"random_shares": 1}, "strategy 'Sure' has no option 'random_shares'. Did you "
         "mean 'random_share'?\n  fastlabel strategies Sure lists its options"),
        ("sure", {"zzz": 1}, "strategy 'Sure' has no option 'zzz'.\n"
         "  fastlabel strategies Sure lists its options"),
        ("Sure", {"random_share": 2, "prefilter": 0}, "strategy 'Sure': option prefilter=0: Input "
         "should be greater than or equal to 1\n"
         "  option random_share=2: Input should be less than or equal to 1"),
        ("All", {}, "strategy 'All': option neighbours is required: "
         "--strategy-option neighbours=VALUE"),
    ],
)  # fmt: skip
def test_options_that_can_not_be(choose, name, given, message):
    with pytest.raises(OptionError) as caught:
        choose(name, ("embeddings", "dropout"), **given)
    assert str(caught.value) == message


def test_a_model_that_chooses_by_itself_gets_the_dict_as_it_is(choose):
    given = {"anything": [1]}
    own = {"query_hard_example": lambda self, df_img: df_img}
    assert choose("by hand", declared=own, **given) == ("by hand", given)


def without_labels(toy_plugin, toy_class, name, gives, options):
    model_class = type("Toy", (toy_class,), {"gives": gives})
    arguments = toy_plugin, model_class, STRATEGIES
    refuse_without_labels(name, options, *arguments, "labels.csv is missing")


@pytest.mark.parametrize(
    ("name", "gives"), [("Any", ()), ("Far", ("embeddings",)), ("Any", ("dropout", "embeddings"))]
)
def test_no_labels_are_needed(toy_plugin, toy_class, name, gives):
    without_labels(toy_plugin, toy_class, name, gives, StrategyOptions())


@pytest.mark.parametrize(
    ("name", "gives", "options", "described", "served"),
    [
        ("Sure", ("embeddings",), {}, "'Sure' needs probabilities", "Any, Far"),
        ("Both", ("embeddings",), {}, "'Both' needs probabilities", "Any, Far"),
        ("Passes", ("dropout",), {}, "'Passes' needs dropout", "Any"),
        ("Any", (), {"prefilter": 9}, "'Any' with prefilter=9 needs probabilities", "Any"),
    ],
)
def test_labels_are_needed(toy_plugin, toy_class, name, gives, options, described, served):
    with pytest.raises(StrategyError) as caught:
        without_labels(toy_plugin, toy_class, name, gives, StrategyOptions(**options))
    assert str(caught.value) == (
        f"there are no labels (labels.csv is missing), and strategy {described} of a trained "
        "model; write labels, give a model to go on from (--model), or choose a strategy that "
        f"works without: {served}"
    )
