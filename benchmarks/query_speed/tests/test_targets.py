"""How the quality of picks is compared; what is expected is worked by hand."""

import pytest

from benchmarks.query_speed.job import Finding
from benchmarks.query_speed.outcome import Measured, Outcome
from benchmarks.query_speed.targets import difference_of_means, quality_at_least_peers

SAID = "the difference of the means"


def measured(name, qualities):
    """Return runs that differ in quality alone."""
    findings = [
        Finding(seconds=1.0, peak_bytes=1, mapped_bytes=1, approximations=(), quality=quality)
        for quality in qualities
    ]
    return Measured(name, tuple(findings))


def judged(ours, theirs):
    """Return the verdict on ours beside those of one peer."""
    outcome = Outcome(measured("ours", ours), (), (measured("peer", theirs),))
    return quality_at_least_peers().judge(outcome)


def test_the_difference_of_two_means():
    # The means are 2 and 5, the variances 1, so the error is sqrt(2/3); t of 4 degrees is 2.776.
    low, high = difference_of_means([1, 2, 3], [4, 5, 6])
    assert (low, high) == pytest.approx((-3 - 2.2669, -3 + 2.2669), abs=1e-4)


@pytest.mark.parametrize(
    ("ours", "theirs", "said", "is_met"),
    [
        ([1, 2, 3], [4, 5, 6], f"0.4000 x peer, {SAID} -5.2670 to -0.7330", False),
        ([1, 2, 3], [2, 3, 4], f"0.6667 x peer, {SAID} -3.2670 to +1.2670", True),
        ([2], [4], "0.5000 x peer, of one run each", None),
    ],
)
def test_not_below_the_best_peer(ours, theirs, said, is_met):
    verdict = judged(ours, theirs)
    assert (verdict.said, verdict.is_met) == (said, is_met)
