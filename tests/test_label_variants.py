"""Which labels differ only in case or blanks."""

import pytest

from fastlabel_core.label_variants import label_variants


@pytest.mark.parametrize(
    ("labels", "variants"),
    [
        (["cat", "dog", "cat"], []),
        (["cat", "Cat", "cat", "CAT"], [("cat", "Cat", "CAT")]),
        (["cat", " cat", "cat ", "\u3000cat\t"], [("cat", " cat", "cat ", "\u3000cat\t")]),
        (["red fox", "red  fox", "Red Fox "], [("red fox", "red  fox", "Red Fox ")]),
        (["STRASSE", "straße"], [("STRASSE", "straße")]),
        (["dog ", "cat", "Cat", "dog"], [("dog ", "dog"), ("cat", "Cat")]),
        # A blank between letters tells two names apart, as a hyphen does.
        (["red fox", "redfox", "red-fox"], []),
        (["cat", "cats", "1", "1.0", "01"], []),
        ([], []),
    ],
)
def test_variants(labels, variants):
    assert label_variants(labels) == variants
