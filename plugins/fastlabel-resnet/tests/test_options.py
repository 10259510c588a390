"""The options: their defaults, their forms on the command line, their limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastlabel_resnet import Options
from pydantic import ValidationError


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("auto", "auto"),
        ("true", True),
        (True, True),
        ("false", False),
        ("weights.safetensors", Path("weights.safetensors")),
    ],
)
def test_pretrained(given: Any, understood: Any) -> None:
    pretrained = Options(pretrained=given).pretrained
    assert pretrained == understood
    assert type(pretrained) is type(understood) or isinstance(pretrained, Path)


def test_the_options_of_the_demo() -> None:
    options = Options(epochs=1, batch_size=16, lr=0.1, lrf=0.05)
    assert (options.epochs, options.batch_size, options.lr, options.lrf) == (1, 16, 0.1, 0.05)


def test_numbers_may_come_as_text() -> None:
    options = Options.model_validate({"epochs": "3", "image_size": "64", "workers": "0"})
    assert (options.epochs, options.image_size, options.workers) == (3, 64, 0)


def test_every_option_is_described() -> None:
    assert all(field.description for field in Options.model_fields.values())


@pytest.mark.parametrize(
    "given",
    [
        {"epoch": 3},
        {"epochs": 0},
        {"batch_size": 0},
        {"lr": 0},
        {"lrf": 1.1},
        {"label_smoothing": 1.0},
        {"patience": -1},
        {"image_size": 0},
        {"workers": -1},
        {"augment": "flip"},
        {"precision": "fp8"},
    ],
)
def test_what_can_not_be(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options(**given)


def test_reading_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert Options().reading_threads == 8
    assert Options(workers=3).reading_threads == 3
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert Options().reading_threads == 1


def test_readme_lists_every_option_with_its_default() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    rows = [line.split(" | ") for line in readme.read_text().splitlines() if "| `" in line[:4]]
    listed = {row[0].strip("| `"): row[1].strip("`") for row in rows}
    defaults = {name: str(field.default) for name, field in Options.model_fields.items()}
    assert listed == {**defaults, "random_seed": "the round's"}


def test_readme_describes_every_option_in_the_same_words() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text().replace("`", "")
    assert all(str(field.description) in readme for field in Options.model_fields.values())
