"""Where a campaign stands, by the steps in its log."""

import pytest

from fastlabel_core.campaign import EndReason, Settings, Step, StepKind
from fastlabel_core.campaign.state import State

START = "start"
COLD = "cold start"
ANSWER = StepKind.ANSWER
UNDO = StepKind.UNDO


def trained(seen, hard=2):
    return {"is_trained": True, "hard": hard, "seen": seen}


def untrained(seen):
    return {"is_trained": False, "hard": 2, "seen": seen}


def step(number, done, rounds):
    """Return a step; a dict is the detail of a round, an `EndReason` that of an end."""
    match done:
        case "start" | "cold start":
            kind, detail = StepKind.START, {"labels": 4 if done == START else 0}
        case EndReason():
            kind, detail = StepKind.END, {"reason": done.value}
        case StepKind():
            kind, detail = done, {}
        case _:
            kind, detail = StepKind.ROUND, done
    return Step(number, kind, "Ann", "2025-01-31T12:00:00.000Z", rounds, None, detail)


def state(*done, labelled=3, **settings):
    """Return the state after some steps, numbered from 1."""
    rounds = 0
    steps = []
    for number, each in enumerate(done, 1):
        rounds += isinstance(each, dict)
        steps.append(step(number, each, rounds))
    return State(
        settings=Settings(name="words", **settings),
        columns=(),
        label_header=("sampleId",),
        pool_header=("sampleId",),
        steps=steps,
        samples=5,
        labelled=frozenset(range(labelled)),
        classes=frozenset(),
    )


def test_rounds():
    begun, later = state(START), state(START, trained(1), ANSWER, trained(3), ANSWER)
    assert (begun.round, begun.rounds) == (0, [])
    assert (later.round, [each.id for each in later.rounds]) == (2, [2, 4])


def test_the_pool():
    assert state(START, labelled=2).pool == 3


@pytest.mark.parametrize(
    ("done", "settings", "trained_round", "predicted_round"),
    [
        ([START], {}, 0, 0),
        ([START], {"model": "digits@1"}, 0, 0),
        ([START, trained(1)], {}, 1, 1),
        ([COLD, untrained(1)], {}, 0, 0),
        ([COLD, untrained(1), ANSWER, untrained(1)], {"model": "digits@1"}, 0, 2),
        ([COLD, untrained(1), ANSWER, trained(3)], {}, 2, 2),
    ],
)
def test_the_rounds_that_count(done, settings, trained_round, predicted_round):
    now = state(*done, **settings)
    assert (now.trained_round, now.predicted_round) == (trained_round, predicted_round)


@pytest.mark.parametrize(
    ("done", "takes", "last"),
    [
        ([START], False, 1),
        ([START, ANSWER, trained(2), ANSWER], False, 1),
        ([COLD], True, 1),
        ([COLD, ANSWER, untrained(1), ANSWER], True, 4),
        ([COLD, ANSWER, ANSWER, trained(2), ANSWER], False, 2),
        ([COLD, ANSWER, trained(2), ANSWER, trained(4), ANSWER], False, 2),
    ],
)
def test_initial_labels(done, takes, last):
    now = state(*done)
    assert (now.takes_initial_labels, now.last_initial_step) == (takes, last)


@pytest.mark.parametrize(
    ("done", "has_new"),
    [
        ([START], True),
        ([START, trained(1)], False),
        ([START, trained(1), ANSWER], True),
        ([START, trained(1), UNDO], True),
        ([START, ANSWER, trained(1)], True),
        ([START, UNDO, trained(1)], True),
        ([START, ANSWER, trained(2)], False),
        ([START, trained(1), ANSWER, trained(3)], False),
        ([START, trained(1), ANSWER, ANSWER, trained(3)], True),
        ([START, trained(1), EndReason.SATISFIED], False),
    ],
)
def test_new_labels(done, has_new):
    """Those that the last round did not see."""
    assert state(*done).has_new_labels is has_new


@pytest.mark.parametrize(
    ("done", "given", "reason"),
    [
        ([START], {}, None),
        ([START], {"labelled": 5}, EndReason.EMPTY_POOL),
        ([START, trained(1)], {"round_limit": 2}, None),
        ([START, trained(1)], {"round_limit": 1}, EndReason.ROUND_LIMIT),
        ([START, trained(1), ANSWER], {"round_limit": 1}, EndReason.ROUND_LIMIT),
        ([START, trained(1, hard=0)], {}, EndReason.NOTHING_HARD),
        ([START, trained(1, hard=0), ANSWER], {}, None),
        ([START, trained(1, hard=0), ANSWER, trained(3)], {}, None),
        ([START, trained(1, hard=0)], {"round_limit": 1}, EndReason.NOTHING_HARD),
        ([START, trained(1)], {"round_limit": 1, "labelled": 5}, EndReason.EMPTY_POOL),
        ([START, trained(1), EndReason.SATISFIED], {"round_limit": 1}, EndReason.SATISFIED),
    ],
)
def test_why_no_round_can_follow(done, given, reason):
    now = state(*done, **given)
    assert now.end_reason is reason
    assert (now.end is not None) == (reason is EndReason.SATISFIED)


def test_a_finished_campaign():
    assert not state(START, trained(1), EndReason.SATISFIED, StepKind.LABEL).is_finished
    assert state(START, trained(1), EndReason.SATISFIED, StepKind.FINISH).is_finished
