"""Campaigns from start to end, worked by hand; see `conftest.py` for what the model says."""

import json
import shutil

from fastlabel_core import run_round
from fastlabel_core.campaign import Campaign, EndReason, LabelCounts, StepKind
from fastlabel_core.repository import LocalRepository, read_metadata


def test_two_rounds_by_hand(trial, labels_by_hand):
    campaign = trial.start()
    campaign.run()
    campaign.write_hard(trial.root / "hard.csv")
    assert (trial.root / "hard.csv").read_bytes().decode() == (
        "sampleId,path,text,origin,suggestion,label\n"
        f"p1,{trial.input}/p1.txt,red car,north,vehicle,\n"
        'p4,/abs/p4.txt,fast boat,"east, far",vehicle,\n'
    )
    trial.answer(campaign, {"p1": "vehicle", "p4": "boat"})
    campaign.run()

    assert trial.read("rounds/002/input/input_label.csv") == (
        "sampleId,path,text,label\n"
        f"a1,{trial.input}/a1.txt,red apple,fruit\n"
        f"a2,{trial.input}/a2.txt,green apple,fruit\n"
        f"a3,{trial.input}/a3.txt,red car,vehicle\n"
        f"a4,{trial.input}/a4.txt,fast car,vehicle\n"
    )
    assert trial.read("rounds/002/input/input_added_label.csv") == (
        "sampleId,path,text,label\n"
        f"p1,{trial.input}/p1.txt,red car,vehicle\n"
        "p4,/abs/p4.txt,fast boat,boat\n"
    )
    assert trial.read("rounds/002/input/input_unlabel.csv") == (
        "sampleId,path,text,origin\np2,s3://bucket/p2.txt,green apple,south\np3,,?,south\n"
    )
    finished = campaign.accept(who="Cat")
    assert trial.read("labels.csv") == labels_by_hand
    assert (finished.reason, finished.model) == (EndReason.SATISFIED, "words@1")
    assert finished.labels == trial.folder / "labels.csv"
    assert finished.counts == LabelCounts(by_persons=6, by_model=1, unlabelled=1)
    published = LocalRepository(trial.repository).metadata("words", 1)
    assert published.files == read_metadata(trial.folder / "rounds/002/output/model").files
    assert [(each.kind, each.who, each.round) for each in campaign.history()] == [
        (StepKind.START, "Ann", 0),
        (StepKind.BEGIN, "words, round 1", 1),
        (StepKind.ROUND, "words, round 1", 1),
        (StepKind.ANSWER, "Bob", 1),
        (StepKind.BEGIN, "words, round 2", 2),
        (StepKind.ROUND, "words, round 2", 2),
        (StepKind.END, "Cat", 2),
        (StepKind.LABEL, "words@1", 2),
        (StepKind.FINISH, "Cat", 2),
    ]


def test_a_round_by_hand_on_the_files_is_the_same(trial):
    campaign = trial.start(val_size=0.5)
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle", "a1": "berry"})
    campaign.run()
    for number, model in (
        (1, {"plugin": "words"}),
        (2, {"model": trial.folder / "rounds/001/output/model"}),
    ):
        theirs = trial.folder / f"rounds/{number:03d}"
        mine = trial.root / f"by hand {number}"
        run_round(
            **model,
            input_dir=theirs / "input",
            output_dir=mine,
            work_dir=trial.root / "work by hand",
            val_size=0.5,
            query_cnt=2,
        )
        for name in ("predictions.csv", "validation.csv", "model/words.json"):
            assert (mine / name).read_bytes() == (theirs / "output" / name).read_bytes()


