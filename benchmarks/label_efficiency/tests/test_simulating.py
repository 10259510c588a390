"""What is made of how the simulation's command ended, which a script plays here."""

import os

import click
import pytest

from benchmarks.label_efficiency.data_sets import DataSet
from benchmarks.label_efficiency.effort import Effort
from benchmarks.label_efficiency.simulating import simulate


@pytest.fixture
def results(tmp_path):
    """Give the table of an earlier command."""
    path = tmp_path / "simulations" / "mine" / "results.csv"
    path.parent.mkdir(parents=True)
    path.write_text("before\n")
    os.utime(path, (1, 1))
    return path


@pytest.fixture
def simulate_by(tmp_path):
    def play(script):
        python = tmp_path / "python"
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
        data_set = DataSet("mine", "text", tmp_path)
        return simulate(data_set, ["Ours"], python, tmp_path)

    return play


def test_a_command_that_is_refused_leaves_the_table(results, simulate_by):
    with pytest.raises(click.ClickException, match="mine: fastlabel simulate refused"):
        simulate_by("exit 2")
    assert results.read_text() == "before\n"


@pytest.mark.parametrize("status", [0, 1])
def test_an_old_table_is_not_what_was_played(results, simulate_by, status):
    with pytest.raises(
        click.ClickException, match=f"status {status} and left no new .*results.csv"
    ):
        simulate_by(f"exit {status}")
    assert results.read_text() == "before\n"


@pytest.mark.parametrize("status", [0, 1])
def test_a_new_table_counts_though_a_part_failed(results, simulate_by, status):
    assert simulate_by(f"echo now > {results}; exit {status}") == results
    assert results.read_text() == "now\n"


def test_the_first_table(tmp_path, simulate_by):
    path = tmp_path / "simulations" / "mine" / "results.csv"
    simulate_by(f"mkdir -p {path.parent}; echo now > {path}")
    assert path.read_text() == "now\n"


def test_nothing_was_played(simulate_by):
    with pytest.raises(click.ClickException, match="status 1 and left no new"):
        simulate_by("exit 1")


def test_the_effort_of_the_data_set_is_played(tmp_path, simulate_by):
    simulate_by(
        f"mkdir -p {tmp_path}/simulations/mine; echo $* > {tmp_path}/simulations/mine/results.csv"
    )
    asked = (tmp_path / "simulations" / "mine" / "results.csv").read_text()
    assert "--seeds 20 --rounds 6 --query-cnt 100 --strategy=Ours" in asked


def test_an_effort_is_asked_for():
    options = ["--seeds", "2", "--rounds", "3", "--query-cnt", "4"]
    assert list(Effort(2, 3, 4).options) == options
    assert list(Effort(2, 3, 4, 50).options) == [*options, "--labels", "50"]
    assert str(Effort(2, 3, 4, 50)) == "3 rounds of 4 questions, 2 seeds"
