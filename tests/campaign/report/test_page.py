"""The page: every section, or why it is empty; texts that stay texts; nothing that is loaded."""

import itertools
import re
from dataclasses import replace

import pytest

from fastlabel_core.campaign import EndReason, Settings
from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.page import render_page
from fastlabel_core.campaign.report.persons import Person
from fastlabel_core.campaign.report.validation import Validation
from fastlabel_core.confusion import confusion

SECTIONS = [
    "header",
    "learning",
    "stopping",
    "confusion",
    "reliability",
    "balance",
    "seconds",
    "hard",
    "warnings",
    "persons",
    "settings",
]
HOSTILE = "<script>alert(1)</script>\"'&"


def charts(html):
    """Return the names of the charts, in their order."""
    return re.findall('<svg xmlns="http://www.w3.org/2000/svg".*?<title>(.*?)</title>', html)


def changed(findings, **given):
    """Return findings with another status."""
    return replace(findings, status=replace(findings.status, **given))


def test_every_section(findings, read_page):
    html = render_page(findings)
    assert list(read_page(html).text) == SECTIONS
    assert charts(html) == [
        "Accuracy on the validation set by labels",
        "Agreement of predictions",
        "Uncertainty and changed labels",
        "True and predicted labels of the validation set",
        "Accuracy by confidence",
        "Share of each class",
        "Time of each step",
    ]


def test_nothing_yet(nothing_found, read_page):
    html = render_page(nothing_found)
    page = read_page(html)
    assert list(page.text) == SECTIONS
    assert charts(html) == []
    assert page.text["learning"] == (
        "Learning curve There is no accuracy to show: no round was run yet."
    )
    assert page.text["stopping"] == (
        "Stopping criteria There is nothing to judge by: no round has predicted the pool yet."
    )
    assert page.text["confusion"] == (
        "Confused classes There is nothing to compare: no model has predicted anything yet."
    )
    assert page.text["reliability"] == (
        "Confidence There is no confidence to judge: no model has predicted anything yet."
    )
    assert page.text["balance"] == (
        "Class balance Nobody has given a label yet, and no model predicts any."
    )
    assert page.text["seconds"] == "Time No round was run yet."
    assert page.text["hard"] == "Hard examples No round was run yet."
    assert page.text["warnings"] == "Warnings and approximations No round was run yet."
    assert page.text["persons"] == "Who answered Nobody has given a label yet."


def test_the_head(findings, nothing_found, read_page):
    assert read_page(render_page(findings)).text["header"] == (
        "Campaign pets It goes on: another round can follow. As of 2026-11-28 03:07 UTC. "
        "2,000 samples 380 labelled by persons 1,620 in the pool 3 rounds of at most 8 "
        "0.800 accuracy on 10 validation samples, 95 % interval 0.440 to 0.970 "
        "39 hard examples wait for an answer"
    )
    assert (
        read_page(render_page(nothing_found))
        .text["header"]
        .endswith("0 rounds of at most 8 0 hard examples wait for an answer")
    )
    one = changed(findings, rounds=findings.status.rounds[:1])
    assert "1 round of at most 8 0.600 accuracy" in read_page(render_page(one)).text["header"]


@pytest.mark.parametrize(
    ("end", "said", "figures"),
    [
        (
            {"end_reason": EndReason.ROUND_LIMIT},
            "No round can follow: round limit. The data set is not written yet. As of ",
            "1,620 in the pool 3 rounds of at most 8 0.800 accuracy on 10 validation samples, 95 % "
            "interval 0.440 to 0.970 39 hard examples wait for an answer",
        ),
        (
            {"end_reason": EndReason.SATISFIED, "is_ended": True},
            "No round can follow: satisfied. The data set is not written yet. As of ",
            "1,620 in the pool 3 rounds of at most 8 0.800 accuracy on 10 validation samples, 95 % "
            "interval 0.440 to 0.970",
        ),
        (
            {"end_reason": EndReason.SATISFIED, "is_ended": True, "is_finished": True},
            "Finished: satisfied. As of ",
            "1,620 labelled by the model 3 rounds of at most 8 0.800 accuracy "
            "on 10 validation samples, 95 % interval 0.440 to 0.970",
        ),
    ],
)
def test_the_head_at_the_end(findings, read_page, end, said, figures):
    head = read_page(render_page(changed(findings, **end))).text["header"]
    assert head.startswith(f"Campaign pets {said}")
    assert head.endswith(f" 2,000 samples 380 labelled by persons {figures}")


