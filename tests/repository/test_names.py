from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.errors import UsageError
from fastlabel_core.repository.names import (
    check_alias,
    check_model_name,
    find_other_case,
    is_alias,
    is_model_name,
    is_plain_path,
    is_version,
)


@pytest.mark.parametrize(
    "path",
    ["weights.safetensors", "a/b/c.json", "..a", "a..b", ".hidden", "犬.txt", "a b", "console"],
)
def test_plain_paths(path: str) -> None:
    assert is_plain_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "../x", "a/../b", "a/..", "/etc/passwd", "a//b", "a/", "./a",
        "a\\b", "..\\x", "C:x", "c:/x", "a:stream", "a*", "a?", 'a"', "a<b", "a>b", "a|b",
        "a\0b", "a\nb", "a\x7f", "a.", "a ", "con", "CON", "aux.txt", "nul .txt", "b/Lpt1.json",
        "com¹", "CONIN$", "\udcff",
    ],
)  # fmt: skip
def test_paths_that_lead_out_or_that_some_system_refuses(path: str) -> None:
    assert not is_plain_path(path)


@given(st.text(alphabet=st.sampled_from("ab./\\:~ "), max_size=12))
def test_a_plain_path_stays_below_its_folder(path: str) -> None:
    if is_plain_path(path):
        assert Path("/model") in Path("/model", path).parents
        assert ".." not in Path(path).parts
        assert PureWindowsPath("C:/model") in PureWindowsPath("C:/model", path).parents


@pytest.mark.parametrize("name", ["digits", "7", "A.b-c_d", "x" * 100, "con-1"])
def test_model_names(name: str) -> None:
    assert is_model_name(name)
    check_model_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".a",
        "-a",
        "_a",
        "a/b",
        "a\\b",
        "a@1",
        "a b",
        "é",
        "a\n",
        "a.",
        "x" * 101,
        "nul",
    ],
)
def test_names_that_no_model_can_have(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_model_name(name)
    assert str(raised.value) == (
        f"{name!r} can't be the name of a model: a name has up to 100 letters a-z, digits, '.', "
        "'_' and '-', begins with a letter or digit, doesn't end with '.', and is not one that "
        "Windows reserves, such as 'con'."
    )


@pytest.mark.parametrize("alias", ["production", "v3", "A.b-c_d"])
def test_aliases(alias: str) -> None:
    assert is_alias(alias)
    check_alias(alias)


@pytest.mark.parametrize(
    "alias", ["", "3", "3a", "03", "-1", "..", "a/b", "a@b", "٣", "a\n", "aux"]
)
def test_names_that_no_alias_can_have(alias: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_alias(alias)
    assert str(raised.value) == (
        f"{alias!r} can't be an alias: an alias has up to 100 letters a-z, digits, '.', '_' and "
        "'-', begins with a letter, doesn't end with '.', and is not one that Windows reserves, "
        "such as 'con'."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("10", True), ("999999999", True), ("0", False), ("01", False), ("-1", False),
     ("1.0", False), ("", False), ("٣", False), ("²", False), ("1\n", False), ("1" * 5000, False)],
)  # fmt: skip
def test_versions(text: str, expected: bool) -> None:
    assert is_version(text) is expected


def test_names_that_differ_in_case_alone() -> None:
    assert find_other_case("digits", ["digits", "dig", "DIGITS", "Digits"]) == "DIGITS"
    assert find_other_case("digits", ["digits", "digit"]) is None
    assert find_other_case("straße", ["STRASSE"]) == "STRASSE"
