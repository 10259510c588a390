"""The listings of a page: what its fenced blocks hold, and what each is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

_FENCE = re.compile(r"(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)")
_INFO = re.compile(r'(?P<language>[a-z]+)(?: title="(?P<title>[^"]+)")?')
_RUN = frozenset({"console", "python"})
_WRITTEN = frozenset({"csv", "ini", "json", "python", "toml", "yaml"})

# What may hold indented text: a list, an admonition, a tab, a directive, a footnote, HTML.
_HOLDER = re.compile(r"[-*+] |\d+[.)] |!!! |\?\?\?\+? |=== |::: |: |\[\^|<")


class ListingError(ValueError):
    """A page has a listing that nothing can be done with."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block; `line` is that of its opening fence, `content` is dedented."""

    line: int
    info: str
    content: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page tells its reader to run or, where there is a `title`, to write to a file.

    Parameters
    ----------
    line : int
        The line of the opening fence.
    language : str
        ``console`` or ``python``; for a file any language.
    title : str or None
        The file's path.
    content : str
        Commands, a script, or what the file holds.
    output : Fence or None
        The output that the page shows below.
    """

    line: int
    language: str
    title: str | None
    content: str
    output: Fence | None = None


def read_listings(page: str, markdown: str) -> list[Listing]:
    """Read the listings of a page.

    Parameters
    ----------
    page : str
        The page's name, for errors.
    markdown : str
        What it holds.

    Returns
    -------
    list of Listing
        Top to bottom.

    Raises
    ------
    ListingError
        If a fence is broken or of an unknown kind, or shows the output of nothing.
    """
    listings: list[Listing] = []
    for fence in read_fences(page, markdown):
        if fence.info != "text":
            listings.append(_listing(page, fence))
        elif listings and listings[-1].title is None and listings[-1].output is None:
            listings[-1] = replace(listings[-1], output=fence)
        else:
            raise ListingError(
                f"{page}:{fence.line}: a text block shows the output of the console or python block"
                " above it, and there is none; put it below one"
            )
    return listings


def _listing(page: str, fence: Fence) -> Listing:
    info = _INFO.fullmatch(fence.info)
    language, title = info.group("language", "title") if info else ("", None)
    if language not in (_WRITTEN if title else _RUN):
        raise ListingError(
            f"{page}:{fence.line}: nothing can be done with a fence of {fence.info!r}; use one of "
            f'{", ".join(sorted(_RUN))} and text, or give a title="FILE" to one of '
            f"{', '.join(sorted(_WRITTEN))}"
        )
    if title and PurePosixPath(title).is_absolute():
        raise ListingError(f"{page}:{fence.line}: {title} is absolute; name a file of the page's")
    return Listing(fence.line, language, title, fence.content)


def read_fences(page: str, markdown: str) -> list[Fence]:
    """Read the fenced blocks of a page, and see that it has no code outside them.

    Parameters
    ----------
    page : str
        The page's name, for errors.
    markdown : str
        What it holds.

    Returns
    -------
    list of Fence
        Top to bottom.

    Raises
    ------
    ListingError
        If a fence is never closed or shares its line, or code is marked by indentation alone.
    """
    fences = []
    before, holder = "", ""
    lines = enumerate(markdown.split("\n"), start=1)
    for number, line in lines:
        opening = _FENCE.fullmatch(line)
        if opening:
            content = "".join(_read_content(page, number, opening, lines))
            fences.append(Fence(number, opening["info"].strip(), content))
        elif "```" in line or "~~~" in line:
            raise ListingError(f"{page}:{number}: a fence must stand on a line of its own")
        elif line.startswith("    ") and not before and not _HOLDER.match(holder):
            raise ListingError(f"{page}:{number}: code by indentation; put it into a fence")
        elif line and not line.startswith(" "):
            holder = line
        before = line.strip()
    return fences


def _read_content(
    page: str, start: int, opening: re.Match[str], lines: Iterator[tuple[int, str]]
) -> Iterator[str]:
    indent, marks, _ = opening.groups()
    for number, line in lines:
        if line.strip() == marks:
            return
        if line.lstrip().startswith(marks):
            break
        if line.strip() and not line.startswith(indent):
            raise ListingError(f"{page}:{number}: indented less than its fence on line {start}")
        yield line[len(indent) :] + "\n"
    raise ListingError(f"{page}:{start}: the fence is never closed")
