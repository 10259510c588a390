"""The learning rate, step by step, and when training stops."""

from __future__ import annotations

import math

import pytest
from fastlabel_resnet.schedule import best_epoch, is_finished, learning_rate


def test_cosine_after_the_warm_up() -> None:
    steps, highest, final = 200, 0.1, 0.05
    for step in range(20, 200):
        share = (step - 20) / 179
        cosine = 0.5 * highest * (1 + final) + 0.5 * highest * (1 - final) * math.cos(
            share * math.pi
        )
        assert learning_rate(step, steps, highest, final) == pytest.approx(cosine, rel=1e-12)


def test_ends() -> None:
    assert learning_rate(20, 200, 0.1, 0.05) == pytest.approx(0.1)
    assert learning_rate(199, 200, 0.1, 0.05) == pytest.approx(0.005)


def test_warm_up_is_linear() -> None:
    rates = [learning_rate(step, 40, 1.0, 0.1) for step in range(5)]
    assert rates == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_few_steps(steps: int) -> None:
    rates = [learning_rate(step, steps, 0.3, 0.1) for step in range(steps)]
    assert rates == pytest.approx([0.3, 0.03] if steps == 2 else [0.3, 0.165, 0.03][:steps])


@pytest.mark.parametrize(
    ("losses", "min_delta", "best"),
    [
        ([3.0], 0.0, 1),
        ([3.0, 2.0, 2.5], 0.0, 2),
        ([3.0, 2.0, 2.0], 0.0, 2),
        ([3.0, 2.95, 2.89], 0.1, 3),
        ([3.0, 2.95, 2.92], 0.1, 1),
    ],
)
def test_best_epoch(losses: list[float], min_delta: float, best: int) -> None:
    assert best_epoch(losses, min_delta) == best


@pytest.mark.parametrize(
    ("losses", "patience", "finished"),
    [
        ([], 2, False),
        ([3.0], 2, False),
        ([3.0, 4.0], 2, False),
        ([3.0, 4.0, 4.0], 2, True),
        ([3.0, 4.0, 2.0], 2, False),
        ([3.0, 4.0, 4.0, 4.0], 0, False),
        ([5.0, 4.0, 3.0, 2.0, 1.0], 2, True),
    ],
)
def test_is_finished(losses: list[float], patience: int, finished: bool) -> None:
    assert is_finished(losses, epochs=5, patience=patience, min_delta=0.0) is finished
