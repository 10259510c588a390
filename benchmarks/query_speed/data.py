"""A pool made up for the purpose: clusters in 512 dimensions, and a linear head over them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FEATURES = 512
CLUSTERS = 200
LABELLED = 1000
PASSES = 20
CHUNK = 10_000
SEED = 20_240_601
# So that a head of 10 classes is sure of most samples and unsure of a tenth.
NOISE = np.float32(4)
SHARPNESS = np.float32(2)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a pool is."""

    rows: int
    classes: int

    @property
    def passes(self) -> int:
        """How many passes with dropout it has: with many classes they would fill the disk."""
        return PASSES if self.classes <= 10 else 0


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The arrays of a pool, which are memory maps, and those of the labelled samples."""

    embeddings: Floats
    probabilities: Floats
    dropout: Floats
    labelled_embeddings: Floats
    labelled_probabilities: Floats
    labels: NDArray[np.intp]

    @classmethod
    def open(cls, folder: Path) -> Pool:
        """Map the pool that `write_pool` left in a folder."""
        return cls(
            *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in cls.__slots__),
        )

    def head(self, rows: int) -> Pool:
        """Return the pool of the first rows alone, the labelled ones with it."""
        return Pool(
            self.embeddings[:rows],
            self.probabilities[:rows],
            self.dropout[:rows],
            self.labelled_embeddings,
            self.labelled_probabilities,
            self.labels,
        )


def made_pool(folder: Path, shape: Shape) -> Path:
    """Return the folder of the pool of a shape, which is written unless it is there."""
    place = folder / f"pool-{shape.rows}x{shape.classes}"
    if not place.exists():
        unfinished = folder / f"{place.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        write_pool(unfinished, shape)
        unfinished.rename(place)
    return place


def write_pool(folder: Path, shape: Shape) -> None:
    """Write the arrays of a pool, each as a file."""
    generator = np.random.default_rng(SEED)
    mixture = _Mixture.drawn(shape.classes, generator)
    kinds = {
        "embeddings": (FEATURES,),
        "probabilities": (shape.classes,),
        "dropout": (shape.passes, shape.classes),
    }
    written = {
        name: open_memmap(folder / f"{name}.npy", "w+", np.float32, (shape.rows, *width))
        for name, width in kinds.items()
    }
    for start in range(0, shape.rows, CHUNK):
        chunk = slice(start, min(start + CHUNK, shape.rows))
        embeddings = mixture.samples(chunk.stop - chunk.start, generator)
        written["embeddings"][chunk] = embeddings
        written["probabilities"][chunk] = mixture.probabilities(embeddings)
        written["dropout"][chunk] = mixture.passes(embeddings, shape.passes, generator)
    labelled = mixture.samples(LABELLED, generator)
    probabilities = mixture.probabilities(labelled)
    np.save(folder / "labelled_embeddings.npy", labelled)
    np.save(folder / "labelled_probabilities.npy", probabilities)
    np.save(folder / "labels.npy", probabilities.argmax(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class _Mixture:
    """Clusters, of which the first are the largest, and a head that tells their classes apart."""

    centres: Floats
    shares: NDArray[np.float64]
    weights: Floats

    @classmethod
    def drawn(cls, classes: int, generator: np.random.Generator) -> _Mixture:
        centres = generator.standard_normal((CLUSTERS, FEATURES), dtype=np.float32)
        shares = 1 / np.arange(10, 10 + CLUSTERS)
        weights = NOISE * generator.standard_normal((FEATURES, classes), dtype=np.float32)
        for number, centre in enumerate(centres):
            weights[:, number % classes] += centre
        weights *= SHARPNESS / np.linalg.norm(weights, axis=0)
        return cls(centres, shares / shares.sum(), weights)

    def samples(self, count: int, generator: np.random.Generator) -> Floats:
        samples = generator.standard_normal((count, FEATURES), dtype=np.float32)
        samples += self.centres[generator.choice(CLUSTERS, count, p=self.shares)]
        return samples

    def probabilities(self, embeddings: Floats) -> Floats:
        return _softmax(embeddings @ self.weights)

    def passes(self, embeddings: Floats, count: int, generator: np.random.Generator) -> Floats:
        """Return the probabilities of passes, each of which drops half of the features."""
        is_kept = generator.random((FEATURES, count, 1), dtype=np.float32) < np.float32(0.5)
        weights = (self.weights[:, np.newaxis] * (2 * is_kept)).astype(np.float32)
        logits = embeddings @ weights.reshape(FEATURES, -1)
        return _softmax(logits.reshape(len(embeddings), *weights.shape[1:]))


def _softmax(logits: Floats) -> Floats:
    """Return probabilities, along the last axis."""
    probabilities: Floats = logits - logits.max(axis=-1, keepdims=True)
    np.exp(probabilities, out=probabilities)
    probabilities /= probabilities.sum(axis=-1, keepdims=True)
    return probabilities
