"""Passes with dropout, worked by hand from the features, the weights and the draws."""

import numpy as np
import pytest
from fastlabel_text.dropout import draw_masks, predict_passes
from fastlabel_text.linear import predict_probabilities
from scipy import sparse
from scipy.special import softmax

from fastlabel_core import Wanted

GENERATOR = np.random.default_rng(0)
DENSE = GENERATOR.random((6, 40), np.float32) * (GENERATOR.random((6, 40)) < 0.3)
FEATURES = sparse.csr_array(DENSE)
WEIGHTS = GENERATOR.normal(0, 3, (40, 3)).astype(np.float32)


def passes(wanted: Wanted, random_seed: int = 5) -> np.ndarray:
    return predict_passes(FEATURES, WEIGHTS, draw_masks(40, wanted, random_seed))


@pytest.mark.parametrize("rate", [0.25, 0.75])
def test_a_pass_worked_by_hand(rate: float) -> None:
    """A feature is kept where its draw reaches the rate, and then counts ``1 / (1 - rate)``."""
    found = passes(Wanted(dropout_passes=3, dropout_rate=rate))
    assert found.dtype == np.float32
    for number in range(3):
        kept = np.random.default_rng([5, number]).random(40) >= rate
        expected = softmax(DENSE[:, kept] @ WEIGHTS[kept] / (1 - rate), axis=1)
        np.testing.assert_allclose(found[:, number], expected, rtol=1e-4)


def test_almost_nothing_dropped_says_what_the_model_says() -> None:
    plain = predict_probabilities(FEATURES, WEIGHTS)
    little = passes(Wanted(dropout_passes=2, dropout_rate=1e-9))
    for number in (0, 1):
        np.testing.assert_allclose(little[:, number], plain, rtol=1e-5)


def test_masks_hang_on_the_seed_and_the_pass_alone() -> None:
    few, many = (draw_masks(40, Wanted(dropout_passes=count), 1) for count in (2, 5))
    np.testing.assert_array_equal(few, many[:2])
    masks = [*many.tolist(), *draw_masks(40, Wanted(dropout_passes=5), 2).tolist()]
    assert len({tuple(mask) for mask in masks}) == 10


def test_masks_drop_the_share_that_was_asked_for() -> None:
    (mask,) = draw_masks(10_000, Wanted(dropout_passes=1, dropout_rate=0.2), 0)
    assert sorted(set(mask.tolist())) == [0, 1.25]
    assert np.mean(mask == 0) == pytest.approx(0.2, abs=0.02)


def test_what_is_given_is_not_changed() -> None:
    features = FEATURES.copy()
    passes(Wanted(dropout_passes=2))
    assert (features != FEATURES).nnz == 0
    assert FEATURES.nnz == features.nnz


def test_a_text_that_loses_all_its_features_may_be_of_any_class() -> None:
    masks = np.zeros((1, 40), np.float32)
    assert (predict_passes(FEATURES, WEIGHTS, masks) == np.float32(1 / 3)).all()
