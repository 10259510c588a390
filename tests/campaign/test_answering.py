from hashlib import sha256

import pytest

from fastlabel_core.campaign import Answered, StepKind
from fastlabel_core.errors import InputError, OutOfTurnError, UsageError
from fastlabel_core.repository import LocalRepository


def last_step(campaign):
    step = campaign.history()[-1]
    return step.kind, step.who, step.round, step.is_suggestion_shown


def labels_of(campaign, sample_id):
    return [each.label for each in campaign.history_of(sample_id)]


def test_answers(trial):
    campaign = trial.start()
    assert trial.answer(
        campaign, {"p1": "fruit", "p4": "boat", "a1": "fruit", "a2": "berry"}
    ) == Answered(taken=3, corrected=1, unchanged=1, passed_over=0, new_classes=("berry", "boat"))
    assert last_step(campaign) == (StepKind.ANSWER, "Bob", 0, None)
    assert labels_of(campaign, "p4") == ["boat"]
    assert labels_of(campaign, "a1") == ["fruit"]
    assert labels_of(campaign, "a2") == ["fruit", "berry"]


def test_the_same_file_twice(trial):
    """What others said since holds."""
    campaign = trial.start()
    answers = {"p1": "fruit", "p4": "boat", "p2": "fruit"}
    trial.answer(campaign, answers, who="Ann")
    trial.answer(campaign, {"p1": "vehicle"}, who="Bob")
    campaign.undo(["p4"], who="Bob")
    before = campaign.history()
    assert trial.answer(campaign, answers, who="Ann") == Answered(0, 0, 1, 2, ())
    assert campaign.history() == before
    assert [labels_of(campaign, name)[-1] for name in ("p1", "p4")] == ["vehicle", None]
    content = (trial.root / "answers.csv").read_bytes()
    assert before[1].detail == {"file": sha256(content).hexdigest()}


def test_a_change_of_mind(trial):
    """The same file says something new of what its person changed in between, and of that alone."""
    campaign = trial.start()
    answers = {"p1": "fruit", "p4": "boat", "p2": "fruit"}
    trial.answer(campaign, answers, who="Ann")
    trial.answer(campaign, {"p1": "vehicle"}, who="Ann")
    campaign.undo(["p4"], who="Ann")
    trial.answer(campaign, {"p2": "vehicle"}, who="Bob")
    assert trial.answer(campaign, answers, who="Ann") == Answered(2, 1, 0, 1, ("boat",))
    assert trial.answer(campaign, {"p1": "vehicle"}, who="Bob").taken == 1
    assert trial.answer(campaign, answers, who="Ann") == Answered(0, 0, 1, 2, ())
    assert [labels_of(campaign, name)[-1] for name in ("p1", "p4", "p2")] == [
        "vehicle",
        "boat",
        "vehicle",
    ]


