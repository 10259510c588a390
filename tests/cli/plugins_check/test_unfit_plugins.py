"""Plugins that can't be checked at all."""


def test_a_plugin_that_is_not_there(check, words):
    assert check("word") == (
        2, "", "error: no model plugin named 'word'; installed: words (acme-words 1.0). Did you "
        "mean 'words'?\n"
    )  # fmt: skip


def test_a_plugin_that_can_not_be_imported(check, install_plugin):
    install_plugin("words")
    assert check("words") == (
        1, "", "error: plugin 'words' (acme-words 1.0) could not be imported: RuntimeError: "
        "imported\n"
    )  # fmt: skip


def test_a_plugin_that_does_not_keep_the_protocol(check, install_plugin, words_source):
    install_plugin(
        "words", words_source.replace("def save_model", "def store_model"), attribute="Words"
    )
    assert check("words") == (
        1, "", "error: plugin 'words' (acme-words 1.0) does not keep the protocol: it does not "
        "implement: save_model. Did you mean 'store_model'?\n"
    )  # fmt: skip
