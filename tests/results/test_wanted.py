"""What is wanted beside probabilities, and embeddings of a model that was never trained."""

import numpy as np
import pytest

from fastlabel_core import Predictions, Wanted
from fastlabel_core.results import UnsoundResultError, checked_predictions

HALVES = np.full((4, 2), 0.5, dtype="f4")
PLACES = np.arange(8, dtype="f8").reshape(4, 2)
PASSES = np.full((4, 3, 2), 0.5, dtype="f8")
BOTH = Wanted(embeddings=True, dropout_passes=3)


def gave(embeddings=PLACES, dropout=PASSES, errors=None):
    return Predictions(["a", "b"], HALVES, errors or {}, embeddings, dropout)


def test_what_was_wanted(pool):
    checked = checked_predictions(gave(), pool, BOTH)
    assert checked.embeddings.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert checked.dropout.tolist() == [[[0.5, 0.5]] * 3] * 4
    assert checked.embeddings.dtype == checked.dropout.dtype == np.float32


def test_what_was_not_wanted_is_dropped(pool):
    checked = checked_predictions(gave("nonsense", "nonsense"), pool)
    assert (checked.embeddings, checked.dropout) == (None, None)
    checked = checked_predictions(gave(), pool, Wanted(embeddings=True))
    assert checked.embeddings is not None
    assert checked.dropout is None


@pytest.mark.parametrize("is_mapped", ["embeddings", "dropout"])
def test_memory_maps_stay_so(pool, tmp_path, is_mapped):
    shape = {"embeddings": (4, 2), "dropout": (4, 3, 2)}[is_mapped]
    mapped = np.memmap(tmp_path / "m", dtype=np.float32, mode="w+", shape=shape)
    mapped[:] = 0.5
    checked = checked_predictions(gave(**{is_mapped: mapped}), pool, BOTH)
    assert np.shares_memory(getattr(checked, is_mapped), mapped)


def changed_at(array, row, value):
    changed = array.copy()
    changed[row].flat[-1] = value
    return changed


NEGATIVE = PASSES.copy()
NEGATIVE[2, 1] = [1.5, -0.5]
UNSOUND_PASSES = (
    "returned passes with dropout that are negative, not finite or do not sum to 1 for 1 samples, "
    "such as 'p3'"
)


@pytest.mark.parametrize(
    ("predictions", "problem"),
    [
        (gave(embeddings=None), "returned no embeddings, which were wanted"),
        (gave(dropout=None), "returned no passes with dropout, which were wanted"),
        (gave(PLACES[:3]), "returned embeddings of shape (3, 2) for 4 samples"),
        (gave(PLACES[:, 0]), "returned embeddings of shape (4,) for 4 samples"),
        (gave(PLACES[:, :0]), "returned embeddings of shape (4, 0) for 4 samples"),
        (gave(PASSES), "returned embeddings of shape (4, 3, 2) for 4 samples"),
        (gave(dropout=PASSES[:, :2]), "returned passes with dropout of shape (4, 2, 2) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(dropout=PASSES[:, :, :1]), "returned passes with dropout of shape (4, 3, 1) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(dropout=PASSES[1:]), "returned passes with dropout of shape (3, 3, 2) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(changed_at(PLACES, 1, np.nan)), "returned embeddings that are not finite for 1 "
         "samples, such as 'p2'"),
        (gave(changed_at(PLACES, slice(3), 1e39)), "returned embeddings that are not finite for 1 "
         "samples, such as 'p3'"),
        (gave(dropout=changed_at(PASSES, 2, 0.51)), UNSOUND_PASSES),
        (gave(dropout=changed_at(PASSES, 2, np.nan)), UNSOUND_PASSES),
        (gave(dropout=changed_at(PASSES, 2, np.inf)), UNSOUND_PASSES),
        (gave(dropout=NEGATIVE), UNSOUND_PASSES),
    ],
)  # fmt: skip
def test_what_was_wanted_and_is_unsound(refusal, pool, predictions, problem):
    assert refusal(checked_predictions, predictions, pool, BOTH) == problem


@pytest.mark.parametrize("chunk_bytes", [1, 24, 1000])
def test_chunks_make_no_difference(refusal, pool, monkeypatch, chunk_bytes):
    monkeypatch.setattr("fastlabel_core.query.rows.CHUNK_BYTES", chunk_bytes)
    checked_predictions(gave(), pool, BOTH)
    for row, name in enumerate(pool["sampleId"]):
        said = refusal(checked_predictions, gave(changed_at(PLACES, row, np.nan)), pool, BOTH)
        assert said.endswith(f"for 1 samples, such as {name!r}")


def test_rows_that_can_not_be_read_may_hold_anything(pool):
    broken = gave(changed_at(PLACES, 2, np.nan), changed_at(PASSES, 2, np.nan), {2: "dark"})
    assert checked_predictions(broken, pool, BOTH).errors == {2: "dark"}


UNTRAINED = Predictions([], np.empty((4, 0)), {}, PLACES)
EMBEDDINGS = Wanted(embeddings=True)


def test_a_model_that_was_never_trained(pool):
    checked = checked_predictions(UNTRAINED, pool, EMBEDDINGS, is_trained=False)
    assert (checked.classes, checked.probabilities.shape) == ([], (4, 0))
    assert checked.embeddings.shape == (4, 2)


def test_classes_of_a_model_that_was_never_trained(pool):
    with pytest.raises(UnsoundResultError) as caught:
        checked_predictions(gave(), pool, EMBEDDINGS, is_trained=False)
    assert str(caught.value) == (
        "returned 2 classes, though the model was never trained; return none, and embeddings alone"
    )


def test_a_trained_model_without_classes(refusal, pool):
    assert refusal(checked_predictions, UNTRAINED, pool, EMBEDDINGS) == "returned no classes"