def test_the_same_file_of_another_person(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit"}, who="Ann")
    trial.answer(campaign, {"p1": "vehicle"}, who="Bob")
    assert trial.answer(campaign, {"p1": "fruit"}, who="Cat") == Answered(1, 1, 0, 0, ())


def test_the_same_labels_in_another_file(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit"}, who="Ann")
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"}, who="Bob")
    answers = {"p1": "fruit", "p2": "fruit"}
    assert trial.answer(campaign, answers, who="Ann") == Answered(1, 1, 1, 0, ())


def test_who_confirms_adds_no_label(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit"}, who="Ann")
    assert trial.answer(campaign, {"p1": "fruit"}, who="Cid") == Answered(0, 0, 1, 0, ())
    assert last_step(campaign) == (StepKind.ANSWER, "Cid", 0, None)
    assert labels_of(campaign, "p1") == ["fruit"]
    before = campaign.history()
    assert trial.answer(campaign, {"p1": "fruit"}, who="Cid") == Answered(0, 0, 1, 0, ())
    assert campaign.history() == before


def test_the_same_file_twice_though_it_said_nothing_new_at_first(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit"}, who="Bob")
    trial.answer(campaign, {"p1": "fruit"}, who="Ann")
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"}, who="Bob")
    assert trial.answer(campaign, {"p1": "fruit"}, who="Ann") == Answered(0, 0, 0, 1, ())
    assert labels_of(campaign, "p1") == ["fruit", "vehicle"]


def test_no_answers(trial):
    campaign = trial.start()
    before = campaign.history()
    assert trial.answer(campaign, {}) == Answered(0, 0, 0, 0, ())
    assert campaign.history() == before


def test_a_suggestion_that_was_shown_is_taken_down(trial):
    campaign = trial.start()
    campaign.answer(trial.file("sampleId,suggestion,label\np1,fruit,fruit\n"), who="Bob")
    assert last_step(campaign) == (StepKind.ANSWER, "Bob", 0, True)


def test_a_spreadsheet_took_the_zeros_away(trial, refusal):
    trial.write("input_unlabel.csv", "sampleId,text\n0479,red car\n0480,fast boat\n1,?\n")
    campaign = trial.start()
    assert refusal(InputError, trial.answer, campaign, {"1": "fruit", "479": "fruit"}) == (
        f"{trial.root / 'answers.csv'}, line 3: the data set has no sample '479'; it has '0479': "
        "if a spreadsheet took the zeros away, open the file in it again, with sampleId as text.\n"
        "  Nothing of the file was taken."
    )
    assert "has no sample '481'; mend the" in refusal(
        InputError, trial.answer, campaign, {"481": "fruit"}
    )


def test_nothing_of_a_bad_file_is_taken(trial, refusal):
    campaign = trial.start()
    before = campaign.history()
    remark = ".\n  Nothing of the file was taken."
    start = f"{trial.root / 'answers.csv'}, line 3: "
    assert refusal(InputError, trial.answer, campaign, {"p1": "fruit", "p9": "fruit"}) == (
        f"{start}the data set has no sample 'p9'; mend the sampleId, or remove the row{remark}"
    )
    given = {"p1": "fruit", "p2": "friut"}
    assert refusal(InputError, trial.answer, campaign, given, new_classes=False) == (
        f"{start}'friut' is no known class. Did you mean 'fruit'? Mend the label, or allow new "
        f"classes (--new-classes){remark}"
    )
    assert refusal(InputError, trial.answer, campaign, {"p1": "fruit", "p2": "fruit "}) == (
        f"{start}the label 'fruit ' begins or ends with a blank; remove it{remark}"
    )
    assert campaign.history() == before


def test_known_classes(trial):
    """Those that the settings allow, that persons gave, and that the model knows, although its
    label was undone.
    """
    campaign = trial.start(classes=("boat",))
    assert trial.answer(campaign, {"p4": "boat"}, new_classes=False).new_classes == ()
    assert trial.answer(campaign, {"p1": "car"}).new_classes == ("car",)
    assert trial.answer(campaign, {"p2": "car"}, new_classes=False).new_classes == ()
    campaign.run()
    campaign.undo(["p1", "p2"], who="Bob")
    assert trial.answer(campaign, {"p1": "car"}, new_classes=False).new_classes == ()
    campaign.undo(["p1"], who="Bob")
    trial.answer(campaign, {"a1": "berry"})
    campaign.undo(["a1"], who="Bob")
    assert trial.answer(campaign, {"p1": "berry"}).new_classes == ("berry",)


def test_classes_of_the_model_to_begin_with(trial):
    trial.start().run()
    LocalRepository(trial.repository).publish(trial.folder / "rounds/001/output/model", "words")
    trial.folder.rename(trial.root / "before")
    campaign = trial.start_cold(plugin=None, model="words")
    assert trial.answer(campaign, {"p1": "vehicle"}, new_classes=False).taken == 1
    assert trial.answer(campaign, {"p1": "boat"}).new_classes == ("boat",)


def test_undo(trial):
    """What holds is the label before it; without one, the sample is back in the pool."""
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit"})
    trial.answer(campaign, {"p1": "vehicle", "a1": "berry"})
    assert campaign.undo(["p1", "a1", "p1"], who="Cat") == 2
    assert last_step(campaign) == (StepKind.UNDO, "Cat", 0, None)
    assert trial.answer(campaign, {"p1": "fruit", "a1": "fruit"}).unchanged == 2
    assert campaign.undo(["p1"], who="Cat") == 1
    assert campaign.status().pool == 4
    assert trial.answer(campaign, {"p1": "vehicle"}) == Answered(1, 0, 0, 0, ())
    assert labels_of(campaign, "p1") == ["fruit", "vehicle", None, None, "vehicle"]


def test_undo_of_nothing(trial):
    campaign = trial.start()
    before = campaign.history()
    assert campaign.undo([], who="Cat") == 0
    assert campaign.history() == before


def test_undo_that_can_not_be(trial, refusal):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit"})
    before = campaign.history()
    remark = ".\n  Nothing was undone."
    assert refusal(UsageError, campaign.undo, ["p1", "p9"], who="Cat") == (
        f"the data set has no sample 'p9'; mend the sampleId{remark}"
    )
    assert refusal(UsageError, campaign.undo, ["p1", "p2"], who="Cat") == (
        f"sample 'p2' has no label of a person to take back; leave it out{remark}"
    )
    assert refusal(UsageError, campaign.undo, ["p1", "a1"], who="Cat") == (
        "sample 'a1' was labelled before the first training, and the validation set comes from "
        f"such labels; answer with the right label instead{remark}"
    )
    assert campaign.history() == before
    campaign.undo(["p1"], who="Cat")
    assert refusal(UsageError, campaign.undo, ["p1"], who="Cat").startswith("sample 'p1' has no")


def test_undo_in_a_cold_start(trial, refusal):
    """Possible until a training saw the label."""
    campaign = trial.start_cold()
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"})
    assert campaign.undo(["p1"], who="Cat") == 1
    trial.answer(campaign, {"p4": "vehicle"})
    campaign.run()
    assert refusal(UsageError, campaign.undo, ["p4"], who="Cat").startswith(
        "sample 'p4' was labelled before the first training"
    )
    trial.answer(campaign, {"p1": "vehicle", "p4": "boat"})
    assert campaign.undo(["p1", "p4"], who="Cat") == 2


def test_no_undo_once_the_first_training_has_begun(trial, refusal):
    """But of what is answered meanwhile."""
    campaign = trial.start_cold()
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"})
    messages = []

    def undo(event):
        if not messages:
            messages.append(refusal(UsageError, campaign.undo, ["p1"], who="Cat"))
            trial.answer(campaign, {"p1": "boat"})
            assert campaign.undo(["p1"], who="Cat") == 1

    campaign.run([undo])
    assert messages == [
        "sample 'p1' was labelled before the first training, and the validation set comes from "
        "such labels; answer with the right label instead.\n  Nothing was undone."
    ]


def test_undo_while_a_later_round_goes_on(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "vehicle"})
    undone = []
    campaign.run([lambda event: undone or undone.append(campaign.undo(["p1"], who="Cat"))])
    assert undone == [1]
    assert campaign.status().pool == 4
    campaign.run()


@pytest.mark.parametrize("accept", [True, False])
def test_labels_are_final_after_the_end(trial, refusal, accept):
    campaign = trial.start(round_limit=1)
    campaign.run()
    trial.answer(campaign, {"p1": "fruit"})
    campaign.accept(who="Cat") if accept else campaign.finish(who="Cat")
    message = (
        f"the campaign has ended ({'satisfied' if accept else 'round limit'}), and its labels are "
        "final; to go on, start another from the files that this one began with, and give it as "
        "its input_added_label.csv the rows of labels.csv whose source is person, with the columns "
        "that the model reads and labels.csv lacks, such as text"
    )
    assert refusal(OutOfTurnError, trial.answer, campaign, {"p2": "fruit"}) == message
    assert refusal(OutOfTurnError, campaign.undo, ["p1"], who="Cat") == message


def test_an_end_that_is_not_finished_is_to_be_finished_first(trial, refusal, stop_at_publishing):
    """Before that there is no labels.csv to go on from."""
    campaign = trial.start()
    campaign.run()
    stop_at_publishing(campaign.accept)
    assert refusal(OutOfTurnError, campaign.undo, ["p1"], who="Cat").startswith(
        "the campaign has ended (satisfied), and its labels are final; to go on, finish it, then "
        "start another from the files that this one began with, and give it as its "
    )
