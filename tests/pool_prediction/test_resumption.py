"""What a prediction that was killed has done is kept, and it ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from fastlabel_core import durable, pool_prediction
from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.predictions import Predictions


class Killed(BaseException):
    pass


def content(folder):
    """Return every file that counts, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_what_is_done_is_not_predicted_again(
    tmp_path, pool, make_model, expected_probabilities, expected_errors
):
    predict_in_pieces(pool(10), tmp_path, make_model())
    model = make_model()
    predictions = predict_in_pieces(pool(10), tmp_path, model)
    assert model.pieces == []
    np.testing.assert_array_equal(predictions.probabilities, expected_probabilities(range(10)))
    assert predictions.errors == expected_errors(10)


def test_a_model_that_raises_loses_one_piece(tmp_path, pool, make_model):
    def breaking(frame):
        if frame["sampleId"].iloc[0] == "4":
            raise RuntimeError("out of memory")
        return make_model()(frame)

    with pytest.raises(RuntimeError, match="out of memory"):
        predict_in_pieces(pool(10), tmp_path, breaking)
    model = make_model()
    predict_in_pieces(pool(10), tmp_path, model)
    assert model.pieces == [[4, 5, 6, 7], [8, 9]]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_any_write_changes_nothing(
    tmp_path, monkeypatch, pool, everything, assert_whole, moment
):
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


def test_arrays_are_on_the_disk_before_they_are_counted(tmp_path, monkeypatch, pool, everything):
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


def test_half_a_piece_is_written_over(tmp_path, pool, everything):
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


def test_an_error_that_is_gone_after_a_kill_is_forgotten(tmp_path, monkeypatch, pool):
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
