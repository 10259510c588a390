"""A round that is killed at any moment ends, run again, with the same bytes."""

import csv

import numpy as np
from PIL import Image

from fastlabel_core.testing import Round, check_killed_rounds


def write_inputs(folder):
    """Write pictures of two classes: a light half on the left, or on top."""
    generator = np.random.default_rng(0)
    rows = []
    for number in range(60):
        pixels = generator.integers(0, 100, (16, 16), dtype=np.uint8)
        half = (slice(None), slice(8)) if number % 2 else (slice(8), slice(None))
        pixels[half] += 120
        Image.fromarray(pixels).save(folder / f"{number}.png")
        rows.append([f"s{number}", f"{number}.png", "left" if number % 2 else "top"])
    with (folder / "input_label.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["sampleId", "path", "label"], *rows[:30]])
    with (folder / "input_unlabel.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["sampleId", "path"], *(row[:2] for row in rows[30:])])


def test_killed_rounds_end_with_the_same_bytes(tmp_path):
    inputs = tmp_path / "input"
    inputs.mkdir()
    write_inputs(inputs)
    moments = [0.6, 0.75, 0.9]
    options = ["--option", "epochs=3", "--option", "pretrained=false"]
    round_ = Round(inputs, ["--plugin", "resnet", *options])
    killed = list(check_killed_rounds(round_, tmp_path, moments))
    assert [one.moment for one in killed] == moments
    assert sum(one.was_running for one in killed) > len(moments) / 2
