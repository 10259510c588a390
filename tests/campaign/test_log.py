import re

import pytest

from fastlabel_core.campaign.log import (
    NewLabel,
    PersonLabel,
    Step,
    add_labels,
    add_step,
    person_labels,
    steps,
)
from fastlabel_core.campaign.schema import StepKind


@pytest.fixture
def say(connection):
    """Return a function that adds a step with labels of samples, by their numbers."""

    def say(kind, labels, round_number=0, undoes=None):
        step = add_step(connection, kind, "Ann", round_number)
        undoes = undoes or {}
        news = (
            NewLabel(sample, label, undoes=undoes.get(sample)) for sample, label in labels.items()
        )
        assert add_labels(connection, step, news) == len(labels)
        return step

    return say


def held(connection, **which):
    return {each.sample: each.label for each in person_labels(connection, **which)}


def test_steps(connection):
    first = add_step(connection, StepKind.START, "Ann", 0, detail={"labels": 2})
    second = add_step(connection, StepKind.ANSWER, "Bob", 3, is_suggestion_shown=True)
    done = steps(connection)
    assert [each.at for each in done] == sorted(each.at for each in done)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", each.at) for each in done)
    assert done == [
        Step(first, StepKind.START, "Ann", done[0].at, 0, None, {"labels": 2}),
        Step(second, StepKind.ANSWER, "Bob", done[1].at, 3, True, {}),
    ]
    assert first < second


def test_the_last_label_holds(connection, say):
    say(StepKind.START, {1: "cat", 0: "dog"})
    answered = say(StepKind.ANSWER, {1: "owl", 3: "cat"}, 2)
    assert list(person_labels(connection)) == [
        PersonLabel(2, 0, "dog", 1, 0),
        PersonLabel(3, 1, "owl", answered, 2),
        PersonLabel(4, 3, "cat", answered, 2),
    ]


def test_a_model_s_label_is_no_person_s(connection, say):
    say(StepKind.START, {0: "dog"})
    say(StepKind.LABEL, {0: "cat", 1: "cat"}, 1)
    assert held(connection) == {0: "dog"}


def test_an_undone_label_gives_way_to_the_one_before(connection, say):
    say(StepKind.START, {0: "dog", 1: "dog"})
    say(StepKind.ANSWER, {0: "cat", 2: "cat"})
    say(StepKind.UNDO, {0: None, 2: None}, undoes={0: 3, 2: 4})
    assert held(connection) == {0: "dog", 1: "dog"}
    say(StepKind.UNDO, {0: None}, undoes={0: 1})
    assert held(connection) == {1: "dog"}
    say(StepKind.ANSWER, {0: "cat"})
    assert held(connection) == {0: "cat", 1: "dog"}


def test_labels_until_and_after_a_step(connection, say):
    first = say(StepKind.START, {0: "dog", 1: "dog"})
    second = say(StepKind.ANSWER, {0: "cat", 2: "cat"})
    third = say(StepKind.ANSWER, {0: "owl"})
    assert held(connection, until=first) == {0: "dog", 1: "dog"}
    assert held(connection, until=second) == {0: "cat", 1: "dog", 2: "cat"}
    assert held(connection, after=first) == {0: "owl", 2: "cat"}
    assert held(connection, after=second) == {0: "owl"}
    assert held(connection, after=third) == {}
    assert held(connection, after=first, until=second) == {0: "cat", 2: "cat"}


def test_what_held_before_it_was_undone(connection, say):
    say(StepKind.START, {0: "dog"})
    answered = say(StepKind.ANSWER, {0: "cat", 1: "cat"})
    undone = say(StepKind.UNDO, {0: None, 1: None}, undoes={0: 2, 1: 3})
    assert held(connection, until=answered) == {0: "cat", 1: "cat"}
    assert held(connection, until=undone) == {0: "dog"}


def test_more_labels_than_go_in_at_once(connection, say, monkeypatch):
    monkeypatch.setattr("fastlabel_core.campaign.log.ROWS_AT_ONCE", 2)
    for count in range(5):
        say(StepKind.ANSWER, dict.fromkeys(range(count), f"after {count}"))
    assert held(connection) == dict.fromkeys(range(4), "after 4")
