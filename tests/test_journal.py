"""What a round remembers of itself when it was killed."""

import json

import pytest

from fastlabel_core.events import Approximated, SampleUnreadable, StepEnded, StepStarted, Warned
from fastlabel_core.journal import Journal


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path, "round one")


def lines(folder):
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def test_takes_down_what_it_hears(tmp_path, journal):
    for event in (
        StepStarted("train"),
        Warned("no weights"),
        Approximated("half of the pool"),
        SampleUnreadable("7", "truncated"),
        StepEnded("train", 1.5),
    ):
        journal(event)
    journal.record_training({"best_epoch": 3})
    assert lines(tmp_path) == [
        {"fingerprint": "round one"},
        {"warning": "no weights"},
        {"approximation": "half of the pool"},
        {"unreadable": "7", "reason": "truncated"},
        {"step": "train", "seconds": 1.5},
        {"metrics": {"best_epoch": 3}},
    ]


def test_remembers_in_the_next_run_of_the_same_round(tmp_path, journal):
    journal(Warned("no weights"))
    journal(Approximated("half of the pool"))
    journal(SampleUnreadable("7", "truncated"))
    journal(StepEnded("train", 1.5))
    journal.record_training({"best_epoch": 3})
    again = Journal(tmp_path, "round one")
    assert again.warnings == ["no weights"]
    assert again.approximations == ["half of the pool"]
    assert again.unreadable == {"7": "truncated"}
    assert again.seconds == {"train": 1.5}
    assert again.metrics == {"best_epoch": 3}
    assert again.is_trained


def test_says_once_what_both_runs_say(tmp_path):
    for _ in range(2):
        journal = Journal(tmp_path, "round one")
        journal(Warned("no weights"))
        journal(Approximated("no weights"))
        journal(SampleUnreadable("7", "truncated"))
    assert lines(tmp_path)[1:] == [
        {"warning": "no weights"},
        {"approximation": "no weights"},
        {"unreadable": "7", "reason": "truncated"},
    ]


def test_training_without_metrics_counts_as_trained(tmp_path, journal):
    assert not journal.is_trained
    journal.record_training({})
    assert Journal(tmp_path, "round one").is_trained


def test_a_line_that_a_kill_tore_is_forgotten(tmp_path, journal):
    journal(Warned("whole"))
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"warning": "tor')
    again = Journal(tmp_path, "round one")
    again(Warned("after"))
    assert lines(tmp_path)[1:] == [{"warning": "whole"}, {"warning": "after"}]


def test_a_line_that_is_no_json_ends_what_is_remembered(tmp_path, journal):
    journal(Warned("whole"))
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write("nonsense\n")
    journal(Warned("lost"))
    assert Journal(tmp_path, "round one").warnings == ["whole"]


def test_another_round_starts_from_nothing(tmp_path, journal):
    journal(Warned("no weights"))
    journal.record_training({})
    (journal.plugin_dir / "checkpoint").write_text("of round one")
    journal.stage_dir.mkdir()
    (tmp_path / "of-the-user.txt").write_text("stays")
    other = Journal(tmp_path, "round two")
    assert (other.warnings, other.is_trained) == ([], False)
    assert list(other.plugin_dir.iterdir()) == []
    assert not other.stage_dir.exists()
    assert (tmp_path / "of-the-user.txt").read_text() == "stays"


def test_what_the_plugin_wrote_stays_for_the_same_round(tmp_path, journal):
    (journal.plugin_dir / "checkpoint").write_text("epoch 3")
    again = Journal(tmp_path, "round one")
    assert (again.plugin_dir / "checkpoint").read_text() == "epoch 3"


def test_a_round_that_trained_nothing_is_closed_too(tmp_path, journal):
    journal.close()
    assert not (tmp_path / "journal.jsonl").exists()


def test_a_closed_journal_is_no_memory_but_logs_stay(tmp_path, journal):
    journal.record_training({})
    journal.stage_dir.mkdir()
    (journal.plugin_dir / "log").write_text("epochs")
    journal.close()
    assert not (tmp_path / "journal.jsonl").exists()
    assert not journal.stage_dir.exists()
    assert (journal.plugin_dir / "log").read_text() == "epochs"
    assert not Journal(tmp_path, "round one").is_trained
