"""Random numbers that are a function of the seed and of where they are used."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_global_generator_in_use = threading.Lock()


def seed_for(random_seed: int, *place: str | int) -> int:
    """Return the seed of `place`, such as ``("order", epoch)``.

    Nothing is drawn from a stream that goes on from one epoch to the next, so an epoch comes out
    the same whether or not the process was killed before it.
    """
    digest = hashlib.sha256(repr((random_seed, *place)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator_for(random_seed: int, *place: str | int) -> torch.Generator:
    """Return a generator on the CPU, seeded for `place`."""
    return torch.Generator().manual_seed(seed_for(random_seed, *place))


@contextmanager
def global_generator_for(random_seed: int, *place: str | int) -> Iterator[None]:
    """Let torch's global generators be seeded for `place` inside the block, and restore them.

    Layers draw their first weights and their dropout from these alone.
    """
    with _global_generator_in_use, torch.random.fork_rng():
        torch.manual_seed(seed_for(random_seed, *place))
        yield
