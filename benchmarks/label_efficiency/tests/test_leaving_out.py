"""Whom the caller leaves out."""

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.leaving_out import LeftOut, remaining

CONTENDERS = [Contender("A", ("x", "y")), Contender("B", ("z",))]


def test_a_peer_everywhere():
    left = remaining(CONTENDERS, [LeftOut("x", None)], "one")
    assert left == [Contender("A", ("y",)), Contender("B", ("z",))]


def test_a_strategy_goes_with_its_peers():
    assert remaining(CONTENDERS, [LeftOut("A", None)], "one") == [Contender("B", ("z",))]


def test_on_one_data_set():
    out = [LeftOut("z", "two"), LeftOut("B", "three")]
    assert remaining(CONTENDERS, out, "one") == CONTENDERS
    assert remaining(CONTENDERS, out, "two") == [CONTENDERS[0], Contender("B")]
    assert remaining(CONTENDERS, out, "three") == [CONTENDERS[0]]
