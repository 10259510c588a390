"""Stopping criteria: what advises to end a campaign. None of them ends it.

All compare what consecutive models say of the pool, or how sure they are of it, so none needs more
labels. Pullar-Strecker et al., *Hitting the target: stopping active learning at the cost-based
optimum*, Machine Learning 2022, compare such criteria.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

# Bloodgood and Vijay-Shanker, CoNLL 2009: the mean of the last three, on a stop set of random
# samples. Theirs stays whole; ours loses the samples that a person labels.
AGREEMENTS = 3
LEAST_AGREEMENT = 0.99
STOP_SET_SIZE = 2000
# Zhu, Wang and Hovy, COLING 2008: "overall uncertainty". Theirs is the mean entropy; ours is of
# `1 - confidence`, which is all that predictions.csv tells, so this bound is our own.
HIGHEST_UNCERTAINTY = 0.01


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a round says on whether another is worth its labels.

    Parameters
    ----------
    agreement : float or None
        Cohen's kappa between what this round and the one before predict of the stop set: the
        "stabilizing predictions" of Bloodgood and Vijay-Shanker, CoNLL 2009. None if both predict
        none of it, as in a first round.
    changed : float or None
        The share of the samples predicted in both rounds whose label changed: the
        "classification-change" of Zhu, Wang and Hovy, COLING 2008. None if there is none, as in a
        first round.
    uncertainty : float or None
        The mean of ``1 - confidence`` over the pool, in place of the entropy in the "overall
        uncertainty" of Zhu, Wang and Hovy. None if no confidence is known.
    """

    agreement: float | None
    changed: float | None
    uncertainty: float | None


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Cohen's kappa, the agreement of two labellings beyond chance: 1 is perfect.

    ``(observed - expected) / (1 - expected)``; 1 where both always give one and the same label.
    Source: Cohen, *Educational and Psychological Measurement*, 1960.

    Parameters
    ----------
    first, second : sequence of str, of one length, at least 1
        What each says of the same samples.
    """
    total = len(first)
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    if agreed == total:
        return 1.0
    counts, others = Counter(first), Counter(second)
    by_chance = sum(count * others[name] for name, count in counts.items()) / total**2
    return (agreed / total - by_chance) / (1 - by_chance)


def mean_agreement(rounds: Sequence[Criteria]) -> float | None:
    """Return the mean of the last three agreements; None before there are three."""
    last = [each.agreement for each in rounds][-AGREEMENTS:]
    known = [agreement for agreement in last if agreement is not None]
    return mean(known) if len(known) == AGREEMENTS else None


def advice(rounds: Sequence[Criteria]) -> tuple[str, ...]:
    """Return a sentence for each criterion by which the last round advises to stop."""
    if not rounds:
        return ()
    said = []
    agreement = mean_agreement(rounds)
    if agreement is not None and agreement >= LEAST_AGREEMENT:
        said.append(
            f"predictions are stable: the mean of the last {AGREEMENTS} agreements is "
            f"{agreement:.3f}, at least {LEAST_AGREEMENT}"
        )
    last = rounds[-1]
    if last.changed == 0:
        said.append("no prediction changed since the round before")
    if last.uncertainty is not None and last.uncertainty <= HIGHEST_UNCERTAINTY:
        said.append(
            f"the model is sure: its mean uncertainty is {last.uncertainty:.4f}, at most "
            f"{HIGHEST_UNCERTAINTY}"
        )
    return tuple(said)
