"""Docstrings of installed libraries, to tell from each the library that it comes from."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fastlabel_core.demo.dataset import DemoDataset, sample_ids
from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIBRARIES = (
    "click",
    "fsspec",
    "numpy",
    "packaging",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "scipy",
    "sklearn",
)
LEAST_LIBRARIES = 5
LEAST_TEXTS = 50
MOST_TEXTS = 200
LEAST_WORDS = 10
MOST_LINES = 30

# A text that names its library would be too easy. Every name becomes the same word, whichever
# library the text comes from, so that the word itself tells nothing.
_NAMES = (*LIBRARIES, "scikit-learn", "scikit", "arrow", "np", "pa", "pd", "sp")
_NAME = re.compile(rf"(?<![a-z])(?:{'|'.join(_NAMES)})(?![a-z])", re.IGNORECASE)
_INSTEAD_OF_NAME = "library"

# Tests tell little of a library, and copies of other projects tell of those.
_FOREIGN_FOLDERS = frozenset(
    ("_external", "_vendor", "externals", "test", "testing", "tests", "vendored")
)


def docstrings(random_seed: int = 0) -> DemoDataset:
    """Make the data set of docstrings out of the source files of libraries that are installed.

    The files are parsed, never imported or run. The libraries' names are masked in the texts. A
    text of fewer than 10 words is dropped, and so is one that stands in two libraries; a long one
    ends after 30 lines. A library gives at most 200 texts; one with fewer than 50 is left out.

    Parameters
    ----------
    random_seed : int, default 0
        The order of the samples. Which texts they are doesn't depend on it.

    Returns
    -------
    DemoDataset
        Columns sampleId, text and label, the name by which the library is imported.

    Raises
    ------
    UsageError
        If fewer than five of the libraries give enough texts.
    """
    texts_of = {name: texts_in(folder) for name, folder in _installed_libraries().items()}
    by_library = _enough_of_each(_without_shared(texts_of))
    labelled_texts = [(text, name) for name, texts in by_library.items() for text in texts]
    order = np.random.default_rng(random_seed).permutation(len(labelled_texts))
    texts, labels = zip(*(labelled_texts[row] for row in order), strict=True)
    return DemoDataset(
        pd.DataFrame({"sampleId": sample_ids(len(texts)), "text": texts, "label": labels})
    )


def texts_in(folder: Path) -> list[str]:
    """Return what the docstrings in a library's folder say, up to 200 different texts.

    Parameters
    ----------
    folder : Path
        The library's import package.

    Returns
    -------
    list of str
        The same texts in the same order for the same files.
    """
    texts: dict[str, None] = {}
    for file in _source_files(folder):
        texts.update(dict.fromkeys(filter(_is_usable, map(_text, _docstrings(file)))))
        if len(texts) >= MOST_TEXTS:
            break
    return list(texts)[:MOST_TEXTS]


def _installed_libraries() -> dict[str, Path]:
    """Return the folder of each library that is installed, by its name."""
    specs = {name: importlib.util.find_spec(name) for name in LIBRARIES}
    return {
        name: Path(spec.submodule_search_locations[0])
        for name, spec in specs.items()
        if spec and spec.submodule_search_locations
    }


def _without_shared(texts_of: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Drop what stands in several libraries: nobody could tell which one it comes from."""
    libraries = Counter(text for texts in texts_of.values() for text in texts)
    return {
        name: [text for text in texts if libraries[text] == 1] for name, texts in texts_of.items()
    }


def _enough_of_each(texts_of: Mapping[str, list[str]]) -> dict[str, list[str]]:
    enough = {name: texts for name, texts in texts_of.items() if len(texts) >= LEAST_TEXTS}
    if len(enough) < LEAST_LIBRARIES:
        raise UsageError(
            f"The docstrings demo needs the source files of {LEAST_LIBRARIES} of these libraries: "
            f"{', '.join(LIBRARIES)}.\n"
            f"Only these give {LEAST_TEXTS} docstrings or more: {', '.join(enough) or 'none'}.\n"
            "Install more of them: pip install 'fastlabel-core[demo]'"
        )
    return enough


def _source_files(folder: Path) -> list[Path]:
    """Return the library's own modules, shuffled the same way everywhere.

    So the first of them come from all parts of the library.
    """
    names = (file.relative_to(folder) for file in folder.rglob("*.py"))
    own = (name for name in names if _FOREIGN_FOLDERS.isdisjoint(name.parts))
    return [folder / name for name in sorted(own, key=_hash_of_name)]


def _hash_of_name(name: Path) -> bytes:
    return hashlib.sha256(name.as_posix().encode()).digest()


def _docstrings(file: Path) -> Iterator[str]:
    for node in ast.walk(_syntax_tree(file)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _syntax_tree(file: Path) -> ast.Module:
    """Parse a module; one that this Python can't parse counts as empty."""
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(file.read_bytes())
        except (SyntaxError, ValueError):
            return ast.Module(body=[], type_ignores=[])


def _text(docstring: str) -> str:
    return "\n".join(_NAME.sub(_INSTEAD_OF_NAME, docstring).splitlines()[:MOST_LINES])


def _is_usable(text: str) -> bool:
    return len(text.split()) >= LEAST_WORDS and text.replace("\n", "").isprintable()
