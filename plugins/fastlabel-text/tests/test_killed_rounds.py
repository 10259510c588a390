"""A round that is killed at any moment ends, run again, with the same bytes."""

import csv

import numpy as np

from fastlabel_core.testing import Round, check_killed_rounds

WORDS = {"fruit": "apple pear plum cherry grape", "vehicle": "car bus tram boat bike"}


def write_inputs(folder, pool):
    generator = np.random.default_rng(0)

    def text(label):
        return " ".join(generator.choice([*WORDS[label].split(), "red", "old", "new"], 6))

    def write(name, columns, rows):
        with (folder / name).open("w", newline="") as file:
            csv.writer(file).writerows([columns, *rows])

    labels = generator.choice(list(WORDS), 40)
    rows = [[f"a{row}", text(label), label] for row, label in enumerate(labels)]
    write("input_label.csv", ["sampleId", "text", "label"], rows)
    rows = [[f"p{row}", text(generator.choice(list(WORDS)))] for row in range(pool)]
    write("input_unlabel.csv", ["sampleId", "text"], rows)


def test_killed_rounds_end_with_the_same_bytes(tmp_path):
    inputs = tmp_path / "input"
    inputs.mkdir()
    write_inputs(inputs, pool=20_000)
    moments = [0.4, 0.6, 0.8, 0.9]
    round_ = Round(inputs, ["--plugin", "text"])
    killed = list(check_killed_rounds(round_, tmp_path, moments))
    assert [one.moment for one in killed] == moments
    assert sum(one.was_running for one in killed) > len(moments) / 2
