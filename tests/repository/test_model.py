from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path
from typing import Any

import pytest

from fastlabel_core.errors import IntegrityError
from fastlabel_core.repository import read_metadata, read_model, write_metadata


def fault(folder: Path) -> str:
    with pytest.raises(IntegrityError) as raised:
        read_model(folder)
    return str(raised.value)


def test_a_model_as_it_was_written(stage_model: Path) -> None:
    model = read_model(stage_model)
    assert model.folder == stage_model
    assert model.metadata == read_metadata(stage_model)
    assert model.metadata.reference is None


def test_hashes_are_those_of_hashlib(stage_model: Path, facts: dict[str, Any]) -> None:
    content = random.Random(1).randbytes(3_000_000)
    (stage_model / "weights.safetensors").write_bytes(content)
    record = write_metadata(stage_model, **facts).files[1]
    assert (record.size, record.sha256) == (3_000_000, hashlib.sha256(content).hexdigest())
    read_model(stage_model)


def test_a_changed_byte(stage_model: Path) -> None:
    (stage_model / "weights.safetensors").write_bytes(b"abd")
    assert fault(stage_model) == (
        f"the file 'weights.safetensors' of the model in {stage_model} has changed: expected 3 "
        f"bytes with SHA-256 {hashlib.sha256(b'abc').hexdigest()}, found 3 bytes with SHA-256 "
        f"{hashlib.sha256(b'abd').hexdigest()}. Restore the file, or publish the model again."
    )


def test_a_missing_file(stage_model: Path) -> None:
    (stage_model / "labels" / "names.json").unlink()
    assert fault(stage_model) == (
        f"the model in {stage_model} has lost its file 'labels/names.json'. Restore the file, or "
        "publish the model again."
    )


def test_an_additional_file(stage_model: Path) -> None:
    (stage_model / "labels" / "setup.py").write_text("", encoding="utf-8")
    assert fault(stage_model) == (
        f"the model in {stage_model} holds 'labels/setup.py', which its metadata doesn't name. "
        "Move the file away: a model's folder holds what was written with it and nothing else."
    )


def test_an_empty_folder_is_no_matter(stage_model: Path) -> None:
    (stage_model / "empty").mkdir()
    read_model(stage_model)


@pytest.mark.parametrize("target", ["weights.safetensors", "labels"])
def test_a_link_to_the_very_same_content(stage_model: Path, tmp_path: Path, target: str) -> None:
    (stage_model / target).rename(tmp_path / "elsewhere")
    (stage_model / target).symlink_to(tmp_path / "elsewhere")
    assert fault(stage_model) == (
        f"{target!r} in the model folder {stage_model} is a symbolic link; a model consists of "
        "plain files and folders. Put a copy of the file in its place, or remove it."
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(stage_model: Path, facts: dict[str, Any]) -> None:
    os.mkfifo(stage_model / "pipe")
    expected = (
        f"'pipe' in the model folder {stage_model} is neither file nor folder; a model consists "
        "of plain files and folders. Put a copy of the file in its place, or remove it."
    )
    assert fault(stage_model) == expected
    with pytest.raises(IntegrityError) as raised:
        write_metadata(stage_model, **facts)
    assert str(raised.value) == expected


@pytest.mark.parametrize("name", ["a:b", "a\\b", "aux.json", "line\nbreak", os.fsdecode(b"\xff")])
def test_a_name_that_another_system_refuses(
    stage_model: Path, facts: dict[str, Any], name: str
) -> None:
    (stage_model / name).write_bytes(b"")
    with pytest.raises(IntegrityError) as raised:
        write_metadata(stage_model, **facts)
    assert str(raised.value) == (
        f"{name!r} in the model folder {stage_model} has a name that not every file system takes. "
        "Rename it."
    )


def test_two_files_that_differ_in_case_alone(stage_model: Path, facts: dict[str, Any]) -> None:
    (stage_model / "Weights.safetensors").write_bytes(b"")
    if len(list(stage_model.iterdir())) == 3:
        pytest.skip("case doesn't count on this file system")
    with pytest.raises(IntegrityError) as raised:
        write_metadata(stage_model, **facts)
    assert str(raised.value) == (
        f"'Weights.safetensors' and 'weights.safetensors' in the model folder {stage_model} are "
        "one file where case doesn't count. Rename one of them."
    )
