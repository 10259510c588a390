"""What each chart of the report is drawn from."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from fastlabel_core.campaign import Criteria
from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.drawing import Charts, draw_charts

SVG = "{http://www.w3.org/2000/svg}"


def said(svg):
    """Return what the marks of a chart say when a mouse rests on them."""
    titles = ElementTree.fromstring(svg).iter(f"{SVG}title")
    return [each.text for each in titles][1:]


def with_rounds(findings, *rounds):
    return replace(findings, status=replace(findings.status, rounds=list(rounds)))


def test_the_learning_curve(findings):
    drawn = draw_charts(findings).learning
    name = "accuracy with its 95 % interval"
    assert said(drawn) == [f"{name}: 300, 0.6", f"{name}: 340, 0.7", f"{name}: 380, 0.8"]
    # Its axis shows the whole of the interval from 0.26 to 0.97.
    assert re.findall('faint end".*?>(.*?)</text>', drawn) == ["0.2", "0.4", "0.6", "0.8", "1.0"]


def test_a_round_without_accuracy_is_left_out(findings):
    first, second, third = findings.status.rounds
    drawn = draw_charts(with_rounds(findings, replace(first, accuracy=None), second, third))
    assert [each.split(": ")[1] for each in said(drawn.learning)] == ["340, 0.7", "380, 0.8"]


def test_the_stopping_criteria(findings):
    drawn = draw_charts(findings)
    assert said(drawn.agreement) == [
        "with the round before: 2, 0.9",
        "with the round before: 3, 0.95",
        "mean of the last 3: 3, 0.925",
        "advises to stop: 0.99: 1, 0.99",
        "advises to stop: 0.99: 3, 0.99",
    ]
    assert said(drawn.uncertainty) == [
        "mean uncertainty: 1, 0.3",
        "mean uncertainty: 2, 0.2",
        "mean uncertainty: 3, 0.1",
        "share of changed labels: 2, 0.08",
        "share of changed labels: 3, 0.04",
        "advises to stop: uncertainty 0.01: 1, 0.01",
        "advises to stop: uncertainty 0.01: 3, 0.01",
    ]


def test_shares_and_seconds_begin_at_zero(findings):
    drawn = draw_charts(findings)
    ticks = [
        re.findall('faint end".*?>(.*?)</text>', each)
        for each in (drawn.uncertainty, drawn.seconds)
    ]
    assert ticks == [["0.0", "0.1", "0.2", "0.3"], ["0", "5", "10", "15"]]


def test_a_round_that_took_no_time(findings):
    instant = replace(findings.status.rounds[0], seconds={"read": 0.0})
    drawn = draw_charts(with_rounds(findings, instant))
    assert said(drawn.seconds) == ["read: 1, 0", "other steps: 1, 0"]


def test_time_of_the_steps_that_took_longest(findings):
    """In all rounds train took 36 s, predict 6, save 2, read 1.5; query and write 1.125."""
    assert said(draw_charts(findings).seconds) == [
        "train: 1, 10",
        "train: 2, 12",
        "train: 3, 14",
        "predict: 1, 3",
        "predict: 2, 3",
        "predict: 3, 0",
        "save: 1, 0",
        "save: 2, 0",
        "save: 3, 2",
        "read: 1, 0.5",
        "read: 2, 0.5",
        "read: 3, 0.5",
        "other steps: 1, 0.375",
        "other steps: 2, 0.375",
        "other steps: 3, 0.375",
    ]


def texts(svg):
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_class_balance(findings):
    assert texts(draw_charts(findings).balance)[1:3] == [
        "of 380 labels by persons",
        "of 1,620 predicted",
    ]
    assert texts(draw_charts(findings).balance)[-4:] == [
        "200 (52.6 %)",
        "180 (47.4 %)",
        "900 (55.6 %)",
        "720 (44.4 %)",
    ]


def test_the_balance_of_many_classes(findings):
    """The shares are of all labels, those of classes that are not shown among them."""
    counts = [ClassCount(f"{n}", 1, 0) for n in range(40)]
    drawn = texts(draw_charts(replace(findings, balance=counts)).balance)
    assert drawn.count("1 (2.5 %)") == 30
    assert drawn.count("0 (0.0 %)") == 30


def test_the_confusion_matrix(findings):
    assert said(draw_charts(findings).confusion) == [
        "c, c: 3 of 4",
        "c, d: 1 of 4",
        "d, c: 0 of 5",
        "d, d: 5 of 5",
    ]


def test_the_reliability_diagram(findings):
    assert said(draw_charts(findings).reliability) == [
        "confidence 0.5 to 0.6, 0.600 in the mean: 0.000 of 1 right",
        "confidence 0.8 to 0.9, 0.900 in the mean: 1.000 of 8 right",
    ]


def test_nothing_to_draw(nothing_found):
    assert draw_charts(nothing_found) == Charts(*[None] * 7)


def test_a_round_that_says_nothing(findings):
    silent = replace(findings.status.rounds[0], criteria=Criteria(None, None, None))
    drawn = draw_charts(with_rounds(findings, silent))
    assert drawn.agreement is None
    assert drawn.uncertainty is None


@pytest.mark.parametrize("name", ["learning", "agreement", "uncertainty", "balance", "seconds"])
def test_nothing_is_drawn_without_a_validation_set(findings, name):
    drawn = draw_charts(replace(findings, validation=None))
    assert (drawn.confusion, drawn.reliability) == (None, None)
    assert getattr(drawn, name) is not None
