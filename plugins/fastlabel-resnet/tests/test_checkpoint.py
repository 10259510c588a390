"""Checkpoints appear whole or not at all; the last and the best stay."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from fastlabel_resnet.checkpoint import (
    Checkpoint,
    Epoch,
    State,
    discard,
    read_epoch,
    read_last,
    write_checkpoint,
)
from fastlabel_resnet.classifier import Config
from safetensors.torch import save_file

from fastlabel_core import Failure

CONFIG = Config("test_resnet", ("a", "b"), 32, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2), False)


def checkpoint(epochs: int) -> Checkpoint:
    history = tuple(
        Epoch(epoch, 0.1, 1 / 3, 0.5, None, None, seconds=1.0) for epoch in range(1, epochs + 1)
    )
    return Checkpoint(
        State("name", CONFIG, history),
        weights={"w": torch.full((2,), float(epochs)), "n": torch.tensor(epochs)},
        momenta={"w": torch.full((2,), -float(epochs))},
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "new", checkpoint(2), keep=[])
    read = read_last(tmp_path / "new")
    assert read is not None
    assert read.state == checkpoint(2).state
    assert read.weights["w"].tolist() == [2.0, 2.0]
    assert read.weights["n"].tolist() == 2
    assert read.momenta["w"].tolist() == [-2.0, -2.0]


def test_last_and_best_stay(tmp_path: Path) -> None:
    for epoch, best in [(1, 1), (2, 2), (3, 2), (4, 2)]:
        write_checkpoint(tmp_path, checkpoint(epoch), keep=[best])
    assert names(tmp_path) == ["epoch-000002.safetensors", "epoch-000004.safetensors"]
    assert read_epoch(tmp_path, 2).weights["n"].tolist() == 2


def test_nothing_to_take_up(tmp_path: Path) -> None:
    assert read_last(tmp_path / "none") is None


def test_write_that_was_killed_is_ignored_and_cleared(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(1), keep=[1])
    (tmp_path / "epoch-000002.partial").write_bytes(b"torn")
    last = read_last(tmp_path)
    assert last is not None
    assert len(last.state.history) == 1
    write_checkpoint(tmp_path, checkpoint(2), keep=[])
    assert names(tmp_path) == ["epoch-000002.safetensors"]


def test_disk_that_is_full_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_checkpoint(tmp_path, checkpoint(1), keep=[1])

    def fill(tensors: object, path: Path, metadata: object) -> None:
        path.write_bytes(b"torn")
        raise OSError("no space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", fill)
    with pytest.raises(OSError, match="no space left"):
        write_checkpoint(tmp_path, checkpoint(2), keep=[])
    last = read_last(tmp_path)
    assert last is not None
    assert last.weights["n"].tolist() == 1


def test_damaged_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "epoch-000001.safetensors"
    path.write_bytes(b"nonsense")
    with pytest.raises(Failure) as caught:
        read_last(tmp_path)
    first, last = str(caught.value).splitlines()
    assert first.startswith(f"{path}: the checkpoint is damaged: ")
    assert last == f"Remove {tmp_path} to train anew."


@pytest.mark.parametrize("metadata", [None, {}, {"state": "{}"}, {"state": "no JSON"}])
def test_checkpoint_without_a_state(tmp_path: Path, metadata: dict[str, str] | None) -> None:
    path = tmp_path / "epoch-000001.safetensors"
    save_file({"weights/w": torch.zeros(2)}, path, metadata)
    with pytest.raises(Failure) as caught:
        read_last(tmp_path)
    assert str(caught.value) == (
        f"{path}: the checkpoint is damaged: it doesn't tell how far a training got\n"
        f"Remove {tmp_path} to train anew."
    )


def test_discard(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(1), keep=[1])
    (tmp_path / "notes.txt").touch()
    discard(tmp_path)
    assert names(tmp_path) == ["notes.txt"]
