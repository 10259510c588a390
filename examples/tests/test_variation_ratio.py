"""The extension ``variation-ratio``: against a brute force, and as a user has it."""

import csv
import json
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from fastlabel_variation_ratio.strategy import VariationRatioOptions, select_by_variation

from fastlabel_core.query import Candidates, Labelled
from fastlabel_core.query.rows import Rows

ROWS, PASSES, CLASSES = 160_000, 7, 4


def candidates_of(passes):
    rows, _, classes = passes.shape
    nothing = np.empty((rows, 0), dtype=np.float32)
    return Candidates(Rows(nothing), Rows(nothing), Rows(passes), Labelled.none(classes))


def select(passes, count, **options):
    return select_by_variation(
        candidates_of(np.asarray(passes, dtype=np.float32)),
        count,
        VariationRatioOptions(**options),
        np.random.default_rng(0),
    )


def fastlabel(folder, *arguments):
    finished = subprocess.run(
        [sys.executable, "-m", "fastlabel_core", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_scores_are_those_of_counting_the_labels():
    passes = np.random.default_rng(1).dirichlet(np.ones(CLASSES), (ROWS, PASSES))
    passes = passes.astype(np.float32)
    assert len(list(Rows(passes).chunks())) == 2
    labels = [[max(range(CLASSES), key=list(p).__getitem__) for p in row] for row in passes[-500:]]
    expected = [1 - Counter(row).most_common(1)[0][1] / PASSES for row in labels]
    assert select(passes, 3).scores[-500:] == pytest.approx(expected)


A, B = [0.9, 0.1], [0.2, 0.8]
SURE_A, UNSURE_A = [1.0, 0.0], [0.6, 0.4]


def test_the_highest_ratio_first():
    passes = [[A, A, A], [A, B, A], [B, B, B], [B, B, A]]
    query = select(passes, 2)
    assert query.scores == pytest.approx([0, 1 / 3, 0, 1 / 3])
    assert sorted(query.indices) == [1, 3]


def test_ties_at_random_or_the_least_sure_first():
    passes = [[SURE_A] * 2, [UNSURE_A] * 2, [A] * 2, [A, B]]
    assert select(passes, 4, least_sure_first=True).indices.tolist() == [3, 1, 2, 0]
    many = np.tile(np.float32(A), (100, 3, 1))
    chosen = select(many, 10).indices
    assert len(set(chosen)) == 10
    assert sorted(chosen) not in (list(range(10)), list(range(90, 100)))


def test_it_is_listed(tmp_path):
    described = json.loads(fastlabel(tmp_path, "strategies", "variationratio", "--json"))
    assert described["needs"] == ["dropout"]
    assert [(row["option"], row["default"]) for row in described["options"]] == [
        ("dropout_passes", 20),
        ("dropout_rate", 0.5),
        ("least_sure_first", False),
    ]
    assert "VariationRatio" in fastlabel(tmp_path, "strategies", "--plugin", "text")
    assert "VariationRatio" not in fastlabel(tmp_path, "strategies", "--plugin", "bayes")


def test_a_round_with_it(tmp_path):
    fastlabel(tmp_path, "demo", "docstrings")
    fastlabel(
        tmp_path,
        *("run", "--plugin", "text", "--query-cnt", "20", "--strategy", "variationratio"),
        *("--strategy-option", "dropout_passes=4", "--strategy-option", "random_share=0.1"),
    )
    output = tmp_path / "exp_dir" / "output"
    with (output / "predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    # Of four passes three, two or one may have a label of their own.
    assert {float(row["score"]) for row in rows} == {0, 0.25, 0.5, 0.75}
    hard = [row for row in rows if row["is_hard"] == "true"]
    assert len(hard) == 20
    assert [row["is_random"] for row in hard].count("true") == 2
    least = min(float(row["score"]) for row in hard if row["is_random"] == "false")
    assert least >= 0.5
    report = json.loads((output / "report.json").read_text())
    assert report["parameters"]["strategy"] == "VariationRatio"
    assert report["parameters"]["strategy_options"]["dropout_passes"] == 4
    assert report["parameters"]["strategy_options"]["least_sure_first"] is False
    assert "variation-ratio 0.1.0" in report["parameters"]["extensions"]