def test_a_cold_start(trial):
    """What is answered before the first training becomes `input_label.csv`, and stays it.

    The first training knows vehicle: red car; fruit: green apple; the second also car: red car.
    "fast boat" shares nothing with any, so each has 1/3, and the first counts.
    """
    campaign = trial.start_cold()
    assert not campaign.run().model
    assert trial.read("rounds/001/input/input_label.csv") == "sampleId,path,text,origin,label\n"
    assert [each.suggestion for each in campaign.hard()] == [None, None]
    trial.answer(campaign, {"p1": "vehicle"})
    trial.answer(campaign, {"p2": "fruit"})
    campaign.run()
    first = (
        "sampleId,path,text,origin,label\n"
        f"p1,{trial.input}/p1.txt,red car,north,vehicle\n"
        "p2,s3://bucket/p2.txt,green apple,south,fruit\n"
    )
    assert trial.read("rounds/002/input/input_label.csv") == first
    assert (
        trial.read("rounds/002/input/input_added_label.csv") == "sampleId,path,text,origin,label\n"
    )

    trial.answer(campaign, {"p1": "car"})
    campaign.run()
    assert trial.read("rounds/003/input/input_label.csv") == first
    assert trial.read("rounds/003/input/input_added_label.csv") == (
        f"sampleId,path,text,origin,label\np1,{trial.input}/p1.txt,red car,north,car\n"
    )
    trial.answer(campaign, {"p1": "vehicle"}, who="Dan")
    campaign.accept(who="Cat")
    assert trial.read("labels.csv") == (
        "sampleId,path,label,source,confidence,round\n"
        f"p1,{trial.input}/p1.txt,vehicle,person,,3\n"
        "p2,s3://bucket/p2.txt,fruit,person,,1\n"
        "p3,,,,,\n"
        "p4,/abs/p4.txt,vehicle,model,0.33333334,3\n"
    )


def test_answers_while_the_first_training_goes_on(trial):
    """They come too late for `input_label.csv`, or the validation set would change; but a round
    can follow at once.
    """
    campaign = trial.start_cold()
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"})
    late = iter([{"p4": "vehicle", "p2": "plant"}])

    def answer_once(event):
        for labels in late:
            trial.answer(campaign, labels)

    assert campaign.run([answer_once]).counts.labelled == 2
    campaign.run()
    assert trial.read("rounds/002/input/input_label.csv").splitlines()[1:] == [
        f"p1,{trial.input}/p1.txt,red car,north,vehicle",
        "p2,s3://bucket/p2.txt,green apple,south,fruit",
    ]
    assert trial.read("rounds/002/input/input_added_label.csv").splitlines()[1:] == [
        "p2,s3://bucket/p2.txt,green apple,south,plant",
        'p4,/abs/p4.txt,fast boat,"east, far",vehicle',
    ]


def test_the_round_limit(trial):
    """It ends the campaign; what is still answered counts, and the model labels the rest."""
    campaign = trial.start(round_limit=1)
    campaign.run()
    assert campaign.status().end_reason is EndReason.ROUND_LIMIT
    trial.answer(campaign, {"p1": "fruit"})
    finished = campaign.finish(who="Cat")
    assert (finished.reason, finished.model) == (EndReason.ROUND_LIMIT, "words@1")
    assert trial.read("labels.csv").splitlines()[5:] == [
        f"p1,{trial.input}/p1.txt,fruit,person,,1",
        "p2,s3://bucket/p2.txt,fruit,model,0.75,1",
        "p3,,,,,",
        "p4,/abs/p4.txt,vehicle,model,0.6666667,1",
    ]


def test_a_pool_that_is_empty_from_the_start(trial):
    trial.write("input_unlabel.csv", "sampleId,path,text\n")
    campaign = trial.start()
    finished = campaign.finish(who="Cat")
    assert (finished.reason, finished.model) == (EndReason.EMPTY_POOL, None)
    assert not trial.repository.exists()
    assert trial.read("labels.csv") == (
        "sampleId,path,label,source,confidence,round\n"
        f"a1,{trial.input}/a1.txt,fruit,person,,0\n"
        f"a2,{trial.input}/a2.txt,fruit,person,,0\n"
        f"a3,{trial.input}/a3.txt,vehicle,person,,0\n"
        f"a4,{trial.input}/a4.txt,vehicle,person,,0\n"
    )


def test_nothing_hard_left(trial):
    """Nothing of this pool can be read, so nothing is hard."""
    trial.write("input_unlabel.csv", "sampleId,path,text\np1,,?\np2,,?\n")
    campaign = trial.start()
    campaign.run()
    assert campaign.status().end_reason is EndReason.NOTHING_HARD
    trial.answer(campaign, {"p1": "fruit"})
    assert campaign.status().end_reason is None
    campaign.run()
    finished = campaign.finish(who="Cat")
    assert (finished.reason, finished.model) == (EndReason.NOTHING_HARD, "words@1")
    assert trial.read("labels.csv").splitlines()[5:] == ["p1,,fruit,person,,1", "p2,,,,,"]


