"""Results take the place of those before them, all or none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fastlabel_core.errors import LockedError
from fastlabel_core.outputs import commit, copy_model, exclusive, incoming_dir, leave_no_model


def put_together(output_dir, content):
    incoming = incoming_dir(output_dir)
    stage = output_dir.parent / f"stage-{content}"
    stage.mkdir()
    (stage / "weights").write_text(content)
    copy_model(stage, incoming)
    for name in ("predictions.csv", "validation.csv", "report.json"):
        (incoming / name).write_text(content)


def contents(output_dir):
    return {
        str(path.relative_to(output_dir)): path.read_text()
        for path in sorted(output_dir.rglob("*"))
        if path.is_file()
    }


def whole(content):
    return {"model/weights": content, **without_a_model(content)}


@pytest.fixture
def output_dir(tmp_path):
    folder = tmp_path / "output"
    folder.mkdir()
    put_together(folder, "old")
    assert commit(folder)
    return folder


def test_new_results_replace_old_ones(output_dir):
    put_together(output_dir, "new")
    assert contents(output_dir / ".incoming") == whole("new")
    assert commit(output_dir)
    assert contents(output_dir) == whole("new")


def test_files_of_the_old_model_go_with_it(output_dir):
    (output_dir / "model" / "of-old-only").write_text("old")
    put_together(output_dir, "new")
    commit(output_dir)
    assert contents(output_dir) == whole("new")


def put_together_without_a_model(output_dir, content):
    incoming = incoming_dir(output_dir)
    leave_no_model(incoming)
    for name in ("predictions.csv", "validation.csv", "report.json"):
        (incoming / name).write_text(content)


def without_a_model(content):
    return dict.fromkeys(("predictions.csv", "report.json", "validation.csv"), content)


def test_results_without_a_model_remove_the_old_one(output_dir):
    put_together_without_a_model(output_dir, "new")
    assert contents(output_dir).items() >= whole("old").items()
    assert commit(output_dir)
    assert contents(output_dir) == without_a_model("new")
    assert not (output_dir / "model").exists()


def test_results_without_a_model_where_there_was_none(tmp_path):
    put_together_without_a_model(tmp_path, "new")
    assert commit(tmp_path)
    assert contents(tmp_path) == without_a_model("new")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_mark_that_a_kill_left_removes_no_later_model(output_dir):
    """Killed just after its report was in its place, a commit without a model leaves its mark."""
    put_together_without_a_model(output_dir, "none")
    (output_dir / ".incoming" / "report.json").unlink()
    assert not commit(output_dir)
    put_together(output_dir, "new")
    assert commit(output_dir)
    assert contents(output_dir) == whole("new")


def test_without_the_report_nothing_is_committed(output_dir):
    put_together(output_dir, "new")
    (output_dir / ".incoming" / "report.json").unlink()
    assert not commit(output_dir)
    shutil.rmtree(output_dir / ".incoming")
    assert contents(output_dir) == whole("old")


def test_nothing_incoming_is_nothing_to_commit(output_dir):
    assert not commit(output_dir)
    assert contents(output_dir) == whole("old")


def test_leftovers_of_a_killed_round_are_cleared(output_dir):
    put_together(output_dir, "half")
    (output_dir / ".incoming" / "report.json").unlink()
    put_together(output_dir, "new")
    commit(output_dir)
    assert contents(output_dir) == whole("new")


class Killed(BaseException):
    """Stands for a kill: nothing handles it."""


KINDS = [(put_together, whole), (put_together_without_a_model, without_a_model)]


@pytest.mark.parametrize(("put", "expected"), KINDS)
@pytest.mark.parametrize("survived", range(12))
def test_a_commit_that_is_killed_at_any_call_is_taken_up(
    output_dir, monkeypatch, survived, put, expected
):
    put(output_dir, "new")
    calls = 0

    def killing(original):
        def call(*arguments, **keywords):
            nonlocal calls
            if calls == survived:
                raise Killed
            calls += 1
            return original(*arguments, **keywords)

        return call

    with monkeypatch.context() as patch:
        for owner, name in (
            (Path, "unlink"),
            (Path, "replace"),
            (Path, "rename"),
            (Path, "rmdir"),
            (shutil, "rmtree"),
        ):
            patch.setattr(owner, name, killing(getattr(owner, name)))
        try:
            commit(output_dir)
        except Killed:
            seen = contents(output_dir)
            if "report.json" in seen:
                visible = {name: text for name, text in seen.items() if name[0] != "."}
                assert visible in (whole("old"), expected("new"))
    commit(output_dir)
    visible = {name: text for name, text in contents(output_dir).items() if name[0] != "."}
    assert visible == expected("new")


@pytest.mark.parametrize("put", [put for put, _ in KINDS])
def test_the_killed_calls_above_are_all_calls(output_dir, monkeypatch, put):
    put(output_dir, "new")
    calls = []
    for owner, name in (
        (Path, "unlink"),
        (Path, "replace"),
        (Path, "rename"),
        (Path, "rmdir"),
        (shutil, "rmtree"),
    ):
        original = getattr(owner, name)
        monkeypatch.setattr(
            owner, name, lambda *a, _original=original, **k: calls.append(1) or _original(*a, **k)
        )
    commit(output_dir)
    assert 0 < len(calls) < 12


def test_a_folder_takes_one_round_at_a_time(tmp_path):
    with (
        exclusive(tmp_path / "output", tmp_path / "work"),
        pytest.raises(LockedError) as caught,
        exclusive(tmp_path / "elsewhere", tmp_path / "work"),
    ):
        pass
    assert str(caught.value) == (
        f"another round works in {tmp_path / 'work'}; wait for it, or give this one other folders "
        "(--output-dir, --work-dir)"
    )


def test_one_folder_may_serve_for_both(tmp_path):
    with exclusive(tmp_path / "both", tmp_path / "both"):
        assert (tmp_path / "both").is_dir()


def test_the_lock_ends_with_the_round_even_if_it_is_killed(tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path; "
        "from fastlabel_core.outputs import exclusive; "
        "exclusive(Path(sys.argv[1])).__enter__(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert killed.returncode == -9
    with exclusive(tmp_path):
        pass
