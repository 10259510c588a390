"""The whole page: every section, its head, texts that stay texts, and nothing that is loaded."""

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


def test_every_section(findings, read_page):
    page = read_page(render_page(findings))
    assert list(page.text) == SECTIONS
    assert page.charts == [
        "Accuracy on the validation set by labels",
        "Agreement of predictions",
        "Uncertainty and changed labels",
        "True and predicted labels of the validation set",
        "Accuracy by confidence",
        "Share of each class",
        "Time of each step",
    ]


def test_nothing_yet(nothing_found, read_page):
    page = read_page(render_page(nothing_found))
    assert list(page.text) == SECTIONS
    assert page.charts == []
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


def test_the_head(findings, with_status, nothing_found, read_page):
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
    one = with_status(rounds=findings.status.rounds[:1])
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
def test_the_head_at_the_end(with_status, read_page, end, said, figures):
    head = read_page(render_page(with_status(**end))).text["header"]
    assert head.startswith(f"Campaign pets {said}")
    assert head.endswith(f" 2,000 samples 380 labelled by persons {figures}")


def test_samples_without_a_label_at_the_end(with_status, read_page):
    done = with_status(is_ended=True, is_finished=True, pool=1630)
    page = read_page(render_page(done))
    assert "1,620 labelled by the model 10 without a label 3 rounds" in page.text["header"]
    assert "predicted c (0.51) no answer no picture" in page.text["hard"]


def test_texts_stay_texts(findings, with_status, read_page):
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
            with_status(settings=settings, rounds=[last], advice=(HOSTILE,)),
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
