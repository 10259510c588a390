"""What a report says, made up; and reading a page back, with nothing that it is made by."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from fastlabel_core.campaign import Accuracy, Criteria, RoundStatus, Settings, Status
from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.examples import ShownExample
from fastlabel_core.campaign.report.findings import Findings
from fastlabel_core.campaign.report.persons import Person
from fastlabel_core.campaign.report.validation import Validation
from fastlabel_core.confusion import confusion
from fastlabel_core.reliability import reliability


class Page(HTMLParser):
    """What a page says in each of its sections, the titles of its charts, and all its tags."""

    def __init__(self, html):
        super().__init__()
        self.charts = re.findall(
            '<svg xmlns="http://www.w3.org/2000/svg".*?<title>(.*?)</title>', html
        )
        self.tags = []
        self.text = {"header": ""}
        self._section = "header"
        self._silent = 0
        self.feed(html)
        self.close()
        self.text = {name: " ".join(said.split()) for name, said in self.text.items()}

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "section":
            self._section = dict(attributes)["id"]
            self.text[self._section] = ""
        self._silent += tag in ("style", "svg", "title")

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "svg", "title")

    def handle_data(self, data):
        if not self._silent:
            self.text[self._section] += f" {data}"

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def read_page():
    return Page


@pytest.fixture
def rows():
    """Return the rows of a section's tables."""

    def rows_of(html, section):
        (part,) = re.findall(f'<section id="{section}".*?</section>', html, re.DOTALL)
        return [
            [re.sub("<.*?>", "", cell) for cell in re.findall("<t[hd]>(.*?)</t[hd]>", row)]
            for row in re.findall("<tr>.*?</tr>", part)
        ]

    return rows_of


@pytest.fixture
def findings():
    """What a campaign with three rounds has found."""
    rounds = [
        RoundStatus(
            number=1,
            labels=300,
            pool=1700,
            hard=40,
            accuracy=Accuracy(6, 10, 0.26, 0.88),
            criteria=Criteria(None, None, 0.3),
            mean_agreement=None,
            seconds={"read": 0.5, "train": 10.0, "predict": 3.0, "query": 0.25, "write": 0.125},
            warnings=["an old warning"],
        ),
        RoundStatus(
            number=2,
            labels=340,
            pool=1660,
            hard=40,
            accuracy=Accuracy(7, 10, 0.35, 0.93),
            criteria=Criteria(0.9, 0.08, 0.2),
            mean_agreement=None,
            seconds={"read": 0.5, "train": 12.0, "predict": 3.0, "query": 0.25, "write": 0.125},
            warnings=[],
        ),
        RoundStatus(
            number=3,
            labels=380,
            pool=1620,
            hard=40,
            accuracy=Accuracy(8, 10, 0.44, 0.97),
            criteria=Criteria(0.95, 0.04, 0.1),
            mean_agreement=0.925,
            seconds={"read": 0.5, "train": 14.0, "save": 2.0, "query": 0.25, "write": 0.125},
            warnings=["3 pictures can't be read"],
        ),
    ]
    status = Status(
        settings=Settings(name="pets", plugin="resnet", round_limit=8),
        samples=2000,
        labelled=380,
        pool=1620,
        hard=39,
        rounds=rounds,
        has_new_labels=False,
        begun_round=None,
        has_predictions=True,
        end_reason=None,
        is_ended=False,
        is_finished=False,
        advice=("the model is sure", "no prediction changed"),
    )
    return Findings(
        status=status,
        as_of=datetime(2026, 11, 28, 3, 7, 59, tzinfo=UTC),
        predicted_round=3,
        validation=Validation(
            samples=10,
            unreadable=1,
            confusion=confusion(list("ccccddddd"), list("cccdddddd")),
            reliability=reliability(np.array([0.9] * 8 + [0.6]), np.array([True] * 8 + [False])),
        ),
        is_validation_gone=False,
        balance=[ClassCount("c", 200, 900), ClassCount("d", 180, 720)],
        examples=[
            ShownExample(
                1, "0007", "c", 0.514, False, None, "data:image/png;base64,AA==", None, {}
            ),
            ShownExample(2, "x", None, None, True, "d", None, "no such file", {"a": "1", "b": "2"}),
        ],
        approximations=["the nearest of 1,000 were looked at"],
        persons=[Person("Ann", 300, 0, 0, 1), Person("Bob", 0, 1080, 54, 0)],
    )


@pytest.fixture
def with_status(findings):
    """Return a function that returns the same findings with another status."""

    def changed(**given):
        return replace(findings, status=replace(findings.status, **given))

    return changed


@pytest.fixture
def nothing_found(findings):
    """What a campaign has found before its first round, and before any label."""
    status = replace(findings.status, rounds=[], advice=(), labelled=0, pool=2000, hard=0)
    return Findings(status, findings.as_of, 0, None, False, [], [], (), [])
