from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fastlabel_core.repository import LocalRepository, write_metadata

FACTS: dict[str, Any] = {
    "plugin": "resnet",
    "distribution": "fastlabel-resnet",
    "distribution_version": "0.3.0",
    "core_version": "0.1.0",
    "parent": "digits@2",
    "classes": ["cat", "犬"],
    "options": {"lr": 0.1, "epochs": 2},
    "metrics": {"accuracy": 0.75},
    "created": "2025-01-31T12:00:00Z",
}


@pytest.fixture
def facts() -> dict[str, Any]:
    return dict(FACTS)


@pytest.fixture
def stage_model(tmp_path: Path) -> Path:
    """The folder of a stage model with two files, one of them in a folder of its own."""
    folder = tmp_path / "stage" / "model"
    (folder / "labels").mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"abc")
    (folder / "labels" / "names.json").write_bytes(b"")
    write_metadata(folder, **FACTS)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> LocalRepository:
    return LocalRepository(tmp_path / "repository")
