"""``fastlabel campaign status``."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fastlabel_core.campaign import (
    Accuracy,
    Campaign,
    Criteria,
    EndReason,
    RoundStatus,
    Settings,
    Status,
)
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.cli.campaign import command
from fastlabel_core.cli.chart import UNICODE, Point, draw_chart

ROUNDS = [
    RoundStatus(
        number=1,
        labels=300,
        pool=1642,
        hard=100,
        accuracy=Accuracy(48, 60, 0.677, 0.892),
        criteria=Criteria(None, None, 0.305),
        mean_agreement=None,
        seconds={"train": 61.25, "predict": 1.0},
        warnings=[],
    ),
    RoundStatus(
        number=2,
        labels=1400,
        pool=542,
        hard=9,
        accuracy=Accuracy(51, 60, 0.734, 0.929),
        criteria=Criteria(0.9, 0.0625, 0.2),
        mean_agreement=0.995,
        seconds={"train": 1200.0},
        warnings=["old"],
    ),
]


def open_nothing(campaign, folder):
    campaign.folder = CampaignFolder(Path(folder))


@pytest.fixture
def show(monkeypatch):
    """Return a function that shows a made-up status; it takes what is otherwise."""

    def show_with(*arguments, charset="utf-8", columns="80", **changed):
        usual = {
            "settings": Settings(name="n", plugin="toy"),
            "samples": 1942,
            "labelled": 300,
            "pool": 1642,
            "hard": 100,
            "rounds": ROUNDS,
            "has_new_labels": False,
            "begun_round": None,
            "has_predictions": True,
            "end_reason": None,
            "is_ended": False,
            "is_finished": False,
            "advice": (),
        }
        status = Status(**{**usual, **changed})
        monkeypatch.setattr(Campaign, "__init__", open_nothing)
        monkeypatch.setattr(Campaign, "status", lambda self: status)
        monkeypatch.setenv("COLUMNS", columns)
        result = CliRunner(charset=charset).invoke(
            command, ["status", *arguments], catch_exceptions=False
        )
        assert result.exit_code == 0
        return result.output

    return show_with


TABLE = """\
1,942 samples, 300 labelled by persons, 1,642 in the pool
2 of at most 10 rounds

round  labels  hard      accuracy (95 %)  agreement  changed  uncertainty       time
    1     300   100  0.800 (0.677-0.892)                            0.305     62.2 s
    2   1,400     9  0.850 (0.734-0.929)      0.995    0.062        0.200  1,200.0 s