def test_samples_without_a_label_at_the_end(findings, read_page):
    done = changed(findings, is_ended=True, is_finished=True, pool=1630)
    page = read_page(render_page(done))
    assert "1,620 labelled by the model 10 without a label 3 rounds" in page.text["header"]
    assert "predicted c (0.51) no answer no picture" in page.text["hard"]


def test_rounds(findings, rows):
    header, *rounds = rows(render_page(findings), "learning")
    assert " ".join(header) == (
        "round labels pool hard accuracy 95&nbsp;% interval agreement mean of 3 changed "
        "uncertainty seconds"
    )
    none = "\N{EN DASH}"
    assert rounds == [
        ["1", "300", "1,700", "40", "0.600", "0.260 to 0.880", none, none, none, "0.300", "13.9"],
        [
            "2",
            "340",
            "1,660",
            "40",
            "0.700",
            "0.350 to 0.930",
            "0.900",
            none,
            "0.080",
            "0.200",
            "15.9",
        ],
        [
            "3",
            "380",
            "1,620",
            "40",
            "0.800",
            "0.440 to 0.970",
            "0.950",
            "0.925",
            "0.040",
            "0.100",
            "16.9",
        ],
    ]


def test_without_a_validation_set(findings, rows, read_page):
    rounds = [replace(each, accuracy=None) for each in findings.status.rounds]
    html = render_page(replace(changed(findings, rounds=rounds), validation=None))
    page = read_page(html)
    assert {row[4] for row in rows(html, "learning")[1:]} == {"\N{EN DASH}"}
    assert {row[5] for row in rows(html, "learning")[1:]} == {"\N{EN DASH}"}
    assert "no accuracy to show: no round had a validation set" in page.text["learning"]
    assert "accuracy" not in page.text["header"]
    assert page.text["confusion"] == (
        "Confused classes There is nothing to compare: the campaign has no validation set."
    )
    assert page.text["reliability"] == (
        "Confidence There is no confidence to judge: the campaign has no validation set."
    )
    assert charts(html)[:2] == ["Agreement of predictions", "Uncertainty and changed labels"]


def test_advice(findings, read_page):
    said = read_page(render_page(findings)).text["stopping"]
    assert said.startswith(
        "Stopping criteria Advice to stop: the model is sure. Advice to stop: no prediction "
        "changed. It is advised to stop when the mean of the last 3 agreements is at least 0.99, "
        "when no predicted label changed, or when the mean uncertainty, which is 1 less the "
        "confidence, is at most 0.01. "
    )


def test_no_advice(findings, read_page):
    said = read_page(render_page(changed(findings, advice=()))).text["stopping"]
    assert said.startswith("Stopping criteria Nothing advises to stop. It is")


def test_one_round(findings, read_page):
    html = render_page(changed(findings, rounds=findings.status.rounds[:1]))
    assert "Agreement of predictions" not in charts(html)
    said = read_page(html).text["stopping"]
    assert said.startswith("Stopping criteria Rounds can be compared from the second on.")


def test_confused_pairs(findings, rows, read_page):
    html = render_page(findings)
    assert rows(html, "confusion") == [
        ["true label", "predicted as", "samples", "of"],
        ["c", "d", "1", "4"],
    ]
    assert (
        read_page(html)
        .text["confusion"]
        .endswith(
            "What the model of round 3 says of the 10 validation samples, 1 unreadable left out. "
            "A pair with one or two samples may be chance."
        )
    )


