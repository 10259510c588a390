"""How the targets are met."""

import pytest

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.table import table
from benchmarks.label_efficiency.targets import above_chance, judge

PAIR = [Contender("Ours", ("peer",))]


def verdicts(curves, seeds, contenders=PAIR, **more):
    return [judged.verdict.is_met for judged in judge(curves, contenders, seeds, **more)]


def test_targets(read):
    assert verdicts(read(0.2), 6) == [True, True, True, True]
    assert verdicts(read(-0.2), 6) == [True, False, False, False]


def test_the_best_of_several_is_held_to_more(read):
    curves = read(0.2)
    alone = above_chance(curves, PAIR)["Ours"]
    of_two = above_chance(curves, [*PAIR, Contender("peer")])["Ours"]
    # t for five degrees of freedom: at 5 % 2.5706, at half of that 3.1634.
    ratio = (of_two.high - of_two.mean) / (alone.high - alone.mean)
    assert ratio == pytest.approx(3.1634 / 2.5706, abs=1e-4)


def test_few_seeds_decide_nothing(read):
    assert verdicts(read(0.2, range(4)), 4) == [True, None, None, None]


def test_who_is_below_chance_is_told(curves_of):
    """Beside another that is above it."""
    curves = {}
    for seed in range(5):
        curves["RandomSampling", seed] = (0.4, 0.5)
        curves["Ours", seed], curves["Better", seed] = (0.4, 0.3 + seed / 1e4), (0.4, 0.7)
    *_, chance = judge(curves_of(curves), [Contender("Ours"), Contender("Better")], 5)
    assert chance.verdict.said.startswith("1 of 2, the surest Better by ")
    assert chance.verdict.said.endswith("; below it 1: Ours")


def test_a_run_that_failed_is_told(read):
    (every, *_) = judge(read(0.2, range(5)), PAIR, 6)
    assert (every.verdict.said, every.verdict.is_met) == ("15 of 18", False)


def test_what_did_not_finish_a_run_is_left_out(curves_of):
    curves = curves_of({("Ours", 0): (0.1, 0.2)})
    assert [line.split(" | ")[0] for line in table(curves, PAIR).splitlines()[2:]] == ["| `Ours`"]
    last = list(judge(curves, PAIR, 6))[-1].verdict
    assert (last.said, last.is_met) == ("no strategy was played beside chance", False)


def test_without_peers_only_chance_is_compared(read):
    curves, ours = read(0.2), [Contender("Ours")]
    assert verdicts(curves, 6, ours) == [True, None, None, True]
    assert verdicts(curves, 6, ours, needs_peers=True) == [True, False, False, True]


def test_the_same_picks_are_not_below(read):
    assert verdicts(read(-0.2), 6, [Contender("Ours", ("twin",))]) == [True, True, True, False]


@pytest.mark.parametrize("seeds", [4, 6])
def test_the_first_labels_alone_meet_no_target(curves_of, seeds):
    curves = {}
    for seed in range(seeds):
        curves["RandomSampling", seed] = (0.4,)
        curves["Ours", seed] = curves["peer", seed] = (0.4, 0.5)
    _, *others = judge(curves_of(curves), PAIR, seeds)
    assert [each.verdict.is_met for each in others] == [False, False, False]
    said = {each.verdict.said for each in others}
    assert said == {"all runs have only their first 10 labels in common"}
