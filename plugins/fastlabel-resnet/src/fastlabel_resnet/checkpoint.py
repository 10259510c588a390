"""What a training keeps after every epoch, so that it goes on from there when it is killed.

Each epoch leaves one file, which appears whole or not at all; the last and the best one stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import safetensors.torch
from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError, safe_open
from torch import Tensor

from fastlabel_core import Failure
from fastlabel_resnet.classifier import Config
from fastlabel_resnet.durable import sync

_SUFFIX = ".safetensors"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Epoch:
    """What an epoch reached; without a validation set its figures are None."""

    epoch: int
    lr: float
    train_loss: float
    train_accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float

    @property
    def watched_loss(self) -> float:
        """The loss that early stopping watches."""
        return self.train_loss if self.val_loss is None else self.val_loss

    def figures(self) -> dict[str, float]:
        """Return the figures that there are, by name."""
        return {
            name: figure
            for name, figure in asdict(self).items()
            if name != "epoch" and figure is not None
        }


@dataclass(frozen=True, slots=True)
class State:
    """A training at the end of an epoch, but for its tensors.

    Parameters
    ----------
    training : str
        Tells the training from others: a digest of all that goes into it.
    config : Config
        The classifier's.
    history : tuple of Epoch
        All epochs so far.
    """

    training: str
    config: Config
    history: tuple[Epoch, ...]


_STATE = TypeAdapter(State)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A training at the end of an epoch.

    Parameters
    ----------
    state : State
    weights : mapping of str to Tensor
        The network's.
    momenta : mapping of str to Tensor
        The optimizer's memory of each parameter.
    """

    state: State
    weights: Mapping[str, Tensor]
    momenta: Mapping[str, Tensor]


def write_checkpoint(folder: Path, checkpoint: Checkpoint, keep: Sequence[int]) -> None:
    """Write the file of the last epoch, then remove all but those of the epochs `keep`."""
    folder.mkdir(exist_ok=True)
    path = _path(folder, len(checkpoint.state.history))
    beside = path.with_suffix(_PARTIAL)
    tensors = {
        **{f"weights/{name}": tensor for name, tensor in checkpoint.weights.items()},
        **{f"momenta/{name}": tensor for name, tensor in checkpoint.momenta.items()},
    }
    state = _STATE.dump_json(checkpoint.state).decode()
    safetensors.torch.save_file(tensors, beside, metadata={"state": state})
    sync(beside)
    beside.replace(path)
    sync(folder)
    _remove_others(folder, {path, *(_path(folder, epoch) for epoch in keep)})


def read_last(folder: Path) -> Checkpoint | None:
    """Return the checkpoint of the last complete epoch, or None if there is none."""
    paths = sorted(folder.glob(f"*{_SUFFIX}"))
    return _read(paths[-1]) if paths else None


def read_epoch(folder: Path, epoch: int) -> Checkpoint:
    """Return the checkpoint of an epoch that was kept."""
    return _read(_path(folder, epoch))


def discard(folder: Path) -> None:
    """Remove all checkpoints."""
    _remove_others(folder, set())


def _path(folder: Path, epoch: int) -> Path:
    return folder / f"epoch-{epoch:06}{_SUFFIX}"


def _read(path: Path) -> Checkpoint:
    try:
        with safe_open(path, framework="pt") as file:
            state = _STATE.validate_json((file.metadata() or {}).get("state", ""))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise _damaged(path, str(error)) from error
    except ValidationError as error:
        raise _damaged(path, "it doesn't tell how far a training got") from error
    return Checkpoint(
        state=state,
        weights=_under("weights/", tensors),
        momenta=_under("momenta/", tensors),
    )


def _damaged(path: Path, reason: str) -> Failure:
    return Failure(
        f"{path}: the checkpoint is damaged: {reason}\nRemove {path.parent} to train anew."
    )


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }


def _remove_others(folder: Path, kept: set[Path]) -> None:
    for pattern in (f"*{_SUFFIX}", f"*{_PARTIAL}"):
        for path in folder.glob(pattern):
            if path not in kept:
                path.unlink()
