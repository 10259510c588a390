"""Saving, loading, and learning further classes without forgetting."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from fastlabel_resnet.classifier import Classifier, Config, load, save, with_classes
from fastlabel_resnet.network import create_network

from fastlabel_core import Failure

PICTURES = torch.linspace(-2, 2, 2 * 3 * 32 * 32).view(2, 3, 32, 32)


def make(classes: tuple[str, ...], backbone: str = "test_resnet", side: int = 32) -> Classifier:
    config = Config(backbone, classes, side, (0.5, 0.4, 0.3), (0.2, 0.2, 0.1), pretrained=True)
    return Classifier(config, create_network(backbone, len(classes), side, random_seed=9))


@pytest.mark.parametrize(("backbone", "side"), [("test_resnet", 32), ("test_vit", 64)])
def test_saved_and_moved_model_is_the_same_to_the_bit(
    tmp_path: Path, backbone: str, side: int
) -> None:
    classifier = make(("é", "007", "NA"), backbone, side)
    (tmp_path / "saved").mkdir()
    save(classifier, tmp_path / "saved")
    shutil.move(tmp_path / "saved", tmp_path / "moved")
    loaded = load(tmp_path / "moved")
    assert loaded.config == classifier.config
    pictures = PICTURES.repeat(1, 1, side // 32, side // 32)
    assert torch.equal(loaded.network(pictures), classifier.network(pictures))


def test_saved_files(tmp_path: Path) -> None:
    save(make(("a", "b")), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "config.json",
        "weights.safetensors",
    ]
    assert json.loads((tmp_path / "config.json").read_text(encoding="utf-8")) == {
        "backbone": "test_resnet",
        "classes": ["a", "b"],
        "image_size": 32,
        "mean": [0.5, 0.4, 0.3],
        "std": [0.2, 0.2, 0.1],
        "pretrained": True,
    }


def damage_config(folder: Path) -> None:
    (folder / "config.json").write_text("{}")


def cut_weights(folder: Path) -> None:
    weights = folder / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])


def remove_weights(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()


def add_a_class(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "classes": ["a", "b", "c"]}))


@pytest.mark.parametrize("damage", [damage_config, cut_weights, remove_weights, add_a_class])
def test_damaged_model(tmp_path: Path, damage: object) -> None:
    save(make(("a", "b")), tmp_path)
    assert callable(damage)
    damage(tmp_path)
    with pytest.raises(Failure) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(
        f"{tmp_path} holds no model of fastlabel-resnet that can be loaded: "
    )


def test_new_classes_keep_the_others_to_the_bit() -> None:
    before = make(("a", "b", "c"))
    after = with_classes(before, ["a", "b", "c", "d"])
    assert after.config.classes == ("a", "b", "c", "d")
    grown = after.network.state_dict()
    for name, weight in before.network.state_dict().items():
        kept = grown[name][:3] if name.startswith("fc.") else grown[name]
        assert torch.equal(kept, weight), name
    assert grown["fc.weight"].shape == (4, 96)
    assert grown["fc.weight"][3].tolist() == [0.0] * 96
    assert grown["fc.bias"][3] == 0


def test_classes_in_another_order_keep_their_weights() -> None:
    before = make(("a", "b", "c"))
    after = with_classes(before, ["c", "x", "a"])
    old, new = before.network.state_dict(), after.network.state_dict()
    for name in ("fc.weight", "fc.bias"):
        assert torch.equal(new[name][[0, 2]], old[name][[2, 0]])
        assert not new[name][1].any()


def test_classes_that_are_all_new_begin_alike() -> None:
    after = with_classes(make(("a", "b")), ["x", "y", "z"])
    assert after.network(PICTURES).tolist() == [[0.0] * 3] * 2


def test_what_is_given_is_not_changed() -> None:
    before = make(("a", "b", "c"))
    state = {name: weight.clone() for name, weight in before.network.state_dict().items()}
    after = with_classes(before, ["a", "b", "c"])
    for weight in after.network.state_dict().values():
        weight.zero_()
    assert all(torch.equal(state[name], w) for name, w in before.network.state_dict().items())


def test_both_heads_of_a_network_grow() -> None:
    before = make(("a", "b"), "deit_tiny_distilled_patch16_224", 224)
    after = with_classes(before, ["a", "b", "c"]).network.state_dict()
    for name in ("head.weight", "head.bias", "head_dist.weight", "head_dist.bias"):
        assert torch.equal(after[name][:2], before.network.state_dict()[name])
        assert not after[name][2].any()
