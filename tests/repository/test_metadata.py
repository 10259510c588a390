from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fastlabel_core.errors import IntegrityError, PluginResultError
from fastlabel_core.repository import FileRecord, Metadata, read_metadata, write_metadata

# sha256sum of an empty file and of "abc".
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

WRITTEN = f"""{{
  "classes": [
    "cat",
    "犬"
  ],
  "core_version": "0.1.0",
  "created": "2025-01-31T12:00:00Z",
  "distribution": "fastlabel-resnet",
  "distribution_version": "0.3.0",
  "files": [
    {{
      "path": "labels/names.json",
      "sha256": "{EMPTY}",
      "size": 0
    }},
    {{
      "path": "weights.safetensors",
      "sha256": "{ABC}",
      "size": 3
    }}
  ],
  "metrics": {{
    "accuracy": 0.75
  }},
  "name": null,
  "options": {{
    "epochs": 2,
    "lr": 0.1
  }},
  "parent": "digits@2",
  "plugin": "resnet",
  "version": null
}}
"""


def test_the_bytes_of_metadata_json(stage_model: Path) -> None:
    assert (stage_model / "metadata.json").read_bytes() == WRITTEN.encode()


def test_what_is_returned_is_what_is_read(stage_model: Path, facts: dict[str, Any]) -> None:
    written = write_metadata(stage_model, **facts)
    assert written == read_metadata(stage_model)
    assert written == Metadata(
        name=None,
        version=None,
        plugin="resnet",
        distribution="fastlabel-resnet",
        distribution_version="0.3.0",
        core_version="0.1.0",
        parent="digits@2",
        classes=("cat", "犬"),
        options={"epochs": 2, "lr": 0.1},
        metrics={"accuracy": 0.75},
        created="2025-01-31T12:00:00Z",
        files=(
            FileRecord(path="labels/names.json", size=0, sha256=EMPTY),
            FileRecord(path="weights.safetensors", size=3, sha256=ABC),
        ),
    )


def test_writing_again_replaces_it_and_nothing_else_is_left(
    stage_model: Path, facts: dict[str, Any]
) -> None:
    (stage_model / ".metadata.json.partial").write_text("{", encoding="utf-8")
    (stage_model / "weights.safetensors").unlink()
    written = write_metadata(stage_model, **facts)
    assert [record.path for record in written.files] == ["labels/names.json"]
    assert sorted(path.name for path in stage_model.iterdir()) == ["labels", "metadata.json"]


def test_numbers_that_json_lacks_become_null(stage_model: Path, facts: dict[str, Any]) -> None:
    facts["metrics"] = {"loss": float("nan"), "epochs": [{"loss": float("-inf")}]}
    written = write_metadata(stage_model, **facts)
    assert written.metrics == {"loss": None, "epochs": [{"loss": None}]}
    text = (stage_model / "metadata.json").read_text(encoding="utf-8")
    assert json.loads(text)["metrics"] == written.metrics


def test_a_value_that_is_not_json_names_plugin_and_place(
    stage_model: Path, facts: dict[str, Any]
) -> None:
    before = (stage_model / "metadata.json").read_bytes()
    facts["metrics"] = {"accuracy": 0.5, "when": stage_model}
    with pytest.raises(PluginResultError) as raised:
        write_metadata(stage_model, **facts)
    assert str(raised.value) == (
        f"the metadata of the model in {stage_model}, plugin 'resnet' (fastlabel-resnet 0.3.0), "
        "can't be written as JSON: metrics.when: input was not a valid JSON value."
    )
    assert (stage_model / "metadata.json").read_bytes() == before


def test_metadata_can_not_be_changed(stage_model: Path) -> None:
    metadata = read_metadata(stage_model)
    with pytest.raises(ValidationError, match="frozen"):
        metadata.plugin = "text"


def test_without_metadata_json(stage_model: Path) -> None:
    (stage_model / "metadata.json").unlink()
    with pytest.raises(IntegrityError) as raised:
        read_metadata(stage_model)
    assert str(raised.value) == (
        f"the model in {stage_model} has no metadata.json, or a link in its place. Restore the "
        "file, or publish the model again."
    )


def test_a_link_is_no_metadata_json(stage_model: Path, tmp_path: Path) -> None:
    (stage_model / "metadata.json").rename(tmp_path / "elsewhere.json")
    (stage_model / "metadata.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(IntegrityError, match="or a link in its place"):
        read_metadata(stage_model)


def change(field: str, value: object) -> dict[str, Any]:
    return {**json.loads(WRITTEN), field: value}


def with_file(**changes: object) -> dict[str, Any]:
    record = {"path": "a", "size": 0, "sha256": EMPTY, **changes}
    return change("files", [record])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (change("version", "3"), "version: Input should be a valid integer"),
        (change("version", 0), "version: Input should be greater than or equal to 1"),
        (change("classes", [7]), "classes.0: Input should be a valid string"),
        (change("licence", "MIT"), "licence: Extra inputs are not permitted"),
        (
            change("created", "2025-01-31T12:00:00+01:00"),
            r"created: String should match pattern "
            r"'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'",
        ),
        (
            with_file(path="../../secret"),
            "files.0.path: '../../secret' is not a plain path below the model folder",
        ),
        (
            with_file(path="/etc/passwd"),
            "files.0.path: '/etc/passwd' is not a plain path below the model folder",
        ),
        (
            with_file(path="a\\..\\b"),
            r"files.0.path: 'a\\..\\b' is not a plain path below the model folder",
        ),
        (with_file(path="Metadata.json"), "files.0.path: metadata.json can't hold its own hash"),
        (with_file(size=-1), "files.0.size: Input should be greater than or equal to 0"),
        (
            with_file(sha256=EMPTY.upper()),
            "files.0.sha256: String should match pattern '^[0-9a-f]{64}$'",
        ),
        (
            change("files", [{"path": p, "size": 0, "sha256": EMPTY} for p in ("é", "E\u0301")]),
            "files: 'é' and 'E\u0301' are one file where case doesn't count",
        ),
    ],
)
def test_metadata_that_can_not_be(stage_model: Path, content: object, fault: str) -> None:
    path = stage_model / "metadata.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(IntegrityError) as raised:
        read_metadata(stage_model)
    assert str(raised.value) == (
        f"{path} can't be used: {fault}. It was changed since it was written, or a newer "
        "fastlabel-core wrote it. Restore the file, publish the model again, or upgrade "
        "fastlabel-core."
    )


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", WRITTEN.encode()[:-9]])
def test_metadata_that_is_not_whole(stage_model: Path, content: bytes) -> None:
    (stage_model / "metadata.json").write_bytes(content)
    with pytest.raises(IntegrityError, match=r"metadata\.json can't be used: "):
        read_metadata(stage_model)