"""
NEXT = """\
100 hard examples wait for an answer
next: fastlabel campaign hard, or fastlabel campaign accept
"""


def test_the_table_and_the_chart(show):
    points = [Point(300, 0.8, 0.677, 0.892), Point(1400, 0.85, 0.734, 0.929)]
    chart = "\n".join(draw_chart(points, 43, UNICODE))
    assert chart
    assert show(columns="43") == (
        f"{TABLE}validation accuracy by labels, with its 95 % interval\n\n{chart}\n\n{NEXT}"
    )


def test_no_chart_where_there_is_no_room(show):
    assert show(columns="20") == TABLE + NEXT


def test_no_chart_of_one_round(show):
    assert "validation accuracy by labels" not in show(rounds=ROUNDS[:1])


def test_ascii_where_the_terminal_knows_no_more(show):
    shown = show(charset="ascii")
    assert "0.90 +" in shown
    assert shown.isascii()
    assert "0.90 ┤" in show()


def test_the_chart_is_not_wider_than_it_need_be(show):
    assert max(map(len, show(columns="200").splitlines())) == len(TABLE.splitlines()[3])


def test_without_validation(show):
    rounds = [
        RoundStatus(1, 10, 3, 2, None, Criteria(None, None, None), None, {"train": 0.04}, [])
    ] * 2
    assert show(rounds=rounds).splitlines()[3:6] == [
        "round  labels  hard  accuracy (95 %)  agreement  changed  uncertainty   time",
        *[f"    1      10     2{'0.0 s':>57}"] * 2,
    ]


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({}, ["100 hard examples wait for an answer",
              "next: fastlabel campaign hard, or fastlabel campaign accept"]),
        ({"hard": 1, "has_new_labels": True},
         ["1 hard example waits for an answer",
          "next: fastlabel campaign run, or fastlabel campaign accept"]),
        ({"hard": 0, "has_new_labels": True, "has_predictions": False},
         ["next: fastlabel campaign run"]),
        ({"has_predictions": False},
         ["100 hard examples wait for an answer", "next: fastlabel campaign hard"]),
        ({"advice": ("it is late", "so it is")},
         ["advice to stop: it is late", "advice to stop: so it is",
          "100 hard examples wait for an answer",
          "next: fastlabel campaign hard, or fastlabel campaign accept"]),
        ({"end_reason": EndReason.EMPTY_POOL, "hard": 0},
         ["no round can follow: empty pool", "next: fastlabel campaign finish"]),
        ({"end_reason": EndReason.ROUND_LIMIT},
         ["no round can follow: round limit", "100 hard examples wait for an answer",
          "next: fastlabel campaign extend --round-limit 11, or fastlabel campaign finish"]),
        ({"begun_round": 3, "has_new_labels": True},
         ["round 3 has begun, and not come to its end", "100 hard examples wait for an answer",
          "next: fastlabel campaign run, or fastlabel campaign accept"]),
        ({"begun_round": 3},
         ["round 3 has begun, and not come to its end", "100 hard examples wait for an answer",
          "next: fastlabel campaign run, or fastlabel campaign accept"]),
        ({"begun_round": 3, "hard": 0, "end_reason": EndReason.EMPTY_POOL},
         ["round 3 has begun, and not come to its end",
          "next: fastlabel campaign run, or fastlabel campaign finish"]),
        ({"end_reason": EndReason.ROUND_LIMIT, "hard": 0, "is_ended": True},
         ["ended: round limit, but not finished yet", "next: fastlabel campaign finish"]),
        ({"end_reason": EndReason.SATISFIED, "hard": 0, "is_ended": True},
         ["ended: satisfied, but not finished yet", "next: fastlabel campaign finish"]),
        ({"end_reason": EndReason.SATISFIED, "is_ended": True, "is_finished": True},
         ["finished: satisfied"]),
    ],
)  # fmt: skip
def test_what_is_next(show, changed, lines):
    assert show(columns="20", **changed) == TABLE + "".join(f"{line}\n" for line in lines)


def test_after_the_end(give, answered):
    give("accept")
    assert give("status")[1].splitlines()[-2:] == [
        "finished: satisfied",
        "the labels: campaign/labels.csv",
    ]


def test_before_the_first_round(give, started):
    assert give("status") == (
        0,
        "13 samples, 10 labelled by persons, 3 in the pool\n0 of at most 10 rounds\n\n"
        "next: fastlabel campaign run\n",
        "",
    )


def test_after_a_round(give, asked):
    # The mean of 1 - confidence of 1/2, 2/3 and 3/4 is 13/36.
    assert re.sub(r"[\d.]+ s\n", "T s\n", give("status")[1]) == (
        "13 samples, 10 labelled by persons, 3 in the pool\n1 of at most 10 rounds\n\n"
        "round  labels  hard  accuracy (95 %)  agreement  changed  uncertainty   time\n"
        f"    1      10     2{13 / 36:50.3f}  T s\n\n"
        "2 hard examples wait for an answer\n"
        "next: fastlabel campaign hard, or fastlabel campaign accept\n"
    )


def test_json(show):
    shown = show("--json", advice=("it is spät",))
    assert '"it is spät"' in shown
    described = json.loads(shown)
    assert described.pop("settings") == Settings(name="n", plugin="toy").model_dump(mode="json")
    second = described.pop("rounds")[1]
    assert described == {
        "samples": 1942,
        "labelled": 300,
        "pool": 1642,
        "hard": 100,
        "has_new_labels": False,
        "begun_round": None,
        "has_predictions": True,
        "end_reason": None,
        "is_ended": False,
        "is_finished": False,
        "advice": ["it is spät"],
    }
    assert second == {
        "number": 2,
        "labels": 1400,
        "pool": 542,
        "hard": 9,
        "accuracy": {"value": 0.85, "correct": 51, "samples": 60, "low": 0.734, "high": 0.929},
        "criteria": {"agreement": 0.9, "changed": 0.0625, "uncertainty": 0.2},
        "mean_agreement": 0.995,
        "seconds": {"train": 1200.0},
        "warnings": ["old"],
    }


def test_json_of_the_end(show):
    shown = show("--json", end_reason=EndReason.ROUND_LIMIT, rounds=[])
    assert json.loads(shown)["end_reason"] == "round limit"
