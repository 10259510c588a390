"""The linear model, against scikit-learn, numpy and its formulas."""

from itertools import islice

import numpy as np
import pytest
from fastlabel_text.linear import (
    descend,
    largest_eigenvalue,
    predict_log_probabilities,
    predict_probabilities,
)
from scipy import sparse
from sklearn.linear_model import LogisticRegression

RANDOM = np.random.default_rng(7)
DENSE = np.round(RANDOM.random((40, 15)) * (RANDOM.random((40, 15)) < 0.4), 3).astype(np.float32)
FEATURES = sparse.csr_array(DENSE)
TARGETS = np.concatenate([[0, 1, 2, 3], RANDOM.integers(0, 4, 36)])
SAMPLE_WEIGHTS = RANDOM.random(40).astype(np.float32) + 0.5
ZEROS = np.zeros((15, 4), np.float32)


def weights_after(epochs: int, **changed: object) -> np.ndarray:
    given = {
        "features": FEATURES,
        "targets": TARGETS,
        "sample_weights": SAMPLE_WEIGHTS,
        "weights": ZEROS,
        "inverse_penalty": 3.0,
    }
    descent = descend(**given | changed)
    return next(islice(descent, epochs, None)).weights


def test_the_descent_ends_where_scikit_learn_ends() -> None:
    expected = LogisticRegression(C=3.0, fit_intercept=False, tol=1e-9, max_iter=5000)
    expected.fit(DENSE.astype(np.float64), TARGETS, sample_weight=SAMPLE_WEIGHTS)

    weights = weights_after(500)

    np.testing.assert_allclose(weights, expected.coef_.T, atol=1e-4)
    np.testing.assert_allclose(
        predict_probabilities(FEATURES, weights), expected.predict_proba(DENSE), atol=1e-4
    )


def test_the_end_does_not_depend_on_the_start() -> None:
    start = RANDOM.normal(size=(15, 4)).astype(np.float32)
    np.testing.assert_allclose(weights_after(500, weights=start), weights_after(500), atol=1e-3)


def test_the_descent_begins_with_the_weights_given() -> None:
    start = RANDOM.normal(size=(15, 4)).astype(np.float32)
    epoch = next(descend(FEATURES, TARGETS, SAMPLE_WEIGHTS, start, 3.0))
    assert epoch.weights is start


def test_the_loss_is_the_weighted_mean_log_loss() -> None:
    weights = RANDOM.normal(size=(15, 4)).astype(np.float32)
    epoch = next(descend(FEATURES, TARGETS, SAMPLE_WEIGHTS, weights, 3.0))
    scores = np.exp(DENSE.astype(np.float64) @ weights)
    true = scores[np.arange(40), TARGETS] / scores.sum(axis=1)
    expected = (SAMPLE_WEIGHTS * -np.log(true)).sum() / SAMPLE_WEIGHTS.sum()
    assert epoch.loss == pytest.approx(expected, rel=1e-5)


def test_the_first_step_is_the_gradient_over_the_curvature() -> None:
    residuals = np.full((40, 4), 0.25)
    residuals[np.arange(40), TARGETS] -= 1
    gradient = DENSE.T @ (residuals * SAMPLE_WEIGHTS[:, None])
    curvature = largest_eigenvalue(FEATURES, SAMPLE_WEIGHTS) / 2 + 1 / 3
    np.testing.assert_allclose(weights_after(1), -gradient / curvature, rtol=1e-4, atol=1e-6)


def test_the_steps_are_those_of_fista() -> None:
    dense, samples = DENSE.astype(np.float64), np.arange(40)
    curvature = largest_eigenvalue(FEATURES, SAMPLE_WEIGHTS) / 2 + 1 / 3
    position = reached = np.zeros((15, 4))
    t = 1.0
    for _ in range(6):
        scores = np.exp(dense @ position)
        residuals = scores / scores.sum(axis=1, keepdims=True)
        residuals[samples, TARGETS] -= 1
        gradient = dense.T @ (residuals * SAMPLE_WEIGHTS[:, None]) + position / 3
        reached, before = position - gradient / curvature, reached
        t, last = (1 + np.sqrt(1 + 4 * t**2)) / 2, t
        position = reached + (last - 1) / t * (reached - before)
    np.testing.assert_allclose(weights_after(6), position, rtol=1e-3, atol=1e-5)


def test_log_probabilities_stay_finite_where_probabilities_vanish() -> None:
    weights = np.zeros((1, 2), np.float32)
    weights[0] = [0, 1000]
    one = sparse.csr_array(np.ones((1, 1), np.float32))
    assert predict_probabilities(one, weights).tolist() == [[0, 1]]
    assert predict_log_probabilities(one, weights).tolist() == [[-1000, 0]]


def test_a_class_without_samples_keeps_its_weights_to_the_bit() -> None:
    start = RANDOM.normal(size=(15, 6)).astype(np.float32)
    weights = weights_after(50, weights=start)
    np.testing.assert_array_equal(weights[:, 4:], start[:, 4:])
    assert (weights[:, :4] != start[:, :4]).all()


def test_the_weights_given_are_not_changed() -> None:
    start = np.ones((15, 4), np.float32)
    weights_after(5, weights=start)
    np.testing.assert_array_equal(start, 1)


def test_the_bound_is_just_above_the_largest_eigenvalue() -> None:
    gram = DENSE.T.astype(np.float64) @ (DENSE * SAMPLE_WEIGHTS[:, None])
    largest = np.linalg.eigvalsh(gram)[-1]
    bound = largest_eigenvalue(FEATURES, SAMPLE_WEIGHTS)
    assert largest * (1 - 1e-6) < bound < largest * (1 + 1e-3)


def test_the_bound_holds_for_samples_that_share_nothing_and_for_empty_ones() -> None:
    apart = sparse.csr_array(np.diag([3, 0, 1, 2]).astype(np.float32))
    assert largest_eigenvalue(apart, np.ones(4, np.float32)) == pytest.approx(9)
    nothing = sparse.csr_array((3, 5), dtype=np.float32)
    assert largest_eigenvalue(nothing, np.ones(3, np.float32)) == 0


def test_probabilities_are_the_softmax_and_stay_finite() -> None:
    weights = (RANDOM.normal(size=(15, 4)) * 1000).astype(np.float32)
    probabilities = predict_probabilities(FEATURES, weights)
    scores = DENSE.astype(np.float64) @ weights
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.testing.assert_allclose(
        probabilities, scores / scores.sum(axis=1, keepdims=True), rtol=2e-3, atol=1e-6
    )
    assert probabilities.dtype == np.float32


def test_without_features_all_classes_are_equally_probable() -> None:
    nothing = sparse.csr_array((2, 15), dtype=np.float32)
    weights = RANDOM.normal(size=(15, 4)).astype(np.float32)
    assert predict_probabilities(nothing, weights).tolist() == [[0.25] * 4] * 2
