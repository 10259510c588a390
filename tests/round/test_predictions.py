"""The table of predictions that a round leaves, worked by hand, and what it hangs on."""

import pytest

from fastlabel_core.model import Model


def test_predictions_by_hand(folders):
    """Without validation the words are: fruit: red green apple; vehicle: red fast car.

    p1 "red car" shares 1 and 2 words: (1+1, 1+2) / 5. p2 "green apple" shares 2 and 0: (3, 1) / 4.
    p4 "fast boat" shares 0 and 1: (1, 2) / 3. The least confident are p1 (0.6) and p4 (0.667).
    """
    folders.run(val_size=0)
    assert folders.predictions == (
        "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,text,origin\n"
        "p1,,vehicle,0.6,0.39999998,true,1,false,,red car,north\n"
        "p2,,fruit,0.75,0.25,false,,false,,green apple,south\n"
        "p3,,,,,false,,false,no text,?,south\n"
        'p4,,vehicle,0.6666667,0.3333333,true,2,false,,fast boat,"east, far"\n'
    )


def test_a_share_at_random(folders):
    """Two of the three hard ones are drawn, and spread evenly: they stand first and last."""
    report = folders.run(query_cnt=3, strategy_options={"random_share": 0.67})
    assert (report.counts.hard, report.counts.random) == (3, 2)
    assert report.parameters["strategy_options"]["random_share"] == 0.67
    marks = [line.split(",")[5:8] for line in folders.predictions.splitlines()[1:]]
    assert sorted(marks) == [
        ["false", "", "false"],
        ["true", "1", "true"],
        ["true", "2", "false"],
        ["true", "3", "true"],
    ]


def test_a_strategy_by_its_alias(places):
    places.write("input_label.csv", "sampleId,text,label\na1,0,low\na2,9,high\n")
    assert places.run(plugin="places", strategy="far").parameters["strategy"] == "Farthest"


def test_passes_with_dropout(places):
    """The toy's passes are all alike, so one pass chooses and scores as without dropout."""
    places.write("input_label.csv", "sampleId,text,label\na1,0,low\na2,9,high\n")
    places.run(plugin="places")
    expected = places.predictions
    places.run(
        plugin="places", strategy="LeastConfidenceDropout", strategy_options={"dropout_passes": 1}
    )
    assert places.predictions == expected
    file = places.work / "plugin" / "pool-predictions" / "dropout.float32"
    assert file.stat().st_size == 4 * 1 * 2 * 4


def test_the_same_again_gives_the_same_bytes(folders):
    folders.run(strategy="RandomSampling")
    first = folders.predictions
    folders.run(strategy="randomsampling")
    assert folders.predictions == first


def test_the_seed_reaches_split_strategy_and_options(folders):
    report = folders.run(strategy="RandomSampling", random_seed=5)
    assert report.parameters["options"]["random_seed"] == 5
    splits = {folders.trainings()[0]}
    for seed in range(6, 12):
        folders.run(random_seed=seed)
        splits.add(folders.trainings()[0])
    assert len(splits) > 1


@pytest.mark.parametrize(("query_cnt", "hard"), [(0, 0), (1, 1), (3, 3), (99, 3)])
def test_query_cnt_beyond_the_pool_marks_all_that_could_be_read(folders, query_cnt, hard):
    assert folders.run(query_cnt=query_cnt).counts.hard == hard


def test_empty_pool(folders):
    folders.write("input_unlabel.csv", "sampleId,text\n")
    assert folders.run().counts.pool == 0
    assert folders.predictions == (
        "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,text\n"
    )


def test_the_pool_s_labels_are_kept_from_the_model(folders, monkeypatch):
    folders.write("input_unlabel.csv", "sampleId,text,label\np1,red car,secret\n")
    seen = []

    query = Model.query
    monkeypatch.setattr(
        Model,
        "query",
        lambda self, df_img, *rest: seen.append(df_img) or query(self, df_img, *rest),
    )
    report = folders.run()
    assert list(seen[0].columns) == ["sampleId", "text"]
    assert "secret" not in folders.predictions
    assert report.warnings == (
        "the pool's column 'label' is not handed through: predictions.csv has one",
    )


def test_the_saved_model_predicts(folders, words_plugin):
    """A model that saves less than it knows says only what it saved."""
    module = words_plugin / "words_model.py"
    source = module.read_text()
    forgetful = "json.dumps({label: [] for label in self.words})"
    module.write_text(source.replace("json.dumps(self.words)", forgetful))
    folders.run(val_size=0)
    assert {line.split(",")[3] for line in folders.predictions.splitlines()[1:]} == {"0.5", ""}
