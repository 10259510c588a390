from fastlabel_core.campaign import Entry, StepKind
from fastlabel_core.errors import UsageError


def test_all_that_was_said_of_a_sample(trial):
    campaign = trial.start()
    trial.answer(campaign, {"a1": "berry"})
    campaign.run()
    campaign.undo(["a1"], who="Cat")
    campaign.answer(
        trial.file("sampleId,label,suggestion\na1,plant,berry\n"), who="Dan", new_classes=True
    )
    entries = campaign.history_of("a1")
    start, first, _, _, undo, second = campaign.history()
    assert entries == [
        Entry("fruit", "Ann", start.at, 0, StepKind.START, None, None, False),
        Entry("berry", "Bob", first.at, 0, StepKind.ANSWER, None, None, True),
        Entry(None, "Cat", undo.at, 1, StepKind.UNDO, None, None, False),
        Entry("plant", "Dan", second.at, 1, StepKind.ANSWER, None, True, False),
    ]


def test_nothing_was_said(trial):
    assert trial.start().history_of("p1") == []


def test_an_unknown_sample(trial, refusal):
    campaign = trial.start()
    assert refusal(UsageError, campaign.history_of, "p9") == (
        "the data set has no sample 'p9'; mend the sampleId"
    )


def test_how_many_labels_each_step_gave(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit"})
    campaign.run()
    campaign.undo(["p1"], who="Cat")
    counts = campaign.label_counts()
    assert [counts.get(step.id) for step in campaign.history()] == [4, 2, None, None, 1]
