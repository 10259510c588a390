"""What a folder was played with is written down, and nothing else joins it."""

import hashlib
import json
import sys
from pathlib import Path

import click
import numpy as np
import pytest

from benchmarks.label_efficiency import probe
from benchmarks.label_efficiency.environment import probed
from benchmarks.label_efficiency.played_with import PlayedWith, keep_played_with, played_with_now

BEFORE = PlayedWith(
    code={"fastlabel_core": "aa", "fastlabel_text": "bb"},
    versions={"Python": "3.11.9", "numpy": "2.4.6"},
    machine="A processor, 24 GiB of memory, Linux",
    begun="2026-11-28",
)


def test_the_first_to_play_writes_it_down(tmp_path):
    assert keep_played_with(tmp_path, BEFORE) == BEFORE
    assert json.loads((tmp_path / "played-with.json").read_text()) == {
        "code": {"fastlabel_core": "aa", "fastlabel_text": "bb"},
        "versions": {"Python": "3.11.9", "numpy": "2.4.6"},
        "machine": "A processor, 24 GiB of memory, Linux",
        "begun": "2026-11-28",
    }


def test_the_same_on_another_day_goes_on(tmp_path):
    keep_played_with(tmp_path, BEFORE)
    later = BEFORE.model_copy(update={"begun": "2026-11-29"})
    assert keep_played_with(tmp_path, later) == BEFORE


def test_another_code_is_refused(tmp_path):
    keep_played_with(tmp_path, BEFORE)
    now = BEFORE.model_copy(
        update={
            "code": {"fastlabel_core": "cc", "fastlabel_text": "bb"},
            "versions": {"Python": "3.11.9", "numpy": "2.5.0"},
            "machine": "Another, 8 GiB of memory, Linux",
        }
    )
    with pytest.raises(click.ClickException) as refused:
        keep_played_with(tmp_path, now)
    assert refused.value.message == (
        f"what {tmp_path} holds was played with something else: the code of fastlabel_core is "
        "another; numpy was 2.4.6, is 2.5.0; the machine was A processor, 24 GiB of memory, Linux, "
        "is Another, 8 GiB of memory, Linux. Give another --output-dir, or remove "
        f"{tmp_path / 'played-with.json'} if the difference can't matter"
    )
    assert keep_played_with(tmp_path, BEFORE) == BEFORE


def test_what_was_removed_is_written_anew(tmp_path):
    keep_played_with(tmp_path, BEFORE)
    (tmp_path / "played-with.json").unlink()
    now = BEFORE.model_copy(update={"code": {"fastlabel_core": "cc"}})
    assert keep_played_with(tmp_path, now) == now


def test_peers_may_join_and_leave(tmp_path):
    keep_played_with(tmp_path, BEFORE)
    peers = {"code": {"peers": "dd"}, "versions": {"small-text": "1.4.1"}}
    together = keep_played_with(tmp_path, BEFORE.model_copy(update=peers))
    assert together.code == {"fastlabel_core": "aa", "fastlabel_text": "bb", "peers": "dd"}
    assert together.versions["small-text"] == "1.4.1"
    assert keep_played_with(tmp_path, BEFORE) == together


def test_a_damaged_file(tmp_path):
    (tmp_path / "played-with.json").write_text("{")
    with pytest.raises(click.ClickException, match=r"played-with\.json is damaged"):
        keep_played_with(tmp_path, BEFORE)


def test_a_digest_is_of_the_names_and_contents_of_the_source_files(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "b.py").write_text("")
    (tmp_path / "a.py").write_text("a = 1\n")
    (tmp_path / "a.pyc").write_text("compiled")
    of_a, of_b = (hashlib.sha256(content).hexdigest() for content in (b"a = 1\n", b""))
    expected = hashlib.sha256(f"a.py {of_a}\npart/b.py {of_b}\n".encode()).hexdigest()
    assert probe.digest(tmp_path) == expected


def test_what_is_not_installed_is_left_out():
    versions = probe.installed_versions(["numpy", "no-such-library"])
    assert versions.keys() == {"Python", "numpy"}
    code = probe.installed_code(["fastlabel_core", "no_such_package", "no_such_package.part"])
    assert code.keys() == {"fastlabel_core"}


def test_an_interpreter_tells_what_it_has():
    found = probed(Path(sys.executable))
    assert found["versions"]["numpy"] == np.__version__
    core = probe.installed_code(["fastlabel_core"])
    assert found["code"].items() >= core.items()
    now = played_with_now(Path(sys.executable))
    assert now.code == found["code"]
    assert "Python" not in now.machine
