"""The options that the plugin is checked with."""

import pytest


def test_options(check, words, only):
    given = []

    def sees(subject):
        """It sees its options."""
        given.append(subject.options)
        assert subject.completed_options().weight == 3

    only(sees)
    assert check("words", "--option", "weight=3")[0] == 0
    assert given == [{"weight": 3}]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("weight", "--option 'weight' is not NAME=VALUE, such as --option epochs=5"),
        ("weigth=1", "plugin 'words' (acme-words 1.0) has no option 'weigth'. Did you mean "
         "'weight'?\n  fastlabel plugins words lists its options"),
    ],
)  # fmt: skip
def test_options_that_can_not_be(check, words, option, message):
    assert check("words", "--option", option) == (2, "", f"error: {message}\n")


def test_default_options_may_be_slow(check, words, only, is_kept):
    only(is_kept)
    assert check("words")[2] == (
        "plugin 'words' (acme-words 1.0) trains with its default options; if that is slow, give "
        "quicker ones: --option NAME=VALUE. `fastlabel plugins words` lists them.\n"
    )
    assert check("words", "--option", "weight=2")[2] == ""


def test_a_plugin_without_options_is_as_quick_as_it_is(
    check, install_plugin, only, words_source, is_kept
):
    only(is_kept)
    source = words_source.replace("Options", "Choices").replace(", options", "")
    install_plugin("words", source.replace("options.weight", "1"), attribute="Words")
    assert check("words")[::2] == (0, "")
