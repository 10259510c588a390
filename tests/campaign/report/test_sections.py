"""What each section of the page says."""

import itertools
from dataclasses import replace

from fastlabel_core.campaign import Settings
from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.page import render_page
from fastlabel_core.campaign.report.validation import Validation
from fastlabel_core.confusion import confusion


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


def test_without_a_validation_set(findings, with_status, rows, read_page):
    rounds = [replace(each, accuracy=None) for each in findings.status.rounds]
    html = render_page(replace(with_status(rounds=rounds), validation=None))
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
    assert page.charts[:2] == ["Agreement of predictions", "Uncertainty and changed labels"]


def test_advice(findings, read_page):
    said = read_page(render_page(findings)).text["stopping"]
    assert said.startswith(
        "Stopping criteria Advice to stop: the model is sure. Advice to stop: no prediction "
        "changed. It is advised to stop when the mean of the last 3 agreements is at least 0.99, "
        "when no predicted label changed, or when the mean uncertainty, which is 1 less the "
        "confidence, is at most 0.01. "
    )


def test_no_advice(with_status, read_page):
    said = read_page(render_page(with_status(advice=()))).text["stopping"]
    assert said.startswith("Stopping criteria Nothing advises to stop. It is")


def test_one_round(findings, with_status, read_page):
    page = read_page(render_page(with_status(rounds=findings.status.rounds[:1])))
    assert "Agreement of predictions" not in page.charts
    assert page.text["stopping"].startswith(
        "Stopping criteria Rounds can be compared from the second on."
    )


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
    assert matrix in read_page(render_page(few)).charts
    html = render_page(many)
    page = read_page(html)
    assert matrix not in page.charts
    assert "21 classes are too many for a legible matrix" in page.text["confusion"]
    assert rows(html, "confusion")[1:] == [
        [label, following, "1", "1"] for label, following in itertools.pairwise(true[:11])
    ]
    assert "There is no confidence to judge: the model gives none." in page.text["reliability"]


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


def test_all_hard_examples(findings, with_status, read_page):
    last = replace(findings.status.rounds[-1], hard=2)
    page = read_page(render_page(with_status(rounds=[last])))
    assert "Hard examples The 2 that LeastConfidence chose in round 3." in page.text["hard"]
    none = read_page(render_page(replace(findings, examples=[])))
    assert none.text["hard"] == "Hard examples The last round chose none."


def test_a_single_field_needs_no_name(findings, read_page):
    example = replace(findings.examples[1], fields={"text": "some words"})
    said = read_page(render_page(replace(findings, examples=[example]))).text["hard"]
    assert "no such file some words 2 · sample x" in said


def test_warnings_and_approximations(findings, with_status, read_page):
    assert read_page(render_page(findings)).text["warnings"] == (
        "Warnings and approximations Warnings of round 3 3 pictures can't be read "
        "What it did not compute to the letter of a formula the nearest of 1,000 were looked at"
    )
    quiet = replace(with_status(rounds=findings.status.rounds[:2]), approximations=())
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


def test_settings(with_status, read_page):
    settings = Settings(name="a", options={"size": 64}, classes=("猫",), model="b@3", val_size=0.25)
    assert read_page(render_page(with_status(settings=settings))).text["settings"] == (
        "Settings name a plugin null model b@3 strategy LeastConfidence strategy_options {} "
        "query_cnt 100 round_limit 10 val_size 0.25 random_seed 0 "
        'options {"size": 64} repository repository classes ["猫"] disable []'
    )
