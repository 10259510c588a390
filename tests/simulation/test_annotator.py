from collections import Counter

import pytest

from fastlabel_core.simulation.annotator import Annotator

CLASSES = ("a", "b", "c", "d")
SAMPLES = [f"s{number}" for number in range(4000)]


def answers(error_rate, seed=0, samples=SAMPLES):
    annotator = Annotator(CLASSES, error_rate, seed)
    return {sample: annotator.answer(sample, "b") for sample in samples}


def test_without_errors_the_truth_is_told():
    assert set(answers(0.0).values()) == {"b"}


def test_errors_come_at_their_rate_and_every_other_class_as_often():
    """Of 4,000, 800 are expected, give or take 25; of each other class 267, give or take 16."""
    counts = Counter(answers(0.2).values())
    assert set(counts) == set(CLASSES)
    assert 4000 - counts["b"] == pytest.approx(800, abs=4 * 25)
    for name in "acd":
        assert counts[name] == pytest.approx(267, abs=4 * 16)


def test_at_a_rate_of_one_no_answer_is_right():
    assert set(answers(1.0).values()) == {"a", "c", "d"}


def test_an_answer_depends_on_the_seed_and_the_sample_alone():
    expected = answers(0.5)
    assert answers(0.5, samples=SAMPLES[::-7]) == {name: expected[name] for name in SAMPLES[::-7]}
    other = answers(0.5, seed=1)
    # By chance they agree where both are right, or wrong by the same class: 1/4 + 1/4 * 1/3.
    agreed = sum(expected[name] == other[name] for name in SAMPLES)
    assert agreed / 4000 == pytest.approx(1 / 4 + 1 / 12, abs=0.03)


def test_a_wrong_answer_stays_the_same_at_a_higher_rate():
    low, high = answers(0.1), answers(0.4)
    wrong = [name for name in SAMPLES if low[name] != "b"]
    assert wrong
    assert [high[name] for name in wrong] == [low[name] for name in wrong]
