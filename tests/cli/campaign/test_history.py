"""``fastlabel campaign history``."""

import json
import platform
import re

import pytest

from fastlabel_core.campaign import Campaign


def lines(text):
    """Return the lines of a table, with a short word for each time."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "NOW", text).splitlines()


def test_every_step(give, answered, answers):
    give("hard")
    (answered / "hard.csv").write_text("sampleId,suggestion,label\np2,b,a\np3,b,b\n")
    give("answer", "hard.csv", "--person", "Ben")
    give("undo", "p1")
    give("run")
    give("accept")
    assert lines(give("history")[1]) == [
        "when                      round  what    who           labels  remark",
        "NOW  0      start   Ann           10",
        "NOW  1      round   toy, round 1          3 samples, 2 of them hard",
        "NOW  1      answer  Ann           1",
        "NOW  1      answer  Ben           2       suggestion shown",
        "NOW  1      undo    Ann           1",
        "NOW  2      round   toy, round 2          1 sample, 1 of them hard",
        "NOW  2      end     Ann                   satisfied",
        "NOW  2      label   campaign@1    1",
        "NOW  2      finish  Ann                   published campaign@1",
    ]


def test_a_round_that_has_not_come_to_its_end(give, started):
    """Its beginning is shown until it has."""

    def kill(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Campaign("campaign").run([kill])
    place = f"{platform.node()}:{started / 'campaign'}"
    assert lines(give("history")[1])[2:] == [
        f"NOW  1      begin  toy, round 1          not finished yet, in {place}"
    ]
    give("run")
    assert lines(give("history")[1])[2:] == [
        "NOW  1      round  toy, round 1          3 samples, 2 of them hard"
    ]


def test_a_round_that_the_end_gave_up(give, answered):
    """What was predicted before was accepted."""

    def kill(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Campaign("campaign").run([kill])
    give("accept")
    assert [line.split()[2] for line in lines(give("history")[1])[1:]] == [
        "start",
        "round",
        "answer",
        "end",
        "label",
        "finish",
    ]


def test_a_round_that_failed(give, broken):
    give("start", "--plugin", "broken", "--val-size", "0")
    error = give("run")[2].splitlines()[-2].removeprefix("error: ")
    assert "no GPU" in error
    assert lines(give("history")[1])[2:] == [f"NOW  1      fail   broken, round 1          {error}"]


def test_every_step_as_json(give, answered):
    steps = json.loads(give("history", "--json")[1])
    assert [(step["kind"], step["who"], step["labels"]) for step in steps] == [
        ("start", "Ann", 10),
        ("begin", "toy, round 1", 0),
        ("round", "toy, round 1", 0),
        ("answer", "Ann", 1),
    ]
    assert steps[2]["detail"]["counts"]["hard"] == 2
    assert steps[3]["is_suggestion_shown"] is None


def test_a_campaign_without_a_model(give, toy_round, answers):
    (toy_round / "exp_dir" / "input" / "input_label.csv").unlink()
    give("start", "--plugin", "toy", "--strategy", "RandomSampling")
    give("run")
    give("answer", answers(p1="a", p2="b", p3="b"), "--new-classes")
    give("finish")
    remarks = [line.split("  ")[-1].strip() for line in lines(give("history")[1])]
    assert remarks[-2:] == ["empty pool", "no model was trained"]


def test_a_sample(give, answered, answers):
    (answered / "hard.csv").write_text("sampleId,suggestion,label\np1,b,a\n")
    give("answer", "hard.csv", "--person", "Ben")
    give("undo", "p1")
    assert lines(give("history", "p1")[1]) == [
        "when                      round  source  who  label  confidence  remark",
        "NOW  1      person  Ann  b",
        "NOW  1      person  Ben  a                  undone, suggestion shown",
        "NOW  1      person  Ann                     takes back the label before",
    ]


def test_a_sample_as_json(give, answered, answers):
    give("answer", answers(p1="spät"), "--new-classes")
    shown = give("history", "p1", "--json")[1]
    assert '"spät"' in shown
    entry, _ = json.loads(shown)
    assert len(entry.pop("at")) == len("2026-11-28T03:23:21.277Z")
    assert entry == {
        "label": "b",
        "who": "Ann",
        "round": 1,
        "kind": "answer",
        "confidence": None,
        "is_suggestion_shown": None,
        "is_undone": False,
    }


def test_what_the_model_said(give, answered):
    give("accept")
    assert lines(give("history", "p3")[1]) == [
        "when                      round  source  who         label  confidence  remark",
        # Of path p3 the model says b with 1 - 1 / (1 + 3).
        "NOW  1      model   campaign@1  b      0.750",
    ]


def test_a_sample_of_which_nobody_said_anything(give, answered):
    assert give("history", "p3") == (0, "nothing was said of it yet\n", "")
    assert give("history", "p3", "--json") == (0, "[]\n", "")


def test_a_sample_that_is_not_there(give, answered):
    assert give("history", "p9") == (
        2,
        "",
        "error: the data set has no sample 'p9'; mend the sampleId\n",
    )


def test_a_round_limit_that_was_raised(give, started):
    give("extend", "--round-limit", "1200", "--person", "Ben")
    assert lines(give("history")[1])[-1] == (
        "NOW  0      extend  Ben          at most 1,200 rounds"
    )
