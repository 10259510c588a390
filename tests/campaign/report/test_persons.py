from fastlabel_core.campaign.log import Step
from fastlabel_core.campaign.report.persons import Person, persons_of
from fastlabel_core.campaign.schema import StepKind


def step(number, kind, who, is_suggestion_shown=None):
    detail = {"file": "5f70bf18"} if kind is StepKind.ANSWER else {}
    return Step(number, kind, who, "2026-01-01T00:00:00.000Z", 1, is_suggestion_shown, detail)


def test_what_each_person_did():
    steps = [
        step(1, StepKind.START, "Cy"),
        step(2, StepKind.ROUND, "words, round 1"),
        step(3, StepKind.ANSWER, "Bo", True),
        step(4, StepKind.ANSWER, "Bo", False),
        step(5, StepKind.ANSWER, "Cy", None),
        step(6, StepKind.UNDO, "Cy"),
        step(7, StepKind.UNDO, "Al"),
        step(8, StepKind.ANSWER, "Bo", True),
        step(9, StepKind.END, "Di"),
        step(10, StepKind.LABEL, "words@1"),
    ]
    labels = {1: 100, 3: 1, 4: 2, 5: 4, 6: 8, 7: 16, 8: 32, 10: 1000}
    assert persons_of(steps, labels) == [
        Person("Al", brought=0, answered=0, with_suggestion=0, undone=16),
        Person("Bo", brought=0, answered=35, with_suggestion=33, undone=0),
        Person("Cy", brought=100, answered=4, with_suggestion=0, undone=8),
    ]


def test_who_started_without_labels_gave_none():
    assert persons_of([step(1, StepKind.START, "Cy")], {}) == []


def test_all_labels_that_the_campaign_began_with(trial):
    """Those of `input_added_label.csv`, too: a correction, and a label of another sample."""
    trial.write("input_added_label.csv", "sampleId,text,label\na4,,boat\nb1,blue,sky\n")
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit", "p4": "boat"}, who="Ann")
    assert persons_of(campaign.history(), campaign.label_counts()) == [
        Person("Ann", brought=6, answered=3, with_suggestion=0, undone=0)
    ]
