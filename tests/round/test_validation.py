"""What a round says of its validation set, worked by hand."""

import json

from fastlabel_core import events

HEADER = "sampleId,label,predicted,confidence,error\n"
OWN_QUERY = """
    def query_hard_example(self, df_img, df_train, df_val, work_dir, query_cnt):
        asked = [df_img["sampleId"].tolist(), df_train["sampleId"].tolist(), df_val is None]
        with (work_dir / "queries.jsonl").open("a") as file:
            file.write(json.dumps([*asked, query_cnt]) + "\\n")
        answer = df_img.assign(label="fruit", is_hard=False, error="", confidence=0.25)
        answer.loc[df_img["text"] == "?", ["label", "error"]] = [None, "no text"]
        return answer
"""


def test_validation_by_hand(folders):
    """Of the training set the words are: fruit: green apple; vehicle: fast car.

    a1 "red apple" shares 1 word with fruit: (1+1, 1) / 3; a3 "red car" 1 with vehicle. The label of
    a1 is corrected to one that the model doesn't know, so only a3 is right.
    """
    folders.write("input_added_label.csv", "sampleId,text,label\na1,red apple,berry\n")
    report = folders.run()
    assert folders.validation == (
        f"{HEADER}a1,berry,fruit,0.6666667,\na3,vehicle,vehicle,0.6666667,\n"
    )
    assert (report.counts.validation, report.counts.validation_correct) == (2, 1)


def test_a_sample_that_can_not_be_read(folders):
    labels = (folders.input / "input_label.csv").read_text().replace("a1,red apple", "a1,?")
    folders.write("input_label.csv", labels)
    report = folders.run()
    assert folders.validation == f"{HEADER}a1,fruit,,,no text\na3,vehicle,vehicle,0.6666667,\n"
    assert (report.counts.validation, report.counts.validation_correct) == (2, 1)


def test_the_saved_model_predicts(folders, words_plugin):
    """A model that saves less than it knows says only what it saved."""
    module = words_plugin / "words_model.py"
    forgetful = "json.dumps({label: [] for label in self.words})"
    module.write_text(module.read_text().replace("json.dumps(self.words)", forgetful))
    folders.run()
    assert folders.validation == f"{HEADER}a1,fruit,fruit,0.5,\na3,vehicle,fruit,0.5,\n"


def test_without_a_validation_set_none_of_an_earlier_round_is_left(folders):
    folders.run()
    assert folders.validation.startswith(f"{HEADER}a1,")
    report = folders.run(val_size=0)
    assert folders.validation == HEADER
    assert (report.counts.validation, report.counts.validation_correct) == (0, 0)
    assert "validate" not in report.seconds


def test_a_model_that_only_queries_is_asked_for_no_hard_example(folders, words_plugin):
    """It calls all a fruit, and can't read p3; what it is asked of is the set, then the pool."""
    module = words_plugin / "words_model.py"
    source, _, rest = module.read_text().partition("    @hookimpl\n    def predict")
    module.write_text(
        f"{source}{OWN_QUERY}\n    def save_model{rest.partition('def save_model')[2]}"
    )
    labels = (folders.input / "input_label.csv").read_text().replace("a3,red car", "a3,?")
    folders.write("input_label.csv", labels)
    heard = []
    report = folders.run(strategy="own", listeners=[heard.append])
    assert folders.validation == f"{HEADER}a1,fruit,fruit,0.25,\na3,vehicle,,0.25,no text\n"
    assert (report.counts.validation, report.counts.validation_correct) == (2, 1)
    queries = (folders.work / "plugin" / "queries.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in queries] == [
        [["a1", "a3"], ["a2", "a4"], True, 0],
        [["p1", "p2", "p3", "p4"], ["a2", "a4"], False, 2],
    ]
    steps = [event.step for event in heard if isinstance(event, events.StepStarted)]
    assert steps == ["read", "split", "load", "train", "save", "validate", "query", "write"]
