"""Labelled pictures: kept in memory when they are few, read again when they are many."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Config
from fastlabel_resnet.epoch import shuffled_batches
from fastlabel_resnet.samples import read_labelled, typical_side
from fastlabel_resnet.start import choose_image_size
from PIL import Image

from fastlabel_core import Failure

CONFIG = Config("test_resnet", ("blue", "green", "red"), 8, (0.5,) * 3, (0.5,) * 3, False)


@pytest.mark.parametrize("workers", [0, 2])
def test_lazy_and_kept_pictures_are_the_same(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    monkeypatch: pytest.MonkeyPatch,
    workers: int,
) -> None:
    samples, options = make_samples(9), make_options(workers=workers)
    kept = read_labelled(samples, CONFIG, options)
    monkeypatch.setattr("fastlabel_resnet.samples._MOST_BYTES_IN_MEMORY", 9 * 8 * 8 * 3 - 1)
    lazy = read_labelled(samples, CONFIG, options)
    assert kept.pixels is not None
    assert lazy.pixels is None
    batches = [torch.tensor([8, 0, 3]), torch.tensor([1])]
    for (pixels, targets), (read, same_targets) in zip(
        kept.batches(batches), lazy.batches(batches), strict=True
    ):
        assert torch.equal(pixels, read)
        assert torch.equal(targets, same_targets)
    assert kept.targets.tolist() == [0, 1, 2] * 3


@pytest.mark.parametrize(
    ("limit", "most"), [pytest.param(0, 0.25, id="lazy"), pytest.param(1 << 30, 1.5, id="kept")]
)
def test_memory_that_reading_takes(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    most: float,
) -> None:
    """At its highest, as a share of what all pictures take."""
    samples, config = make_samples(40), replace(CONFIG, image_size=128)
    read_labelled(samples[:1], config, make_options())
    monkeypatch.setattr("fastlabel_resnet.samples._MOST_BYTES_IN_MEMORY", limit)
    tracemalloc.start()
    read_labelled(samples, config, make_options())
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < most * 40 * 128 * 128 * 3


def test_pictures_that_can_not_be_read_leave_no_gap(
    make_samples: Callable[..., pd.DataFrame], make_options: Callable[..., Options]
) -> None:
    samples = make_samples(6)
    Path(samples["path"].iat[2]).unlink()
    readable = samples.drop(index=2)
    pictures = read_labelled(samples, CONFIG, make_options())
    expected = read_labelled(readable, CONFIG, make_options())
    assert pictures.paths == readable["path"].tolist()
    assert pictures.pixels is not None
    assert expected.pixels is not None
    assert torch.equal(pictures.pixels, expected.pixels)


def test_picture_that_is_lost_while_training(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fastlabel_resnet.samples._MOST_BYTES_IN_MEMORY", 0)
    samples = make_samples(3)
    pictures = read_labelled(samples, CONFIG, make_options())
    Path(samples["path"].iat[1]).unlink()
    with pytest.raises(Failure) as caught:
        list(pictures.batches([torch.tensor([0, 1])]))
    assert str(caught.value) == (
        f"{samples['path'].iat[1]}: could be read when training began, but no longer: no such file"
    )


@pytest.mark.parametrize(
    ("count", "batch_size", "sizes"),
    [(17, 8, [6, 6, 5]), (9, 8, [5, 4]), (8, 8, [8]), (1, 16, [1]), (3, 1, [1, 1, 1])],
)
def test_batches_are_even_and_hold_every_sample_once(
    count: int, batch_size: int, sizes: list[int]
) -> None:
    batches = shuffled_batches(count, batch_size, random_seed=0, epoch=1)
    assert [len(batch) for batch in batches] == sizes
    assert sorted(torch.cat(batches).tolist()) == list(range(count))


def test_every_epoch_has_an_order_of_its_own() -> None:
    orders = [torch.cat(shuffled_batches(20, 8, 0, epoch)).tolist() for epoch in (1, 2, 1)]
    assert orders[0] != orders[1]
    assert orders[0] == orders[2]


def pictures_of(sides: list[tuple[int, int]], folder: Path) -> list[str]:
    paths = []
    for number, size in enumerate(sides):
        paths.append(str(folder / f"{number}.png"))
        Image.new("L", size).save(paths[-1])
    return paths


def test_typical_side_is_the_median_of_the_longer_ones(tmp_path: Path) -> None:
    paths = pictures_of([(8, 10), (30, 20), (1000, 4)], tmp_path)
    assert typical_side([*paths, "missing.png"]) == 30
    assert typical_side(["missing.png"]) is None


@pytest.mark.parametrize(
    ("side", "backbone", "asked", "expected"),
    [
        (8, "resnet18", "auto", 32),
        (16, "resnet18", "auto", 32),
        (17, "resnet18", "auto", 64),
        (32, "resnet18", "auto", 64),
        (100, "resnet18", "auto", 224),
        (2000, "resnet18", "auto", 224),
        (2000, "test_resnet", "auto", 160),
        (8, "test_vit", "auto", 160),
        (8, "resnet18", 100, 100),
    ],
)
def test_image_size(
    tmp_path: Path, side: int, backbone: str, asked: int | str, expected: int
) -> None:
    paths = pictures_of([(side, side)], tmp_path)
    options = Options.model_validate({"backbone": backbone, "image_size": asked})
    assert choose_image_size(paths, options) == expected


def test_image_size_when_no_picture_can_be_read() -> None:
    assert choose_image_size(["missing.png"], Options()) == 224
