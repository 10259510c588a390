"""How many differences exclude zero; what is expected is worked by hand."""

import pytest

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.tally import tally_of_areas, tally_of_budgets

PAIR = [Contender("Ours", ("peer",))]
TWIN = Contender("Ours", ("twin",))


def test_the_first_budget_is_no_comparison(read):
    curves = read(0.2)
    assert tally_of_budgets(curves, PAIR).comparisons == 2
    assert tally_of_areas(curves, PAIR).comparisons == 1


@pytest.mark.parametrize(("gain", "expected"), [(0.2, (0, 2)), (-0.2, (2, 0)), (0.01, (0, 1))])
def test_differences_are_counted(read, gain, expected):
    tally = tally_of_budgets(read(gain), PAIR)
    assert (tally.below, tally.above) == expected
    assert (tally.below_alone, tally.above_alone) == expected


# At the last budget 0.01 on average, with a deviation of 0.00894 over six seeds. Half of the
# interval is 0.0094 alone (t is 2.5706), and 0.0116 (3.1634) as one of two.
OF_TWO = (
    "of 2 comparisons 0 below and 1 above, the worst Ours beside peer with 40 labels by +0.0100 "
    "(-0.0016 to +0.0216); by 95 % intervals one by one 0 and 2, where luck alone would give 0.1 "
    "of each"
)


def test_more_comparisons_need_surer_differences(read):
    tally = tally_of_budgets(read(0.02), PAIR)
    assert (tally.comparisons, tally.above, tally.above_alone) == (2, 1, 2)
    assert str(tally) == OF_TWO


def test_a_pair_that_is_equal_everywhere_is_no_comparison(read):
    curves = read(0.02)
    equal = "equal everywhere (Ours beside twin)"
    # The interval of the worst is still that of one of two.
    assert str(tally_of_budgets(curves, [*PAIR, TWIN])) == f"{OF_TWO}; 2 comparisons are {equal}"
    assert str(tally_of_areas(curves, [TWIN])) == f"1 comparisons are {equal}"


def test_a_pair_that_is_equal_somewhere_is_compared_everywhere(curves_of):
    curves = {("Ours", seed): (0.4, 0.5, 0.6) for seed in range(5)}
    curves |= {("peer", seed): (0.4, 0.5, 0.7) for seed in range(5)}
    tally = tally_of_budgets(curves_of(curves), PAIR)
    assert (tally.comparisons, tally.equal, tally.below) == (2, 0, 1)


def test_the_worst_is_one_that_is_surely_below(curves_of):
    curves = {}
    for seed in range(6):
        curves["Ours", seed] = (0.4, 0.5)
        # Ours is 0.1 below on average, by an interval of 0.28 to each side.
        curves["loud", seed] = (0.4, 0.8 if seed % 2 else 0.4)
        curves["steady", seed] = (0.4, 0.51)
    tally = tally_of_budgets(curves_of(curves), [Contender("Ours", ("loud", "steady"))])
    assert tally.below == 1
    assert tally.worst == "Ours beside steady with 20 labels by -0.0100 (-0.0100 to -0.0100)"
