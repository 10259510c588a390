"""The model repository: where a campaign finds the model to start from, and publishes its last.

A model is a folder: the files that its plugin saved and ``metadata.json``, which says what they are
and holds the size and SHA-256 of every one. A repository keeps such folders under a name and a
version. What is written here never changes, and nothing in it is ever run.

The names are imported on first use, so that the package itself costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core.lazy import lazy_exports

if TYPE_CHECKING:
    from fastlabel_core.repository.interface import Repository
    from fastlabel_core.repository.local import LocalRepository
    from fastlabel_core.repository.location import open_repository
    from fastlabel_core.repository.metadata import (
        FileRecord,
        Metadata,
        read_metadata,
        write_metadata,
    )
    from fastlabel_core.repository.model import StoredModel, read_model
    from fastlabel_core.repository.reference import find_model

__all__ = [
    "FileRecord",
    "LocalRepository",
    "Metadata",
    "Repository",
    "StoredModel",
    "find_model",
    "open_repository",
    "read_metadata",
    "read_model",
    "write_metadata",
]

_MODULE_OF = {
    "FileRecord": "metadata",
    "LocalRepository": "local",
    "Metadata": "metadata",
    "Repository": "interface",
    "StoredModel": "model",
    "find_model": "reference",
    "open_repository": "location",
    "read_metadata": "metadata",
    "read_model": "model",
    "write_metadata": "metadata",
}

__getattr__ = lazy_exports(__name__, _MODULE_OF)
