"""What is found in a page, and what is refused."""

from __future__ import annotations

import pytest

from .commands import Command, split_commands
from .listings import Fence, Listing, ListingError, read_fences, read_listings
from .output import matches


def test_a_fence_has_its_line_its_kind_and_its_content() -> None:
    markdown = (
        'Words\n\n```python title="src/a.py"\nx = 1\n\nif x:\n    y = "```"\n```\n\n'
        "~~~ text\nz\n~~~\n"
    )
    assert read_fences("a.md", markdown) == [
        Fence(3, 'python title="src/a.py"', 'x = 1\n\nif x:\n    y = "```"\n'),
        Fence(10, "text", "z\n"),
    ]


def test_a_fence_is_dedented() -> None:
    markdown = '=== "Linux"\n\n    ```console\n    ls \\\n      -l\n\n    pwd\n    ```\n'
    assert read_fences("a.md", markdown) == [Fence(3, "console", "ls \\\n  -l\n\npwd\n")]


def test_a_longer_fence_holds_a_shorter_one() -> None:
    markdown = "````text\n```console\nls\n```\n````\n"
    assert read_fences("a.md", markdown) == [Fence(1, "text", "```console\nls\n```\n")]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("\n```console\nls\n", "a.md:2: the fence is never closed"),
        ("```console\nls\n\n```text\na\n```\n", "a.md:1: the fence is never closed"),
        ("- ```console\n  ls\n  ```\n", "a.md:1: a fence must stand on a line of its own"),
        ("> ~~~\n", "a.md:1: a fence must stand on a line of its own"),
        ("  ```console\nls\n  ```\n", "a.md:2: indented less than its fence on line 1"),
        ("Words:\n\n    ls\n", "a.md:3: code by indentation; put it into a fence"),
        ("- item\n\nWords:\n\n    ls\n", "a.md:5: code by indentation; put it into a fence"),
    ],
)
def test_a_broken_fence_is_an_error(markdown: str, message: str) -> None:
    with pytest.raises(ListingError) as error:
        read_fences("a.md", markdown)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "holder", ["- item", "* item", "1. item", "!!! note", '??? note "b"', '=== "Linux"', "[^1]: a"]
)
def test_indented_words_of_a_list_or_an_admonition_are_no_code(holder: str) -> None:
    assert read_fences("a.md", f"{holder}\n\n    words\n\n    words\n") == []


def test_indented_words_that_go_on_a_paragraph_are_no_code() -> None:
    assert read_fences("a.md", "Words\n    that go on\n") == []


def test_a_listing_is_run_or_written_and_may_have_an_output() -> None:
    markdown = (
        "```console\nls\n```\nIt prints\n```text\na\n```\n"
        '```toml title="b/c.toml"\nd = 1\n```\n'
        "```python\nprint(1)\n```\n```text\n1\n```\n"
    )
    assert read_listings("a.md", markdown) == [
        Listing(1, "console", None, "ls\n", Fence(5, "text", "a\n")),
        Listing(8, "toml", "b/c.toml", "d = 1\n"),
        Listing(11, "python", None, "print(1)\n", Fence(14, "text", "1\n")),
    ]


KINDS = (
    'use one of console, python and text, or give a title="FILE" to one of csv, ini, json, python,'
    " toml, yaml"
)
OUTPUT_OF_NOTHING = (
    "a text block shows the output of the console or python block above it, and there is none; put"
    " it below one"
)
CONSOLE, TEXT = "```console\nls\n```\n", "```text\na\n```\n"


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("```\nls\n```\n", f"a.md:1: nothing can be done with a fence of ''; {KINDS}"),
        ("```bash\nls\n```\n", f"a.md:1: nothing can be done with a fence of 'bash'; {KINDS}"),
        ("```toml\n```\n", f"a.md:1: nothing can be done with a fence of 'toml'; {KINDS}"),
        (
            '```console title="a"\n```\n',
            f"a.md:1: nothing can be done with a fence of 'console title=\"a\"'; {KINDS}",
        ),
        (
            "```python linenums\n```\n",
            f"a.md:1: nothing can be done with a fence of 'python linenums'; {KINDS}",
        ),
        ('```csv title="/a.csv"\n```\n', "a.md:1: /a.csv is absolute; name a file of the page's"),
        (TEXT, f"a.md:1: {OUTPUT_OF_NOTHING}"),
        (CONSOLE + TEXT + TEXT, f"a.md:7: {OUTPUT_OF_NOTHING}"),
        ('```csv title="a"\n```\n' + TEXT, f"a.md:3: {OUTPUT_OF_NOTHING}"),
    ],
)
def test_a_listing_that_nothing_can_be_done_with_is_an_error(markdown: str, message: str) -> None:
    with pytest.raises(ListingError) as error:
        read_listings("a.md", markdown)
    assert str(error.value) == message


def test_commands_end_where_bash_says_so() -> None:
    content = (
        'cd a && ls\n\nls \\\n  -l\ncat <<EOF\n$ b\nEOF\nfor x in 1 2; do\n  echo "$x\n"\ndone\n'
    )
    assert split_commands("a.md", Listing(10, "console", None, content)) == [
        Command(11, "cd a && ls"),
        Command(13, "ls \\\n  -l"),
        Command(15, "cat <<EOF\n$ b\nEOF"),
        Command(18, 'for x in 1 2; do\n  echo "$x\n"\ndone'),
    ]


@pytest.mark.parametrize("content", ["ls\nls \\\n", "cat <<EOF\nb\n", "if true; then\n"])
def test_a_command_that_goes_on_behind_the_listing_is_an_error(content: str) -> None:
    with pytest.raises(ListingError, match=r"^a\.md:10: the last command isn't complete: ."):
        split_commands("a.md", Listing(10, "console", None, content))


@pytest.mark.parametrize(
    ("shown", "output"),
    [
        ("a\nb\n", "a  \nb\n\n"),
        ("", ""),
        ("...\nb\n", "b\n"),
        ("...\nb\n", "a\n\na\nb\n"),
        ("a\n...\n", "a\nb\nc\n"),
        ("a\n...\nc\n", "a\nc\n"),
        ("in ... s (...)\n", "in 1.5 s (warm)\n"),
        ("a.c*\n", "a.c*\n"),
    ],
)
def test_an_output_is_as_shown(shown: str, output: str) -> None:
    assert matches(shown, output)


@pytest.mark.parametrize(
    ("shown", "output"),
    [
        ("a\n", ""),
        ("", "a\n"),
        ("a\n", "a\nb\n"),
        ("b\n", "a\nb\n"),
        ("  a\n", "a\n"),
        ("a.c*\n", "abccc\n"),
        ("a ...\n", "a 1\nb\n"),
        ("...\nb\n", "ab\n"),
        ("a\n...\nc\n", "a\nb c\n"),
    ],
)
def test_an_output_is_not_as_shown(shown: str, output: str) -> None:
    assert not matches(shown, output)
