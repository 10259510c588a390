"""Random numbers that are a function of the seed and of where they are used."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_global_generators_in_use = threading.Lock()


def seed_for(random_seed: int, *place: str | int) -> int:
    """Return the seed of a place such as ``"order", epoch``.

    No stream of random numbers goes on from one epoch to the next, so an epoch comes out the same
    whether or not the process was killed before it.
    """
    digest = hashlib.sha256(repr((random_seed, *place)).encode()).digest()
    return int.from_bytes(digest[:7], "big")


def generator_for(random_seed: int, *place: str | int) -> torch.Generator:
    """Return a generator on the CPU, seeded for a place."""
    return torch.Generator().manual_seed(seed_for(random_seed, *place))


@contextmanager
def global_generators_for(
    device: torch.device, random_seed: int, *place: str | int
) -> Iterator[None]:
    """Seed torch's global generators for a place inside the block, and restore them.

    Layers draw their first weights and their dropout from these alone. One block runs at a time.
    """
    seed = seed_for(random_seed, *place)
    cuda_devices = [device] if device.type == "cuda" else []
    with _global_generators_in_use, torch.random.fork_rng(cuda_devices):
        torch.default_generator.manual_seed(seed)
        if device.type == "cuda":
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        yield