def test_many_classes_have_no_matrix(findings, rows, read_page):
    true = [f"{number:02}" for number in range(21)]
    few, many = (
        replace(
            findings,
            validation=Validation(
                count, 0, confusion(true[:count], true[1:count] + true[:1]), None
            ),
        )
        for count in (20, 21)
    )
    matrix = "True and predicted labels of the validation set"
    assert matrix in charts(render_page(few))
    html = render_page(many)
    assert matrix not in charts(html)
    assert "21 classes are too many for a legible matrix" in read_page(html).text["confusion"]
    assert rows(html, "confusion")[1:] == [
        [label, following, "1", "1"] for label, following in itertools.pairwise(true[:11])
    ]
    assert (
        "There is no confidence to judge: the model gives none."
        in (read_page(html).text["reliability"])
    )


def test_all_right(findings, read_page):
    right = replace(findings.validation, confusion=confusion(["c"], ["c"]), unreadable=0)
    said = read_page(render_page(replace(findings, validation=right))).text["confusion"]
    assert said.startswith("Confused classes None is predicted wrong. What the model of round 3")
    assert "unreadable" not in said


def test_nothing_could_be_read(findings, read_page):
    unread = Validation(2, 2, confusion([], []), None)
    page = read_page(render_page(replace(findings, validation=unread)))
    assert page.text["confusion"] == (
        "Confused classes There is nothing to compare: none of the 2 validation samples could be "
        "read."
    )
    assert page.text["reliability"] == (
        "Confidence There is no confidence to judge: none of the 2 validation samples could be "
        "read."
    )


def test_where_the_rounds_are_gone(findings, read_page):
    gone = replace(findings, validation=None, is_validation_gone=True)
    page = read_page(render_page(gone))
    assert page.text["confusion"] == (
        "Confused classes There is nothing to compare: what round 3 left is gone."
    )
    assert page.text["reliability"] == (
        "Confidence There is no confidence to judge: what round 3 left is gone."
    )


def test_the_calibration_error(findings, read_page):
    """Eight right with 0.9 and one wrong with 0.6: (8 * 0.1 + 0.6) / 9."""
    assert (
        "Expected calibration error 0.156 over 10 bins and 9 validation samples, round 3."
        in read_page(render_page(findings)).text["reliability"]
    )


def test_the_class_balance(findings, read_page):
    few, many = (
        replace(findings, balance=[ClassCount(f"{n}", 1, 1) for n in range(count)])
        for count in (30, 31)
    )
    assert "most frequent" not in read_page(render_page(few)).text["balance"]
    assert (
        "These are the 30 most frequent of 31 classes."
        in (read_page(render_page(many)).text["balance"])
    )
    assert (
        "the model of round 3 says of the samples that nobody"
        in read_page(render_page(few)).text["balance"]
    )
    unpredicted = render_page(replace(findings, predicted_round=0))
    assert "Nothing is predicted yet." in read_page(unpredicted).text["balance"]


def test_hard_examples(findings, read_page):
    page = read_page(render_page(findings))
    assert page.text["hard"] == (
        "Hard examples The 2 hardest of the 40 that LeastConfidence chose in round 3. They are not "
        "a random sample: how often the model is wrong on them says nothing of the pool. "
        "1 · sample 0007 predicted c (0.51) no answer yet "
        "no picture: no such file a: 1 b: 2 2 · sample x · drawn at random answered d"
    )
    assert page.all("img") == [{"src": "data:image/png;base64,AA==", "alt": "sample 0007"}]


def test_all_hard_examples(findings, read_page):
    last = replace(findings.status.rounds[-1], hard=2)
    page = read_page(render_page(changed(findings, rounds=[last])))
    assert "Hard examples The 2 that LeastConfidence chose in round 3." in page.text["hard"]
    none = read_page(render_page(replace(findings, examples=[])))
    assert none.text["hard"] == "Hard examples The last round chose none."


