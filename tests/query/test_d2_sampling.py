"""Against the chance of every order, each row in proportion to its squared distance."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from fastlabel_core.events import Progress, listening
from fastlabel_core.query import d2_sampling
from fastlabel_core.query.d2_sampling import draw_apart

PLACES = np.array([[0, 0], [1, 0], [0, 2], [2, 2], [-1, 1]])


class Measured:
    """Squared distances of some places, and what was asked for."""

    def __init__(self, places):
        self.squared = ((places[:, np.newaxis] - places) ** 2).sum(axis=2).astype(np.float32)
        self.asked = []

    def __call__(self, rows, centres):
        self.asked.append((rows.tolist(), centres.tolist()))
        return self.squared[np.ix_(rows, centres)].min(axis=1)

    def times_all_were_measured(self):
        return sum(rows == list(range(len(self.squared))) for rows, _ in self.asked)


def chance(order, squared):
    """Return the chance that rows are drawn in this order, after the first of them."""
    result = 1.0
    for done in range(1, len(order)):
        closest = squared[:, order[:done]].min(axis=1)
        result *= closest[order[done]] / closest.sum()
    return result


# Refreshed: after every draw; after some that were turned down; hardly ever.
RHYTHMS = [(1, 100), (2, 100), (3, 1), (16, 100), (1, 0.01)]


@pytest.mark.parametrize(("trials", "rows_per_trial"), RHYTHMS)
def test_the_chance_of_every_order(trials, rows_per_trial, monkeypatch):
    monkeypatch.setattr(d2_sampling, "TRIALS", trials)
    monkeypatch.setattr(d2_sampling, "ROWS_PER_TRIAL", rows_per_trial)
    measure, generator = Measured(PLACES), np.random.default_rng(0)
    draws = 3000
    drawn = Counter(tuple(draw_apart(0, 4, 5, measure, generator).tolist()) for _ in range(draws))
    expected = {
        (0, *rest): draws * chance((0, *rest), measure.squared.astype(float))
        for rest in permutations(range(1, 5), 3)
    }
    assert sum(expected.values()) == pytest.approx(draws)
    assert min(expected.values()) > 5
    assert set(drawn) <= set(expected)
    # 23 degrees of freedom: 49.7 is exceeded once in a thousand.
    assert sum((drawn[order] - times) ** 2 / times for order, times in expected.items()) < 49.7


def test_stale_bounds_are_used_until_too_many_are_turned_down(monkeypatch):
    monkeypatch.setattr(d2_sampling, "TRIALS", 1)
    monkeypatch.setattr(d2_sampling, "ROWS_PER_TRIAL", 2)
    generator = np.random.default_rng(0)
    # A far group, of which all lose their distance at once when the first of it is drawn.
    places = np.concatenate([np.arange(20) / 10, 1000 + np.arange(20) / 10])[:, np.newaxis]
    measure = Measured(places)
    draw_apart(0, 10, 40, measure, generator)
    refreshes = measure.times_all_were_measured()
    assert 2 <= refreshes < 9
    single = [(rows, centres) for rows, centres in measure.asked if len(rows) == 1]
    # More than were chosen: some were turned down.
    assert len(single) > 9
    assert all(len(centres) for _, centres in measure.asked)
    # All are measured against new centres alone.
    seen = [row for rows, centres in measure.asked if len(rows) == 40 for row in centres]
    assert len(seen) == len(set(seen))


def test_few_rows_are_measured():
    places = np.random.default_rng(0).standard_normal((20_000, 2), dtype=np.float32)
    measured = []

    def measure(rows, centres):
        measured.append(len(rows) * len(centres))
        return ((places[rows][:, np.newaxis] - places[centres]) ** 2).sum(axis=2).min(axis=1)

    draw_apart(5, 100, 20_000, measure, np.random.default_rng(0))
    # All rows are measured from every drawn one but the last few; besides them next to nothing.
    assert sum(measured) < 1.1 * 100 * 20_000
    assert len([each for each in measured if each >= 20_000]) < 15


@pytest.mark.parametrize("trials", [1, 2, 16])
@pytest.mark.parametrize("seed", range(20))
def test_copies_come_after_everything_else(trials, seed, monkeypatch):
    monkeypatch.setattr(d2_sampling, "TRIALS", trials)
    kinds = np.random.default_rng(seed).permutation(np.arange(20) % 5)
    measure = Measured(PLACES[kinds])
    chosen = draw_apart(3, 20, 20, measure, np.random.default_rng(seed))
    assert chosen[0] == 3
    assert sorted(chosen.tolist()) == list(range(20))
    assert len(set(kinds[chosen[:5]].tolist())) == 5


def test_copies_are_drawn_equally_often():
    measure, generator = Measured(PLACES[[0, 1, 0, 1, 0, 0]]), np.random.default_rng(0)
    thirds = Counter(int(draw_apart(0, 3, 6, measure, generator)[2]) for _ in range(1200))
    # Of 1 and 3, one is the second; then any of the four that are left.
    assert set(thirds) == {1, 2, 3, 4, 5}
    expected = {1: 150, 2: 300, 3: 150, 4: 300, 5: 300}
    # 4 degrees of freedom: 18.5 is exceeded once in a thousand.
    assert sum((thirds[row] - times) ** 2 / times for row, times in expected.items()) < 18.5


def test_one_alone_needs_no_measure():
    measure = Measured(PLACES)
    assert draw_apart(2, 1, 5, measure, np.random.default_rng(0)).tolist() == [2]
    assert measure.asked == []


def test_it_tells_how_far_it_is():
    told = []
    with listening(told.append):
        draw_apart(0, 4, 5, Measured(PLACES), np.random.default_rng(0))
    assert told == [Progress("picks", done, 4) for done in (2, 3, 4)]
