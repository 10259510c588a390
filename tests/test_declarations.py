"""What a model class declares besides its methods."""

import pytest

from fastlabel_core.declarations import gives, input_columns
from fastlabel_core.errors import PluginProtocolError
from fastlabel_core.registration import check_model


def declaring(toy_class, **declared):
    return type("Declaring", (toy_class,), declared)


def test_nothing_declared(toy_plugin, toy_class):
    check_model(toy_plugin, toy_class)
    assert (gives(toy_class), input_columns(toy_class)) == ((), ("path",))


@pytest.mark.parametrize(
    "given",
    [(), ("embeddings",), ("dropout",), ("embeddings", "dropout"), ["dropout", "embeddings"]],
)
def test_what_predict_can_give(toy_plugin, toy_class, given):
    check_model(toy_plugin, declaring(toy_class, gives=given))
    assert gives(declaring(toy_class, gives=given)) == tuple(given)


@pytest.mark.parametrize(
    "given",
    ["embeddings", ("embedding",), ("probabilities",), None, {"dropout": 3}, (["dropout"],)],
)
def test_what_predict_can_not_give(toy_plugin, toy_class, given):
    with pytest.raises(PluginProtocolError) as caught:
        check_model(toy_plugin, declaring(toy_class, gives=given))
    assert str(caught.value) == (
        f"plugin 'toy' (acme-toy 1.0) does not keep the protocol: its gives is {given!r}; give a "
        "tuple of 'embeddings' and 'dropout', or of one of them, such as ('embeddings',)"
    )


def test_every_wrong_declaration_is_told(toy_plugin, toy_class):
    with pytest.raises(PluginProtocolError) as caught:
        check_model(toy_plugin, declaring(toy_class, gives="x", input_columns="text"))
    assert str(caught.value).count("; give a tuple of ") == 2


@pytest.mark.parametrize("columns", [("text", "path"), ["text", "path"]])
def test_input_columns(toy_class, columns):
    assert input_columns(declaring(toy_class, input_columns=columns)) == ("text", "path")
