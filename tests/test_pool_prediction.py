import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import durable, pool_prediction
from fastlabel_core.events import Progress, listening
from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.predictions import Predictions
from fastlabel_core.results import UnsoundResultError

PIECE = 4
CLASSES = ["cat", "NA", "猫"]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(pool_prediction, "PIECE_ROWS", PIECE)


def pool(rows):
    return pd.DataFrame({"sampleId": [str(number) for number in range(rows)]}, dtype="str")


class Model:
    """Answers by the sample alone, can't read every fifth, and notes the pieces it is given."""

    def __init__(self, classes=CLASSES, width=0, passes=0):
        self.classes = classes
        self.width = width
        self.passes = passes
        self.pieces = []

    def __call__(self, frame):
        numbers = frame["sampleId"].astype(int).to_numpy()
        self.pieces.append(numbers.tolist())
        assert list(frame.index) == list(range(len(frame)))
        probabilities = expected_probabilities(numbers)[:, : len(self.classes)]
        errors = {row: f"no {number}: ü" for row, number in enumerate(numbers) if number % 5 == 4}
        embeddings = expected_embeddings(numbers, self.width) if self.width else None
        dropout = expected_dropout(numbers, self.passes) if self.passes else None
        return Predictions(self.classes, probabilities, errors, embeddings, dropout)


def expected_embeddings(numbers, width):
    return np.float32(np.asarray(numbers)[:, np.newaxis] + 1 / (1 + np.arange(width)))


def expected_dropout(numbers, passes):
    turned = [np.roll(expected_probabilities(numbers), each, axis=1) for each in range(passes)]
    return np.stack(turned, axis=1)


def everything():
    return Model(width=2, passes=4)


def assert_whole(predictions, rows):
    """All that `everything` gives of so many samples."""
    numbers = range(rows)
    np.testing.assert_array_equal(predictions.probabilities, expected_probabilities(numbers))
    np.testing.assert_array_equal(predictions.embeddings, expected_embeddings(numbers, 2))
    np.testing.assert_array_equal(predictions.dropout, expected_dropout(numbers, 4))
    assert predictions.errors == expected_errors(rows)


def expected_probabilities(numbers):
    first = (np.asarray(numbers) % 7 + 1) / 10
    return np.stack([first, (1 - first) / 3, (1 - first) * 2 / 3], axis=1).astype(np.float32)


def expected_errors(rows):
    return {number: f"no {number}: ü" for number in range(4, rows, 5)}


@pytest.mark.parametrize(
    ("rows", "pieces"),
    [
        (1, [[0]]),
        (4, [[0, 1, 2, 3]]),
        (10, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]),
        (12, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]),
    ],
)
def test_the_whole_pool_in_pieces(tmp_path, rows, pieces):
    model = Model()
    predictions = predict_in_pieces(pool(rows), tmp_path, model)
    assert model.pieces == pieces
    assert predictions.classes == CLASSES
    np.testing.assert_array_equal(predictions.probabilities, expected_probabilities(range(rows)))
    assert predictions.errors == expected_errors(rows)
    assert list(predictions.errors) == sorted(predictions.errors)


def test_the_probabilities_are_a_read_only_memory_map_of_plain_float32(tmp_path):
    predictions = predict_in_pieces(pool(10), tmp_path, Model())
    assert isinstance(predictions.probabilities, np.memmap)
    assert not predictions.probabilities.flags.writeable
    assert (tmp_path / "pool-predictions" / "probabilities.float32").read_bytes() == (
        expected_probabilities(range(10)).astype("<f4").tobytes()
    )


@pytest.mark.parametrize("rows", [1, 4, 10, 12])
def test_embeddings_and_dropout(tmp_path, rows):
    predictions = predict_in_pieces(pool(rows), tmp_path, everything())
    assert_whole(predictions, rows)
    for array in (predictions.embeddings, predictions.dropout):
        assert isinstance(array, np.memmap)
        assert not array.flags.writeable
    folder = tmp_path / "pool-predictions"
    assert (folder / "embeddings.float32").read_bytes() == (
        expected_embeddings(range(rows), 2).astype("<f4").tobytes()
    )
    assert (folder / "dropout.float32").read_bytes() == (
        expected_dropout(range(rows), 4).astype("<f4").tobytes()
    )
    assert json.loads((folder / "done.json").read_text()) == {
        "rows": rows,
        "classes": CLASSES,
        "shapes": {"probabilities": [3], "embeddings": [2], "dropout": [4, 3]},
    }


