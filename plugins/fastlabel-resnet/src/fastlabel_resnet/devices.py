"""Where the network runs, and with which settings of torch's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from fastlabel_core import OptionError


def choose_device(name: str) -> torch.device:
    """Return the device that the option `name` names.

    Raises
    ------
    OptionError
        If there is no such device.
    """
    if name == "auto":
        return torch.device(_first_available())
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (AssertionError, NotImplementedError, RuntimeError) as error:
        raise OptionError(
            f"device={name} can't be used here: {str(error).splitlines()[0]}\n"
            "Leave the option out to run on what there is."
        ) from error
    return device


def _first_available() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@contextmanager
def repeatable_arithmetic(device: torch.device, precision: str) -> Iterator[None]:
    """Run the block in `precision`, with the same result each time."""
    with (
        torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True),
        torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"),
    ):
        yield