def test_a_single_field_needs_no_name(findings, read_page):
    example = replace(findings.examples[1], fields={"text": "some words"})
    said = read_page(render_page(replace(findings, examples=[example]))).text["hard"]
    assert "no such file some words 2 · sample x" in said


def test_warnings_and_approximations(findings, read_page):
    assert read_page(render_page(findings)).text["warnings"] == (
        "Warnings and approximations Warnings of round 3 3 pictures can't be read "
        "What it did not compute to the letter of a formula the nearest of 1,000 were looked at"
    )
    quiet = replace(changed(findings, rounds=findings.status.rounds[:2]), approximations=())
    assert read_page(render_page(quiet)).text["warnings"] == (
        "Warnings and approximations Warnings of round 2 None. "
        "What it did not compute to the letter of a formula Nothing."
    )


def test_persons(findings, rows):
    assert rows(render_page(findings), "persons") == [
        ["person", "first labels", "answers", "with a suggestion", "undone"],
        ["Ann", "300", "0", "0", "1"],
        ["Bob", "0", "1,080", "54", "0"],
    ]


def test_settings(findings, read_page):
    settings = Settings(name="a", options={"size": 64}, classes=("猫",), model="b@3", val_size=0.25)
    assert read_page(render_page(changed(findings, settings=settings))).text["settings"] == (
        "Settings name a plugin null model b@3 strategy LeastConfidence strategy_options {} "
        "query_cnt 100 round_limit 10 val_size 0.25 random_seed 0 "
        'options {"size": 64} repository repository classes ["猫"] disable []'
    )


def test_texts_stay_texts(findings, read_page):
    settings = Settings(name=HOSTILE, strategy=HOSTILE, options={"a": HOSTILE})
    last = replace(findings.status.rounds[-1], warnings=[HOSTILE])
    seen = replace(
        findings.examples[1],
        sample_id=HOSTILE,
        suggestion=HOSTILE,
        answer=HOSTILE,
        unshown=HOSTILE,
        fields={HOSTILE: HOSTILE, "b": HOSTILE},
    )
    html = render_page(
        replace(
            changed(findings, settings=settings, rounds=[last], advice=(HOSTILE,)),
            validation=Validation(
                2, 0, confusion([HOSTILE, "a"], ["a", HOSTILE]), findings.validation.reliability
            ),
            balance=[ClassCount(HOSTILE, 1, 1)],
            examples=[replace(findings.examples[0], sample_id=HOSTILE), seen],
            approximations=[HOSTILE],
            persons=[Person(HOSTILE, 1, 1, 1, 1)],
        )
    )
    page = read_page(html)
    assert "<script" not in html
    assert page.all("script") == []
    assert [each["alt"] for each in page.all("img")] == [f"sample {HOSTILE}"]
    counts = {name: said.count(HOSTILE) for name, said in page.text.items()}
    assert counts == {
        "header": 1,
        "learning": 0,
        "stopping": 1,
        "confusion": 2,
        "reliability": 0,
        "balance": 0,
        "seconds": 0,
        "hard": 9,
        "warnings": 2,
        "persons": 1,
        "settings": 2,
    }


def test_nothing_is_loaded(findings, read_page):
    html = render_page(findings)
    page = read_page(html)
    assert page.all("meta")[2] == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    }
    assert {tag for tag, _ in page.tags} & {"a", "link", "script", "iframe", "object"} == set()
    for _, attributes in page.tags:
        assert not {"href", "srcset", "onload", "action", "data"} & set(attributes)
        assert attributes.get("src", "data:").startswith("data:")
    assert re.search(r"url\(|@import|@font-face", html) is None
    assert set(re.findall(r"https?://[^\"]*", html)) == {"http://www.w3.org/2000/svg"}


def test_the_same_again(findings):
    assert render_page(findings) == render_page(findings)
