"""A training that is killed goes on from the last complete epoch, and ends with the same bits."""

from __future__ import annotations

import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fastlabel_resnet import Options, ResNetModel

from fastlabel_core import EpochEnded, Event, Progress, Warned


class Killed(BaseException):
    """Stands for a process that ends at once: nothing of the plugin's may catch it."""


def wait_for(checkpoint: Path) -> None:
    until = time.monotonic() + 120
    while not checkpoint.exists():
        assert time.monotonic() < until, f"{checkpoint} never came"
        time.sleep(0.002)


def test_killed_process(make_samples: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    """Another process trains, is killed, and goes on; this one trains without a break."""
    samples_csv, killed, whole = (tmp_path / name for name in ("samples.csv", "killed", "whole"))
    make_samples(30).to_csv(samples_csv, index=False)
    script = Path(__file__).with_name("train_once.py")
    command = [sys.executable, script, samples_csv, killed]
    process = subprocess.Popen(command)
    wait_for(killed / "work" / "checkpoints" / "epoch-000003.safetensors")
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not (killed / "saved").exists()
    subprocess.run(command, check=True)
    runpy.run_path(str(script))["train"](samples_csv, whole)
    assert weights(killed) == weights(whole)


def weights(folder: Path) -> bytes:
    return (folder / "saved" / "weights.safetensors").read_bytes()


def train(
    samples: pd.DataFrame, work_dir: Path, options: Options, loaded: Path | None = None
) -> tuple[ResNetModel, dict]:
    model = ResNetModel()
    model.load_model(loaded)
    work_dir.mkdir(exist_ok=True)
    return model, model.train_model(samples, None, work_dir, loaded is None, options)


def saved_weights(model: ResNetModel, folder: Path) -> bytes:
    folder.mkdir()
    model.save_model(folder)
    return (folder / "weights.safetensors").read_bytes()


def without_seconds(metrics: dict) -> dict:
    epochs = [{**epoch, "seconds": None} for epoch in metrics["epochs"]]
    return {**metrics, "epochs": epochs}


@pytest.mark.parametrize("batch", [1, 5, 8])
def test_killed_within_an_epoch(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    """Twelve samples make three batches an epoch; the process ends after any of them."""
    samples, options = make_samples(12), make_options(batch_size=4, patience=0)
    whole, expected = train(samples, tmp_path / "whole", options)

    def die(what: str, done: int, total: int) -> None:
        if (what, done) == ("batches", batch):
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("fastlabel_resnet.epoch.report_progress", die)
        with pytest.raises(Killed):
            train(samples, tmp_path / "killed", options)
    taken_up, metrics = train(samples, tmp_path / "killed", options)
    assert without_seconds(metrics) == without_seconds(expected)
    assert saved_weights(taken_up, tmp_path / "a") == saved_weights(whole, tmp_path / "b")


def test_epochs_that_are_complete_are_not_run_again(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    tmp_path: Path,
    heard: list[Event],
) -> None:
    samples, options = make_samples(6), make_options(epochs=3)
    first, metrics = train(samples, tmp_path / "work", options)
    heard.clear()
    again, metrics_again = train(samples, tmp_path / "work", options)
    assert not [event for event in heard if isinstance(event, EpochEnded)]
    assert Progress("batches", 1, 3) not in heard
    assert metrics_again == metrics
    assert saved_weights(again, tmp_path / "a") == saved_weights(first, tmp_path / "b")


def test_later_round_that_is_killed(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _ = train(make_samples(6), tmp_path / "first", make_options())
    saved_weights(first, tmp_path / "stage")
    samples, options = make_samples(6, ("amber", "red")), make_options()
    whole, _ = train(samples, tmp_path / "whole", options, tmp_path / "stage")

    def die(epoch: int, metrics: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("fastlabel_resnet.training.report_epoch", die)
        with pytest.raises(Killed):
            train(samples, tmp_path / "killed", options, tmp_path / "stage")
    killed, _ = train(samples, tmp_path / "killed", options, tmp_path / "stage")
    assert saved_weights(killed, tmp_path / "a") == saved_weights(whole, tmp_path / "b")


def test_checkpoints_of_another_training_are_not_taken_up(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    tmp_path: Path,
    heard: list[Event],
) -> None:
    train(make_samples(6), tmp_path / "work", make_options(random_seed=1))
    assert not [event for event in heard if isinstance(event, Warned)]
    options = make_options(random_seed=2)
    other, _ = train(make_samples(6), tmp_path / "work", options)
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned(
            f"{tmp_path / 'work' / 'checkpoints'} held checkpoints of another training; they are "
            "removed"
        )
    ]
    fresh, _ = train(make_samples(6), tmp_path / "fresh", options)
    assert saved_weights(other, tmp_path / "a") == saved_weights(fresh, tmp_path / "b")


def test_number_of_reading_threads_is_no_other_training(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    tmp_path: Path,
    heard: list[Event],
) -> None:
    train(make_samples(6), tmp_path / "work", make_options(workers=0))
    train(make_samples(6), tmp_path / "work", make_options(workers=2))
    assert not [event for event in heard if isinstance(event, Warned)]
