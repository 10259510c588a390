"""The whole command, with a script in the place of the interpreter that plays."""

import json

import pytest
from click.testing import CliRunner

from benchmarks.label_efficiency.__main__ import main

INTERPRETER = """#!/bin/sh
case "$*" in
*probe.py*) cat {folder}/probed.json ;;
*strategies*) echo '[{{"strategy": "RandomSampling"}}, {{"strategy": "MarginSampling"}}]' ;;
*simulate*)
    mkdir -p {folder}/kept/simulations/mine
    cp {folder}/played.csv {folder}/kept/simulations/mine/results.csv ;;
esac
"""


@pytest.fixture
def play(tmp_path, write_results):
    curves = {}
    for seed in range(5):
        curves["RandomSampling", seed] = (0.4, 0.5)
        curves["MarginSampling", seed] = (0.4, 0.6)
        # Of an earlier command.
        curves["Older", seed] = (0.1,)
    write_results(tmp_path / "played.csv", curves)
    python = tmp_path / "python"
    python.write_text(INTERPRETER.format(folder=tmp_path))
    python.chmod(0o755)

    def run(*more, code="aa"):
        probed = {"versions": {"Python": "3.11.9"}, "code": {"fastlabel_core": code}}
        (tmp_path / "probed.json").write_text(json.dumps(probed))
        arguments = [
            *("--folder", f"mine={tmp_path}:text", "--only", "mine", "--python", python),
            *("--seeds", "5", "--rounds", "2", "--output-dir", tmp_path / "kept"),
        ]
        return CliRunner().invoke(main, [*map(str, arguments), *more])

    return run


def test_whom_the_environment_lacks_is_told(play, tmp_path):
    ended = play()
    assert ended.exit_code == 0, ended.output
    dropped = "Dropped, as the environment lacks them: LeastConfidence, modAL least confidence, "
    page = (tmp_path / "kept" / "label-efficiency.md").read_text()
    assert dropped in ended.output
    assert dropped in page
    assert "2 rounds of 100 questions, 5 seeds, from 10 to\n20 labels." in page
    assert "- Versions: Python 3.11.9." in page


def test_a_check_needs_peers(play):
    ended = play("--check")
    lines = ended.output.splitlines()
    assert (
        "missed: no strategy below its peer, at any number of labels: no peer was played" in lines
    )
    assert any(line.startswith("ok: a strategy above chance") for line in lines)
    assert ended.exit_code == 1


def test_results_of_other_code_do_not_join(play):
    play()
    ended = play(code="bb")
    assert "the code of fastlabel_core is another" in ended.output
    assert ended.exit_code == 1


def test_whom_the_caller_leaves_out_is_told(play, tmp_path):
    ended = play("--leave-out", "mine=small-text margin", "--leave-out", "UHerding")
    left_out = "Left out: small-text margin, UHerding.\n"
    page = (tmp_path / "kept" / "label-efficiency.md").read_text()
    assert left_out in ended.output
    assert left_out in page
    assert "UHerding" not in page.replace(left_out, "")


def test_the_pages_tell_what_was_asked_for_and_no_place(play, tmp_path):
    play("--leave-out", "mine=small-text margin", "--into", str(tmp_path / "checkout"))
    results = (tmp_path / "checkout" / "benchmarks" / "RESULTS.md").read_text()
    assert (
        "`python -m benchmarks.label_efficiency --folder mine=FOLDER:text --only mine --leave-out "
        "'mine=small-text margin' --seeds 5 --rounds 2 --check`." in results
    )
    assert str(tmp_path) not in results


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Margin", "nobody 'Margin' to leave out; there are: LeastConfidence, modAL least"),
        ("digits=BADGE", "--leave-out 'digits=BADGE': no such data set; there are: mine"),
    ],
)
def test_nobody_to_leave_out(play, name, told):
    ended = play("--leave-out", name)
    assert told in ended.output
    assert ended.exit_code == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--only", "digits"], "--only can't be given with --quick, which plays what it always"),
        (["--seeds", "20"], "--seeds can't be given with --quick"),
        (["--into", "."], "--into can't be given with --quick, which shows too little"),
        (["--python", "/nowhere/python"], "File '/nowhere/python' does not exist"),
    ],
)
def test_what_a_quick_look_does_not_take(given, told):
    ended = CliRunner().invoke(main, ["--quick", *given])
    assert told in ended.output
    assert ended.exit_code == 2
