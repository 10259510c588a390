"""Samples that are made up: their classes are told apart, and one seed gives the same ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fastlabel_core import UsageError
from fastlabel_core.testing.contract.made_up import made_up_samples, unreadable_samples


def made_up(columns: tuple[str, ...], folder: Path, seed: int = 0) -> pd.DataFrame:
    return made_up_samples(columns, folder, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("columns", "inputs"),
    [
        (("path",), ["path"]),
        (["path"], ["path"]),
        (("text",), ["text"]),
        (("path", "text"), ["text"]),
        ((), ["x", "y"]),
    ],
)
def test_six_samples_of_each_of_three_classes(
    columns: tuple[str, ...], inputs: list[str], tmp_path: Path
) -> None:
    samples = made_up(columns, tmp_path)
    assert samples.columns.tolist() == ["sampleId", *inputs, "label"]
    assert (samples.dtypes == "str").all()
    assert samples["sampleId"].tolist() == [f"s{row:02}" for row in range(18)]
    assert samples["label"].tolist() == ["first", "second", "third"] * 6


def test_pictures_of_three_colours(tmp_path: Path) -> None:
    """Pillow decodes them; the channel that is bright, by 120 at least, tells the class."""
    samples = made_up(("path",), tmp_path)
    for path, label in zip(samples["path"], samples["label"], strict=True):
        with Image.open(path) as picture:
            picture.load()
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (16, 16))
            pixels = np.asarray(picture)
        bright = ["first", "second", "third"].index(label)
        assert pixels[..., bright].min() >= 180
        assert np.delete(pixels, bright, axis=2).max() < 60


def test_texts_of_three_subjects(tmp_path: Path) -> None:
    samples = made_up(("text",), tmp_path)
    words = samples.groupby("label")["text"].agg(lambda texts: set(" ".join(texts).split()))
    assert words["first"] <= {"apple", "pear", "plum", "cherry"}
    assert words["second"] <= {"car", "bus", "tram", "boat"}
    assert words["third"] <= {"oak", "pine", "birch", "elm"}
    assert (samples["text"].str.split().str.len() == 5).all()
    assert list(tmp_path.iterdir()) == []


def test_numbers_around_three_points_of_a_circle(tmp_path: Path) -> None:
    """At angles of 0, 2 and 4: (1, 0), (-0.416, 0.909) and (-0.654, -0.757)."""
    samples = made_up((), tmp_path).astype({"x": "float", "y": "float"})
    means = samples.groupby("label")[["x", "y"]].mean()
    expected = [[1, 0], [-0.416, 0.909], [-0.654, -0.757]]
    np.testing.assert_allclose(means, expected, atol=0.1)


@pytest.mark.parametrize("columns", [("path",), ("text",), ()])
def test_one_seed_one_result(columns: tuple[str, ...], tmp_path: Path) -> None:
    contents = []
    for name, seed in {"one": 3, "same": 3, "other": 4}.items():
        (tmp_path / name).mkdir()
        samples = made_up(columns, tmp_path / name, seed)
        files = [path.read_bytes() for path in sorted((tmp_path / name).iterdir())]
        contents.append((files, samples.drop(columns="path", errors="ignore").to_csv()))
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_nothing_can_be_made_up_for_other_columns(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        made_up(("audio", "video"), tmp_path)
    assert str(caught.value) == (
        "no samples can be made up for the column audio or video; give some"
    )


class Pictures:
    """Declares no columns, and takes paths."""


class Texts:
    input_columns = ("text", "path")


def test_a_missing_file_a_folder_and_half_a_picture_can_not_be_read(tmp_path: Path) -> None:
    samples = made_up(("path",), tmp_path)
    unreadable = unreadable_samples(Pictures, samples, tmp_path)
    assert unreadable.to_dict("list") == {
        "sampleId": ["missing", "folder", "truncated"],
        "path": [str(tmp_path / "missing"), str(tmp_path), str(tmp_path / "truncated.png")],
        "label": ["first", "second", "third"],
    }
    with (
        pytest.raises(OSError, match=r"(?i)truncated|broken"),
        Image.open(tmp_path / "truncated.png") as picture,
    ):
        picture.load()
    assert (unreadable.dtypes == "str").all()
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(
    ("model_class", "columns"), [(Texts, ("text",)), (type("Table", (), {"input_columns": ()}), ())]
)
def test_what_is_no_file_can_be_read(
    model_class: type, columns: tuple[str, ...], tmp_path: Path
) -> None:
    samples = made_up(columns, tmp_path)
    unreadable = unreadable_samples(model_class, samples, tmp_path)
    assert unreadable.empty
    assert unreadable.columns.tolist() == samples.columns.tolist()


def test_a_text_in_a_file_can_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    samples = made_up(("path",), tmp_path).assign(path=str(tmp_path / "a.txt"))
    assert unreadable_samples(Texts, samples, tmp_path)["sampleId"].tolist() == [
        "missing",
        "folder",
    ]
