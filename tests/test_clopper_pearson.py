"""The interval against published figures, closed forms, and sums of the binomial distribution."""

from fractions import Fraction
from math import comb

import pytest

from fastlabel_core.clopper_pearson import clopper_pearson

SMALL = [(successes, trials) for trials in range(1, 13) for successes in range(trials + 1)]


def probability(counts, trials, share):
    """Return the probability of any of these counts of successes, without rounding."""
    share = Fraction(share)
    return sum(comb(trials, n) * share**n * (1 - share) ** (trials - n) for n in counts)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # `binom.test(682, 925)` in the manual of R: Mendel's peas, after Conover, 1971.
        (682, 925, 0.7076683, 0.7654066),
        # By `scipy.stats.beta.ppf(0.025, k, n - k + 1)` and `ppf(0.975, k + 1, n - k)`.
        (17, 20, 0.621073173454686, 0.9679290628145363),
        (160, 200, 0.7377736354103999, 0.8531055117842412),
        (900, 1000, 0.8797120634813074, 0.91789466564442),
        (123_456, 1_000_000, 0.12281184162962973, 0.12410234027680268),
    ],
)
def test_figures_of_others(successes, trials, low, high):
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=5e-8)


@pytest.mark.parametrize("trials", [1, 20, 1_000_000])
def test_no_success_and_nothing_else(trials):
    """With none, (1 - share)^n is 2.5 % at the upper end; with all, share^n at the lower."""
    root = 0.025 ** (1 / trials)
    assert clopper_pearson(0, trials) == (0.0, pytest.approx(1 - root, rel=1e-8))
    assert clopper_pearson(trials, trials) == (pytest.approx(root, rel=1e-12), 1.0)


def test_one_failure_in_very_many():
    """The probability of one failure or more, 1 - share^n, is 2.5 % at the upper end."""
    _, high = clopper_pearson(99_999, 100_000)
    assert 1 - high == pytest.approx(1 - 0.975 ** (1 / 100_000), rel=1e-7)


@pytest.mark.parametrize(("successes", "trials"), SMALL)
def test_each_end_leaves_out_2_5_percent(successes, trials):
    low, high = clopper_pearson(successes, trials)
    if successes > 0:
        assert float(probability(range(successes, trials + 1), trials, low)) == pytest.approx(0.025)
    if successes < trials:
        assert float(probability(range(successes + 1), trials, high)) == pytest.approx(0.025)


@pytest.mark.parametrize("trials", [1, 2, 5, 12, 30])
def test_every_share_is_covered_with_95_percent_or_more(trials):
    intervals = [clopper_pearson(successes, trials) for successes in range(trials + 1)]
    for percent in range(101):
        share = Fraction(percent, 100)
        covering = [count for count, (low, high) in enumerate(intervals) if low <= share <= high]
        assert probability(covering, trials, share) >= Fraction(95, 100)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_counts_that_can_not_be(successes, trials):
    with pytest.raises(ValueError, match=f"^{successes} successes in {trials} trials$"):
        clopper_pearson(successes, trials)
