"""A model that answers a piece in other classes or widths than the piece before is refused."""

import pytest

from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.results import UnsoundResultError


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ({"width": 2}, {"width": 3}, "embeddings of width 3 for rows 4 to 7, of width 2"),
        ({}, {"width": 3}, "embeddings of width 3 for rows 4 to 7, of no width"),
        ({"width": 2}, {}, "embeddings of no width for rows 4 to 7, of width 2"),
        ({"passes": 2}, {"passes": 3}, "dropout of width 3 x 3 for rows 4 to 7, of width 2 x 3"),
    ],
)
@pytest.mark.parametrize("is_killed", [True, False])
def test_widths_that_change_are_refused(
    tmp_path, pool, make_model, before, after, problem, is_killed
):
    """Also where the piece before is that of a run that was killed."""
    given = [before] if is_killed else [before, after]
    models = iter([make_model(**widths) for widths in given])
    with pytest.raises(StopIteration if is_killed else UnsoundResultError) as raised:
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    if is_killed:
        with pytest.raises(UnsoundResultError) as raised:
            predict_in_pieces(pool(10), tmp_path, make_model(**after))
    assert str(raised.value) == f"returned {problem} before"


def test_classes_where_there_were_none_are_refused(tmp_path, pool, make_model):
    models = iter([make_model([], width=2), make_model(width=2)])
    with pytest.raises(UnsoundResultError, match=r"^returned other classes for rows 4 to 7$"):
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))


@pytest.mark.parametrize("classes", [["cat", "NA"], ["NA", "cat", "猫"], ["cat", "NA", "dog"]])
def test_classes_that_change_are_refused(tmp_path, pool, make_model, classes):
    models = iter([make_model(), make_model(classes)])
    with pytest.raises(UnsoundResultError) as raised:
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    assert str(raised.value) == "returned other classes for rows 4 to 7"


def test_classes_that_change_after_a_kill_are_refused(tmp_path, pool, make_model):
    models = iter([make_model()])
    with pytest.raises(StopIteration):
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    with pytest.raises(UnsoundResultError, match=r"^returned other classes for rows 4 to 7$"):
        predict_in_pieces(pool(10), tmp_path, make_model(["cat", "NA"]))
