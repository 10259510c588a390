import pytest

from fastlabel_core import cores
from fastlabel_core.cores import core_count, sharing


def test_the_cores_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: {3, 5, 6}, raising=False)
    assert core_count() == 3


@pytest.mark.parametrize(("count", "expected"), [(4, 4), (None, 1)])
def test_where_the_system_does_not_tell(count, expected, monkeypatch):
    monkeypatch.delattr(cores.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(cores.os, "cpu_count", lambda: count)
    assert core_count() == expected


def test_the_share_of_one_of_several_processes(monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: {3, 5, 6}, raising=False)
    with sharing(1):
        assert core_count() == 1
    assert core_count() == 3
