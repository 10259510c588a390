"""What a new network starts from."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch
from fastlabel_resnet import Options, weights
from fastlabel_resnet.hub import OutOfReachError
from fastlabel_resnet.network import create_network
from fastlabel_resnet.weights import start_network

from fastlabel_core import Event, UsageError, Warned


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(description: object) -> Path:
        raise OutOfReachError("https://hub.example can't be reached: no such host")

    monkeypatch.setattr(weights, "fetch_weights", fail)


@pytest.fixture
def hub_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """timm's weights, as if downloaded: those of a network of 1,000 classes."""
    path = tmp_path / "model.safetensors"
    network = create_network("test_resnet", 1000, 32, random_seed=77)
    safetensors.torch.save_file(network.state_dict(), path)
    monkeypatch.setattr(weights, "fetch_weights", lambda description: path)
    return path


def assert_body_comes_from(network: torch.nn.Module, path: Path) -> None:
    expected = safetensors.torch.load_file(path)
    for name, weight in network.state_dict().items():
        if not name.startswith("fc."):
            assert torch.equal(weight, expected[name]), name


def test_random(make_options: Callable[..., Options]) -> None:
    network, pretrained = start_network(make_options(random_seed=3), 4, 32)
    expected = create_network("test_resnet", 4, 32, random_seed=3).state_dict()
    assert not pretrained
    assert all(torch.equal(w, expected[name]) for name, w in network.state_dict().items())


@pytest.mark.parametrize("pretrained", ["auto", True])
def test_from_the_hub(
    make_options: Callable[..., Options], hub_file: Path, heard: list[Event], pretrained: object
) -> None:
    network, is_pretrained = start_network(make_options(pretrained=pretrained), 4, 32)
    assert is_pretrained
    assert_body_comes_from(network, hub_file)
    assert network(torch.rand(2, 3, 32, 32)).tolist() == [[0.0] * 4] * 2
    assert heard == []


@pytest.mark.parametrize("from_file", [False, True])
def test_a_head_of_as_many_classes_is_kept(
    make_options: Callable[..., Options], hub_file: Path, from_file: bool
) -> None:
    options = make_options(pretrained=hub_file if from_file else True)
    network, _ = start_network(options, 1000, 32)
    expected = safetensors.torch.load_file(hub_file)
    assert all(torch.equal(w, expected[name]) for name, w in network.state_dict().items())


def test_auto_without_a_hub_warns_and_starts_from_random(
    make_options: Callable[..., Options], no_hub: None, heard: list[Event]
) -> None:
    _, pretrained = start_network(make_options(pretrained="auto"), 4, 32)
    assert not pretrained
    assert heard == [
        Warned(
            "no pretrained weights of test_resnet: https://hub.example can't be reached: no such "
            "host; the network starts from random weights (pretrained=FILE starts from a file, "
            "pretrained=false asks for this)"
        )
    ]


def test_true_without_a_hub_is_an_error(make_options: Callable[..., Options], no_hub: None) -> None:
    with pytest.raises(UsageError) as caught:
        start_network(make_options(pretrained=True), 4, 32)
    assert str(caught.value) == (
        "pretrained=true: no pretrained weights of test_resnet: https://hub.example can't be "
        "reached: no such host\n"
        "Name a file of weights instead (pretrained=FILE), or start from random weights "
        "(pretrained=false)."
    )


@pytest.mark.parametrize("wrap", [lambda state: state, lambda state: {"state_dict": state}])
def test_file_of_torch(
    make_options: Callable[..., Options],
    hub_file: Path,
    tmp_path: Path,
    wrap: Callable[..., object],
) -> None:
    state = {f"module.{name}": w for name, w in safetensors.torch.load_file(hub_file).items()}
    torch.save(wrap(state), tmp_path / "weights.pth")
    network, _ = start_network(make_options(pretrained=tmp_path / "weights.pth"), 4, 32)
    assert_body_comes_from(network, hub_file)


def test_file_leaves_out_a_head_of_another_shape(
    make_options: Callable[..., Options], hub_file: Path
) -> None:
    network, pretrained = start_network(make_options(pretrained=hub_file), 4, 32)
    assert pretrained
    assert_body_comes_from(network, hub_file)
    assert network(torch.rand(2, 3, 32, 32)).tolist() == [[0.0] * 4] * 2


def test_both_heads_start_at_zero(make_options: Callable[..., Options], tmp_path: Path) -> None:
    backbone = "levit_128s"
    state = create_network(backbone, 1000, 224).state_dict()
    safetensors.torch.save_file(state, tmp_path / "levit.safetensors")
    options = make_options(backbone=backbone, pretrained=tmp_path / "levit.safetensors")
    network, _ = start_network(options, 3, 224)
    assert network(torch.rand(1, 3, 224, 224)).tolist() == [[0.0] * 3]


def message(options: Options) -> str:
    with pytest.raises(UsageError) as caught:
        start_network(options, 4, 32)
    return str(caught.value)


def test_file_of_another_network(make_options: Callable[..., Options], hub_file: Path) -> None:
    options = make_options(pretrained=hub_file, backbone="test_efficientnet")
    assert message(options).splitlines() == [
        f"pretrained={hub_file}: the file doesn't fit test_efficientnet: "
        "blocks.0.0.bn1.bias is missing (73 of 73 weights don't fit)",
        "Set backbone to the network that the weights belong to.",
    ]


def test_file_with_a_weight_of_another_shape(
    make_options: Callable[..., Options], hub_file: Path, tmp_path: Path
) -> None:
    state = safetensors.torch.load_file(hub_file)
    state["layer1.0.conv1.weight"] = torch.zeros(2, 2)
    safetensors.torch.save_file(state, tmp_path / "odd.safetensors")
    told = message(make_options(pretrained=tmp_path / "odd.safetensors"))
    assert "layer1.0.conv1.weight has the shape (2, 2) (1 of " in told


def test_file_of_another_image_size(make_options: Callable[..., Options], tmp_path: Path) -> None:
    path = tmp_path / "vit.safetensors"
    safetensors.torch.save_file(create_network("test_vit", 4, 64).state_dict(), path)
    assert message(make_options(pretrained=path, backbone="test_vit")).splitlines() == [
        f"pretrained={path}: the file doesn't fit test_vit: pos_embed has the shape (1, 17, 64) "
        "(1 of 78 weights don't fit)",
        "Set backbone to the network that the weights belong to, and image_size to the size that "
        "they were trained with.",
    ]


def test_file_that_is_missing(make_options: Callable[..., Options], tmp_path: Path) -> None:
    path = tmp_path / "none.safetensors"
    assert message(make_options(pretrained=path)) == f"pretrained={path}: there is no such file"


class Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return (exec, ("raise SystemExit('code from the file ran')",))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.safetensors", b"nonsense"),
        ("a.pth", b"nonsense"),
        ("a.pth", b""),
        ("a.pth", pickle.dumps(Bomb(), protocol=2)),
    ],
)
def test_file_that_can_not_be_read(
    make_options: Callable[..., Options], tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert message(make_options(pretrained=tmp_path / name)) == (
        f"pretrained={tmp_path / name}: this is no file of weights that can be read without "
        "running code from it; save the network's state_dict() as safetensors"
    )


def test_file_without_weights(make_options: Callable[..., Options], tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "a.pth")
    assert message(make_options(pretrained=tmp_path / "a.pth")) == (
        f"pretrained={tmp_path / 'a.pth'}: the file holds no state dict; save the network's "
        "state_dict() alone"
    )