def test_a_model_to_begin_with(trial):
    """Its labels are suggestions, are known classes, and can be accepted without any training."""
    trial.start().run()
    repository = LocalRepository(trial.repository)
    for _ in range(2):
        repository.publish(trial.folder / "rounds/001/output/model", "digits")
    shutil.rmtree(trial.folder)
    campaign = trial.start_cold(plugin=None, model="digits", strategy="LeastConfidence")
    campaign.run()
    assert [each.suggestion for each in campaign.hard()] == ["vehicle", "vehicle"]
    assert trial.answer(campaign, {"p1": "fruit"}, new_classes=False).new_classes == ()
    finished = campaign.accept(who="Cat")
    assert finished.model is None
    assert trial.read("labels.csv") == (
        "sampleId,path,label,source,confidence,round\n"
        f"p1,{trial.input}/p1.txt,fruit,person,,1\n"
        "p2,s3://bucket/p2.txt,fruit,model,0.75,1\n"
        "p3,,,,,\n"
        "p4,/abs/p4.txt,vehicle,model,0.6666667,1\n"
    )
    assert campaign.history()[-2].who == "digits@2"


def test_a_model_that_moves_on_meanwhile(trial):
    """A name means the version that it meant when the campaign began."""
    trial.start().run()
    repository = LocalRepository(trial.repository)
    stage = trial.folder / "rounds/001/output/model"
    repository.publish(stage, "digits")
    other = trial.root / "other"
    shutil.copytree(stage, other)
    shutil.rmtree(trial.folder)
    campaign = trial.start_cold(plugin=None, model="digits", strategy="LeastConfidence")
    repository.publish(other, "digits")
    assert campaign.run().parameters["model"] == "digits@1"


def test_a_campaign_folder_that_is_moved(trial):
    trial.start().run()
    elsewhere = trial.root / "elsewhere"
    trial.folder.rename(elsewhere)
    campaign = Campaign(elsewhere)
    trial.answer(campaign, {"p1": "vehicle"})
    campaign.run()
    assert campaign.accept(who="Cat").labels == elsewhere / "labels.csv"
    assert not trial.folder.exists()


ROW_MODEL = """
import json
import numpy as np
from fastlabel_core import Predictions, hookimpl


class Rows:
    '''Takes every column for its input, and says of each row that it is a coin's side.'''

    input_columns = ()

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train, work_dir):
        with (work_dir / "seen.jsonl").open("a") as file:
            file.write(json.dumps(df_train.to_dict("list")) + "\\n")

    @hookimpl
    def predict(self, df_img):
        return Predictions(["head", "tail"], np.full((len(df_img), 2), 0.5, dtype="float32"))

    def save_model(self, save_dir):
        (save_dir / "rows").write_text("")
"""


def test_a_model_whose_input_is_the_row(trial, install_plugin):
    """It sees the columns of the labels that it began with, not those that only the pool has."""
    install_plugin("rows", ROW_MODEL, attribute="Rows")
    trial.write("input_label.csv", "x,sampleId,y,label\n1,a1,2,head\n3,a2,4,tail\n")
    trial.write("input_unlabel.csv", "sampleId,y,note,x\np1,6,hm,5\np2,8,,7\n")
    campaign = trial.start(plugin="rows")
    campaign.run()
    trial.answer(campaign, {"p1": "tail"})
    campaign.run()
    assert json.loads(trial.read("work/plugin/seen.jsonl")) == {
        "x": ["1", "3", "5"],
        "sampleId": ["a1", "a2", "p1"],
        "y": ["2", "4", "6"],
        "label": ["head", "tail", "tail"],
    }
    assert trial.read("rounds/002/output/predictions.csv").splitlines() == [
        "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,y,note,x",
        "p2,,head,0.5,0.5,true,1,false,,8,,7",
    ]


def test_a_model_whose_input_is_the_path(trial, toy):
    """A path that was relative to the files means the same in a round's own folder."""
    trial.write("input_label.csv", "sampleId,path,label\na1,x/1,a\na2,y/2,b\n")
    trial.write("input_unlabel.csv", "sampleId,path\np3,z/3\np1,/w/1\np0,mem://v/0\n")
    campaign = trial.start(plugin="toy")
    campaign.run()
    campaign.accept(who="Cat")
    assert trial.read("labels.csv") == (
        "sampleId,path,label,source,confidence,round\n"
        f"a1,{trial.input}/x/1,a,person,,0\n"
        f"a2,{trial.input}/y/2,b,person,,0\n"
        f"p3,{trial.input}/z/3,b,model,0.75,1\n"
        "p1,/w/1,a,model,0.5,1\n"
        "p0,mem://v/0,a,model,1.0,1\n"
    )