def test_what_the_model_does_not_give_is_none(tmp_path):
    predictions = predict_in_pieces(pool(10), tmp_path, Model())
    assert (predictions.embeddings, predictions.dropout) == (None, None)
    assert not (tmp_path / "pool-predictions" / "embeddings.float32").exists()


def test_an_untrained_model_knows_no_class(tmp_path):
    for _ in range(2):
        predictions = predict_in_pieces(pool(10), tmp_path, Model([], width=2))
        assert (predictions.classes, predictions.probabilities.shape) == ([], (10, 0))
        np.testing.assert_array_equal(predictions.embeddings, expected_embeddings(range(10), 2))


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (Model(width=2), Model(width=3), "embeddings of width 3 for rows 4 to 7, of width 2"),
        (Model(), Model(width=3), "embeddings of width 3 for rows 4 to 7, of no width"),
        (Model(width=2), Model(), "embeddings of no width for rows 4 to 7, of width 2"),
        (
            Model(passes=2),
            Model(passes=3),
            "dropout of width 3 x 3 for rows 4 to 7, of width 2 x 3",
        ),
    ],
)
@pytest.mark.parametrize("is_killed", [True, False])
def test_widths_that_change_are_refused(tmp_path, before, after, problem, is_killed):
    """Also where the piece before is that of a run that was killed."""
    models = iter([before, *([] if is_killed else [after])])
    with pytest.raises(StopIteration if is_killed else UnsoundResultError) as raised:
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    if is_killed:
        with pytest.raises(UnsoundResultError) as raised:
            predict_in_pieces(pool(10), tmp_path, after)
    assert str(raised.value) == f"returned {problem} before"


def test_classes_where_there_were_none_are_refused(tmp_path):
    models = iter([Model([], width=2), Model(width=2)])
    with pytest.raises(UnsoundResultError, match=r"^returned other classes for rows 4 to 7$"):
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))


def test_probabilities_in_column_order_in_memory(tmp_path):
    def predict(frame):
        return Predictions(["a", "b"], np.asfortranarray([[0.25, 0.75], [0.5, 0.5]], dtype="f4"))

    predictions = predict_in_pieces(pool(2), tmp_path, predict)
    np.testing.assert_array_equal(predictions.probabilities, [[0.25, 0.75], [0.5, 0.5]])


def test_an_empty_pool(tmp_path):
    model = Model()
    predictions = predict_in_pieces(pool(0), tmp_path, model)
    assert (len(predictions), list(predictions.classes), predictions.errors) == (0, [], {})
    assert model.pieces == []


def test_progress_counts_the_samples(tmp_path):
    events = []
    with listening(events.append):
        predict_in_pieces(pool(10), tmp_path, Model())
    assert events == [Progress("samples", done, 10) for done in (4, 8, 10)]


def test_what_is_done_is_not_predicted_again(tmp_path):
    predict_in_pieces(pool(10), tmp_path, Model())
    model = Model()
    predictions = predict_in_pieces(pool(10), tmp_path, model)
    assert model.pieces == []
    np.testing.assert_array_equal(predictions.probabilities, expected_probabilities(range(10)))
    assert predictions.errors == expected_errors(10)


def test_a_model_that_raises_loses_one_piece(tmp_path):
    def breaking(frame):
        if frame["sampleId"].iloc[0] == "4":
            raise RuntimeError("out of memory")
        return Model()(frame)

    with pytest.raises(RuntimeError, match="out of memory"):
        predict_in_pieces(pool(10), tmp_path, breaking)
    model = Model()
    predict_in_pieces(pool(10), tmp_path, model)
    assert model.pieces == [[4, 5, 6, 7], [8, 9]]


@pytest.mark.parametrize("classes", [["cat", "NA"], ["NA", "cat", "猫"], ["cat", "NA", "dog"]])
def test_classes_that_change_are_refused(tmp_path, classes):
    models = iter([Model(), Model(classes)])
    with pytest.raises(UnsoundResultError) as raised:
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    assert str(raised.value) == "returned other classes for rows 4 to 7"


def test_classes_that_change_after_a_kill_are_refused(tmp_path):
    models = iter([Model()])
    with pytest.raises(StopIteration):
        predict_in_pieces(pool(10), tmp_path, lambda frame: next(models)(frame))
    with pytest.raises(UnsoundResultError, match=r"^returned other classes for rows 4 to 7$"):
        predict_in_pieces(pool(10), tmp_path, Model(["cat", "NA"]))


