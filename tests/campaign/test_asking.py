from fastlabel_core.campaign import HardExample, Sample
from fastlabel_core.campaign.asking import write_hard_examples
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.state import read_state
from fastlabel_core.errors import UsageError


def written(trial, campaign, **given):
    path = trial.root / "hard.csv"
    count = campaign.write_hard(path, **given)
    lines = path.read_bytes().decode().splitlines(keepends=True)
    assert count == len(lines) - 1
    return "".join(lines)


def test_hard_examples(trial):
    campaign = trial.start()
    assert campaign.hard() == []
    campaign.run()
    assert campaign.hard() == [
        HardExample(
            1, Sample(4, "p1", f"{trial.input}/p1.txt", ["red car", "north"]), "vehicle", 0.6
        ),
        HardExample(
            2, Sample(7, "p4", "/abs/p4.txt", ["fast boat", "east, far"]), "vehicle", 0.6666667
        ),
    ]


def test_those_that_are_labelled_are_asked_no_more(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit"})
    assert [(each.rank, each.sample.sample_id) for each in campaign.hard()] == [(2, "p4")]
    campaign.undo(["p1"], who="Bob")
    assert [(each.rank, each.sample.sample_id) for each in campaign.hard()] == [
        (1, "p1"),
        (2, "p4"),
    ]
    campaign.run()
    assert [each.rank for each in campaign.hard()] == [1, 2]


def test_the_last_round_asks(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    campaign.run()
    assert [(each.rank, each.sample.sample_id) for each in campaign.hard()] == [
        (1, "p4"),
        (2, "p2"),
    ]


def test_after_the_end_nothing_is_asked(trial):
    """An answer would be refused."""
    campaign = trial.start()
    campaign.run()
    campaign.accept(who="Cat")
    assert campaign.hard() == []
    assert written(trial, campaign) == "sampleId,path,text,origin,label\n"


def test_without_suggestions(trial):
    campaign = trial.start()
    campaign.run()
    assert written(trial, campaign, with_suggestions=False) == (
        "sampleId,path,text,origin,label\n"
        f"p1,{trial.input}/p1.txt,red car,north,\n"
        'p4,/abs/p4.txt,fast boat,"east, far",\n'
    )


def test_what_is_written_can_be_answered(trial):
    campaign = trial.start()
    campaign.run()
    content = written(trial, campaign).replace("vehicle,\n", "vehicle,vehicle\n")
    assert campaign.answer(trial.file(content), who="Bob").taken == 2
    assert [each.is_suggestion_shown for each in campaign.history_of("p1")] == [True]
    assert written(trial, campaign) == "sampleId,path,text,origin,label\n"


def test_a_data_set_without_paths(trial):
    trial.write("input_label.csv", "sampleId,text,label\na1,red apple,fruit\n")
    trial.write("input_unlabel.csv", "sampleId,text\np1,red car\n")
    campaign = trial.start()
    campaign.run()
    assert written(trial, campaign) == "sampleId,text,suggestion,label\np1,red car,fruit,\n"


def test_columns_of_the_data_set_that_have_our_names(trial):
    trial.write("input_label.csv", "sampleId,text,label\na1,red apple,fruit\n")
    trial.write("input_unlabel.csv", "sampleId,label,text,score\np1,1,red car,3\n")
    campaign = trial.start()
    campaign.run()
    assert written(trial, campaign) == (
        "sampleId,text,score,suggestion,label\np1,red car,3,fruit,\n"
    )
    content = written(trial, campaign, with_suggestions=False)
    assert content == "sampleId,text,score,label\np1,red car,3,\n"
    campaign.answer(trial.file(content.replace("3,\n", "3,fruit\n")), who="Bob")
    assert [each.is_suggestion_shown for each in campaign.history_of("p1")] == [None]


def test_a_round_without_a_model_suggests_nothing(trial):
    campaign = trial.start_cold(query_cnt=4)
    campaign.run()
    content = written(trial, campaign)
    lines = content.splitlines()
    assert lines[0] == "sampleId,path,text,origin,label"
    row = f"p1,{trial.input}/p1.txt,red car,north,"
    assert sorted(lines[1:])[0] == row
    assert len(lines) == 5
    answers = trial.file(content.replace(row, f"{row}vehicle"))
    campaign.answer(answers, who="Bob", new_classes=True, skip_empty=True)
    assert [each.is_suggestion_shown for each in campaign.history_of("p1")] == [None]


def test_a_sample_of_several_has_no_suggestion(trial):
    """The file shows the others', and so the column is there."""
    campaign = trial.start()
    campaign.run()
    samples = [example.sample for example in campaign.hard()]
    path = trial.root / "hard.csv"
    with Database(f"sqlite:///{trial.folder / 'campaign.sqlite'}").reading() as connection:
        state = read_state(connection)
    examples = [HardExample(1, samples[0], None, None), HardExample(2, samples[1], "boat", 0.5)]
    write_hard_examples(path, examples, state, with_suggestions=True)
    assert path.read_text().splitlines() == [
        "sampleId,path,text,origin,suggestion,label",
        f"p1,{trial.input}/p1.txt,red car,north,,",
        'p4,/abs/p4.txt,fast boat,"east, far",boat,',
    ]


def test_no_place_for_the_file(trial, refusal):
    campaign = trial.start()
    campaign.run()
    path = trial.root / "nowhere" / "hard.csv"
    for write in (campaign.write_hard, campaign.write_report):
        assert refusal(UsageError, write, path) == (
            f"{path} can't be written: there is no folder {path.parent}; make it, or give another "
            "file (--output)"
        )
        assert refusal(UsageError, write, trial.root) == (
            f"{trial.root} is a folder; give a file (--output)"
        )
