"""A plugin's options: completed, typed, and refused by name."""

from pathlib import Path

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from fastlabel_core.errors import OptionError, PluginFailure, PluginProtocolError
from fastlabel_core.options import complete_options, declared_options, plain_options


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")

    epochs: int = Field(10, ge=1)
    lr: float = 0.1
    layers: list[int] = [1, 2]
    weights: Path | None = None
    random_seed: int = -1


class Aliased(BaseModel):
    rate: float = Field(0.1, alias="learning_rate")
    size: int = Field(8, validation_alias=AliasChoices("image_size", "size"))


class ByName(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    rate: float = Field(0.1, alias="learning_rate")


class Strict(BaseModel):
    low: int
    high: int = 3

    @model_validator(mode="after")
    def _in_order(self):
        if self.low > self.high:
            raise ValueError("low lies above high")
        return self

    @field_validator("high")
    @classmethod
    def _fails(cls, value):
        return 10 // value


def refusal(plugin, declared, given, error=OptionError):
    before = dict(given)
    with pytest.raises(error) as caught:
        complete_options(plugin, declared, given, 0)
    assert given == before
    return str(caught.value)


def test_completed_and_typed(toy_plugin):
    given = {"lr": "0.5", "weights": "w.bin", "layers": [3]}
    options = complete_options(toy_plugin, Options, given, 7)
    assert options == Options(lr=0.5, weights=Path("w.bin"), layers=[3], random_seed=7)
    assert (options.epochs, options.weights) == (10, Path("w.bin"))
    assert given == {"lr": "0.5", "weights": "w.bin", "layers": [3]}


@pytest.mark.parametrize(("given", "seed"), [({}, 7), ({"random_seed": 3}, 3)])
def test_the_round_s_seed(toy_plugin, given, seed):
    assert complete_options(toy_plugin, Options, given, 7).random_seed == seed


def test_no_seed_where_none_is_declared(toy_plugin):
    assert complete_options(toy_plugin, Aliased, {}, 7).model_dump() == {"rate": 0.1, "size": 8}


def test_without_a_declaration_any_dict_as_it_is(toy_plugin):
    given = {"anything": [1], "path": Path("x")}
    options = complete_options(toy_plugin, None, given, 7)
    assert options == given
    assert options is not given


@pytest.mark.parametrize(
    ("name", "guess"),
    [("epoch", " Did you mean 'epochs'?"), ("LR", " Did you mean 'lr'?"), ("zzz", ""), (3, "")],
)
def test_an_unknown_option(toy_plugin, name, guess):
    assert refusal(toy_plugin, Options, {"lr": 1, name: 3}) == (
        f"plugin 'toy' (acme-toy 1.0) has no option {name!r}.{guess}\n"
        "  fastlabel plugins toy lists its options"
    )


def test_every_bad_value_is_told(toy_plugin):
    assert refusal(toy_plugin, Options, {"epochs": 0, "lr": "fast", "layers": [1, "x"]}) == (
        "plugin 'toy' (acme-toy 1.0): "
        "option epochs=0: Input should be greater than or equal to 1\n"
        "  option lr='fast': Input should be a valid number, unable to parse string as a number\n"
        "  option layers.1='x': Input should be a valid integer, unable to parse string as an "
        "integer"
    )


def test_an_option_that_is_required(toy_plugin):
    assert refusal(toy_plugin, Strict, {}) == (
        "plugin 'toy' (acme-toy 1.0): option low is required: --option low=VALUE"
    )


def test_a_rule_between_two_options(toy_plugin):
    assert refusal(toy_plugin, Strict, {"low": 9, "high": 2}) == (
        "plugin 'toy' (acme-toy 1.0): Value error, low lies above high"
    )


def test_a_validator_that_fails(toy_plugin):
    assert refusal(toy_plugin, Strict, {"low": 1, "high": 0}, PluginFailure) == (
        "plugin 'toy' (acme-toy 1.0) failed in its Options: ZeroDivisionError: "
        "integer division or modulo by zero"
    )


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        (Aliased, {"learning_rate": 0.5, "image_size": 3}, {"rate": 0.5, "size": 3}),
        (Aliased, {"size": 4}, {"rate": 0.1, "size": 4}),
        (ByName, {"learning_rate": 0.5}, {"rate": 0.5}),
        (ByName, {"rate": 0.5}, {"rate": 0.5}),
    ],
)
def test_aliases(toy_plugin, declared, given, expected):
    assert complete_options(toy_plugin, declared, given, 0).model_dump() == expected


def test_a_name_that_pydantic_would_ignore_is_refused(toy_plugin):
    assert refusal(toy_plugin, Aliased, {"rate": 0.5}) == (
        "plugin 'toy' (acme-toy 1.0) has no option 'rate'.\n"
        "  fastlabel plugins toy lists its options"
    )


def test_declared(toy_plugin, toy_class):
    assert declared_options(toy_plugin, toy_class) is None
    assert declared_options(toy_plugin, type("Sub", (toy_class,), {"Options": Options})) is Options


@pytest.mark.parametrize("declared", [dict, {"lr": 1}, Options()])
def test_declared_as_something_else(toy_plugin, toy_class, declared):
    with pytest.raises(PluginProtocolError) as caught:
        declared_options(toy_plugin, type("Sub", (toy_class,), {"Options": declared}))
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0): its Options is not a pydantic model; "
        "derive it from pydantic.BaseModel"
    )


@pytest.mark.parametrize(
    ("options", "plain"),
    [
        (
            Options(weights="w"),
            {"epochs": 10, "lr": 0.1, "layers": [1, 2], "weights": "w", "random_seed": -1},
        ),
        (Aliased(learning_rate=2), {"rate": 2.0, "size": 8}),
        ({"a": Path("x"), "b": (1, None), "c": complex(1, 2)}, {"a": "x", "b": [1, None],
         "c": "1+2j"}),
    ],
)  # fmt: skip
def test_plain(options, plain):
    assert plain_options(options) == plain