class Killed(BaseException):
    pass


def content(folder):
    """Return every file that counts, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_any_write_changes_nothing(tmp_path, monkeypatch, moment):
    """Every write, sync and rename is the last one, once; then the run is taken up."""
    whole = tmp_path / "whole"
    whole.mkdir()
    predict_in_pieces(pool(10), whole, everything())
    countdown = [-1]

    def deadly(function):
        def call(*args, **kwargs):
            countdown[0] -= 1
            if countdown[0] == 0 and moment == "before":
                raise Killed
            result = function(*args, **kwargs)
            if countdown[0] == 0:
                raise Killed
            return result

        return call

    monkeypatch.setattr(os, "fsync", deadly(lambda descriptor: None))
    for name in ("replace", "write_text", "touch", "unlink", "mkdir"):
        monkeypatch.setattr(Path, name, deadly(getattr(Path, name)))
    kills = 0
    for number in range(1, 100):
        folder = tmp_path / str(number)
        os.mkdir(folder)  # noqa: PTH102
        countdown[0] = number
        try:
            predict_in_pieces(pool(10), folder, everything())
        except Killed:
            kills += 1
        else:
            break
        countdown[0] = -1
        assert_whole(predict_in_pieces(pool(10), folder, everything()), 10)
        assert content(folder) == content(whole)
    assert kills > 35


def test_arrays_are_on_the_disk_before_they_are_counted(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(
        os,
        "fsync",
        lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()),
    )
    predict_in_pieces(pool(3), tmp_path, everything())
    folder = tmp_path / "pool-predictions"
    assert synced == [
        folder / "probabilities.float32",
        folder / "embeddings.float32",
        folder / "dropout.float32",
        folder / ".done.json.partial",
        folder,
    ]


def test_half_a_piece_is_written_over(tmp_path):
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    for folder in (whole, torn):
        folder.mkdir()
        predict_in_pieces(pool(8), folder, everything())
    for name in ("probabilities", "embeddings", "dropout"):
        with (torn / "pool-predictions" / f"{name}.float32").open("ab") as file:
            file.write(b"\xff" * 13)
    predict_in_pieces(pool(12), torn, everything())
    predict_in_pieces(pool(12), whole, everything())
    assert content(torn) == content(whole)


def test_an_error_that_is_gone_after_a_kill_is_forgotten(tmp_path, monkeypatch):
    def unreachable(frame):
        return Predictions(["a"], np.ones((len(frame), 1), "f4"), {1: "no route to host"})

    def killed(path, content):
        if path.name == "done.json":
            raise Killed
        durable.write_whole(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(pool_prediction, "write_whole", killed)
        with pytest.raises(Killed):
            predict_in_pieces(pool(3), tmp_path, unreachable)
    again = predict_in_pieces(
        pool(3), tmp_path, lambda frame: Predictions(["a"], np.ones((len(frame), 1), "f4"))
    )
    assert again.errors == {}


RUN = """
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from fastlabel_core import pool_prediction
from fastlabel_core.predictions import Predictions

pool_prediction.PIECE_ROWS = 10


def predict(frame):
    time.sleep(float(sys.argv[2]))
    first = (frame["sampleId"].astype(int).to_numpy() % 7 + 1) / 10
    probabilities = np.stack([first, 1 - first], axis=1).astype(np.float32)
    return Predictions(["a", "b"], probabilities, {3: f"no {frame['sampleId'].iloc[3]}"})


pool = pd.DataFrame({"sampleId": [str(number) for number in range(300)]}, dtype="str")
print("ready", flush=True)
predictions = pool_prediction.predict_in_pieces(pool, Path(sys.argv[1]), predict)
"""


def test_a_process_killed_at_random_moments_ends_with_the_same_bytes(tmp_path, monkeypatch):
    def run_here(folder):
        variables = {}
        monkeypatch.setattr(sys, "argv", ["run", str(folder), "0"])
        exec(RUN, variables)
        return variables["predictions"]

    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    run_here(whole)
    moments = random.Random(0)
    for _ in range(2):
        slow = [sys.executable, "-c", RUN, str(killed), "0.1"]
        with subprocess.Popen(slow, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(moments.uniform(0.1, 0.5))
            process.kill()
        assert process.returncode == -signal.SIGKILL

    predictions = run_here(killed)

    assert (len(predictions), len(predictions.errors)) == (300, 30)
    assert content(killed) == content(whole)
