"""Where a campaign stands, by the steps in its log."""

import pytest

from fastlabel_core.campaign import EndReason, Settings, Step, StepKind
from fastlabel_core.campaign.state import State

START = "start"
COLD = "cold start"
ANSWER = StepKind.ANSWER
UNDO = StepKind.UNDO


def trained(seen, hard=2):
    return {"is_trained": True, "counts": {"hard": hard}, "seen": seen}


def untrained(seen):
    return {"is_trained": False, "counts": {"hard": 2}, "seen": seen}


def once(action):
    """Return a listener that does something at the first event only."""
    waiting = [action]
    return lambda event: waiting and waiting.pop()()


def begun(labels):
    return StepKind.BEGIN, labels


def step(number, done, rounds):
    """Return a step; a dict is the detail of a round, an `EndReason` that of an end."""
    match done:
        case StepKind.BEGIN, labels:
            kind, detail = StepKind.BEGIN, {"labels": labels}
        case "start" | "cold start":
            kind, detail = StepKind.START, {"labels": 4 if done == START else 0}
        case EndReason():
            kind, detail = StepKind.END, {"reason": done.value}
        case StepKind():
            kind, detail = done, {}
        case _:
            kind, detail = StepKind.ROUND, done
    return Step(number, kind, "Ann", "2025-01-31T12:00:00.000Z", rounds, None, detail)


def state(*done, labelled=3, has_new_labels=False, **settings):
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
        labels=dict.fromkeys(range(labelled), "fruit"),
        classes=frozenset(),
        has_new_labels=has_new_labels,
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
    ("done", "last"),
    [
        ([START], 1),
        ([START, ANSWER, begun(5), trained(3), ANSWER], 1),
        ([COLD], None),
        ([COLD, begun(0), untrained(2), ANSWER], None),
        ([COLD, begun(0)], None),
        ([COLD, ANSWER, begun(1), ANSWER], 3),
        ([COLD, ANSWER, begun(1), ANSWER, StepKind.FAIL], None),
        ([COLD, ANSWER, begun(1), ANSWER, trained(3), ANSWER], 3),
        ([COLD, ANSWER, begun(1), trained(3), ANSWER, begun(2), trained(6), ANSWER], 3),
        ([COLD, ANSWER, begun(1), trained(3), ANSWER, begun(2)], 3),
        ([COLD, ANSWER, begun(1), StepKind.FAIL, ANSWER, begun(2)], 6),
    ],
)
def test_initial_labels(done, last):
    assert state(*done).last_initial_step == last


@pytest.mark.parametrize(
    ("done", "place"),
    [
        ([START], None),
        ([START, begun(4)], 2),
        ([START, begun(4), ANSWER, UNDO], 2),
        ([START, begun(4), trained(2)], None),
        ([START, begun(4), StepKind.FAIL], None),
        ([START, begun(4), StepKind.FAIL, begun(4)], 4),
        ([START, begun(4), trained(2), ANSWER, begun(5), ANSWER], 5),
        ([START, begun(4), trained(2), ANSWER, begun(5), EndReason.SATISFIED], None),
    ],
)
def test_a_round_that_has_not_come_to_its_end(done, place):
    now = state(*done)
    assert (now.begun and now.begun.id) == place


@pytest.mark.parametrize(
    ("done", "given", "reason"),
    [
        ([START], {}, None),
        ([START], {"labelled": 5}, EndReason.EMPTY_POOL),
        ([START, trained(1)], {"round_limit": 2}, None),
        ([START, trained(1)], {"round_limit": 1}, EndReason.ROUND_LIMIT),
        ([START, trained(1), ANSWER], {"round_limit": 1}, EndReason.ROUND_LIMIT),
        ([START, trained(1, hard=0)], {}, EndReason.NOTHING_HARD),
        ([START, trained(1, hard=0), ANSWER], {"has_new_labels": True}, None),
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


def test_labels_that_the_last_round_did_not_see(trial):
    """They are compared, not counted: one that was given and taken back is no news."""
    campaign = trial.start()

    def has_new_labels():
        return campaign.status().has_new_labels

    trial.answer(campaign, {"p1": "fruit"})
    campaign.run([once(lambda: campaign.undo(["p1"], who="Cat"))])
    assert has_new_labels()
    trial.answer(campaign, {"p1": "fruit"}, who="Dan")
    assert not has_new_labels()
    trial.answer(campaign, {"p1": "vehicle", "a1": "boat"})
    assert has_new_labels()
    trial.answer(campaign, {"p1": "fruit", "a1": "fruit"})
    assert not has_new_labels()
    trial.answer(campaign, {"p2": "fruit"})
    campaign.run()
    assert not has_new_labels()
    campaign.undo(["p2"], who="Cat")
    assert has_new_labels()
