"""A safe name for the folder of every label, from which the label can be had back."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.campaign.exports.class_folders import class_folders
from fastlabel_core.errors import UsageError

LABELS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
    unique=True,
    max_size=8,
)


@pytest.mark.parametrize(
    ("label", "folder"),
    [
        ("cat", "cat"),
        ("big cat.v2", "big cat.v2"),
        ("Löwe", "Löwe"),
        ("console", "console"),
        ("cats/dogs", "cats%2Fdogs"),
        ("../../etc", "%2E.%2F..%2Fetc"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        (".hidden", "%2Ehidden"),
        (" cat ", "%20cat%20"),
        ("cat.", "cat%2E"),
        ("100%", "100%25"),
        ('a\\b:c*d?e"f<g>h|i', "a%5Cb%3Ac%2Ad%3Fe%22f%3Cg%3Eh%7Ci"),
        ("two\nlines", "two%0Alines"),
        ("con", "%63on"),
        ("Aux.txt", "%41ux.txt"),
        ("LPT1", "%4CPT1"),
        ("COM10", "COM10"),
    ],
)
def test_the_name_of_a_folder(label, folder):
    assert class_folders([label]) == {label: folder}


def test_twins_but_for_case_and_for_how_a_letter_is_composed():
    assert class_folders(["Cat", "CAT", "cat", "\u00e9", "e\u0301"]) == {
        "Cat": "Cat",
        "CAT": "%43%41%54",
        "cat": "%63%61%74",
        "\u00e9": "\u00e9",
        "e\u0301": "%65%CC%81",
    }


def test_a_name_that_is_taken():
    assert class_folders(["classes.csv"], ["Classes.csv"]) == {
        "classes.csv": "%63%6C%61%73%73%65%73%2E%63%73%76"
    }


@given(LABELS)
def test_each_label_has_a_folder_of_its_own_inside_and_comes_back(labels):
    folders = class_folders(labels)
    assert list(folders) == labels
    assert [unquote(folder) for folder in folders.values()] == labels
    assert len({folder.casefold() for folder in folders.values()}) == len(labels)
    for folder in folders.values():
        assert Path("/root", folder).resolve().parent == Path("/root")


def test_a_label_of_as_many_bytes_as_a_folder_may_have():
    assert class_folders(["ä" * 127 + "b"]) == {"ä" * 127 + "b": "ä" * 127 + "b"}
    with pytest.raises(UsageError) as caught:
        class_folders(["ä" * 128])
    assert str(caught.value) == (
        f"the label '{'ä' * 40}'... is too long for the name of a folder, which has at most 255 "
        "bytes; export in another format"
    )
