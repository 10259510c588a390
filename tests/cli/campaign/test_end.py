"""``fastlabel campaign accept`` and ``finish``."""

from pathlib import Path

import pytest

from fastlabel_core import events
from fastlabel_core.campaign import Campaign, EndReason, Finished, LabelCounts


def test_accept(give, answered):
    status, out, err = give("accept")
    assert (status, err) == (
        0,
        "warning: labels were given or taken back since round 1, and what it predicts knows "
        "nothing of them\n",
    )
    assert out == (
        "campaign/labels.csv: 11 labels by persons, 2 by the model\n"
        "published campaign@1\n"
        "finished: satisfied\n"
    )
    assert (answered / "campaign" / "labels.csv").exists()
    assert Campaign("campaign").history()[-1].who == "Ann"


def test_accept_before_the_first_round(give, started):
    assert give("accept") == (
        2,
        "",
        "error: no round has predicted labels yet, so there is nothing to accept; run one with "
        "labels\n"
        "  next: fastlabel campaign run\n",
    )


def test_finish_when_another_round_can_follow(give, answered):
    assert give("finish") == (
        2,
        "",
        "error: the campaign goes on, with 1 of at most 10 rounds done; run the next one, or be "
        "satisfied with what the last one predicts\n"
        "  next: fastlabel campaign run, or fastlabel campaign accept\n",
    )


def test_commands_are_for_the_campaign_that_was_named(give, answered):
    (answered / "campaign").rename(answered / "my own")
    assert give("finish", "--folder", "my own")[2].endswith(
        "\n  next: fastlabel campaign run --folder 'my own', or fastlabel campaign accept --folder "
        "'my own'\n"
    )


def test_finish_at_the_end(give, answered, answers):
    give("answer", answers(p2="a", p3="b"))
    assert give("finish", "--person", "Ben")[1] == (
        "campaign/labels.csv: 13 labels by persons, 0 by the model\n"
        "published campaign@1\n"
        "finished: empty pool\n"
    )
    assert Campaign("campaign").history()[-1].who == "Ben"


def test_twice(give, answered):
    first = give("accept")[:2]
    assert give("accept") == (*first, "")
    assert give("finish") == (*first, "")


@pytest.mark.parametrize("name", ["accept", "finish"])
@pytest.mark.parametrize(
    ("by_persons", "unlabelled", "lines"),
    [
        (1, 1, ["1 label by persons, 2,000 by the model", "1 sample has no label"]),
        (1200, 3, ["1,200 labels by persons, 2,000 by the model", "3 samples have no label"]),
    ],
)
def test_what_is_told_and_counted(give, started, monkeypatch, name, by_persons, unlabelled, lines):
    def end(self, *, who, listeners):
        (listener,) = listeners
        listener(events.StepEnded("end", 1.0))
        counts = LabelCounts(by_persons, 2000, unlabelled)
        return Finished(EndReason.ROUND_LIMIT, None, Path("/x"), counts)

    monkeypatch.setattr(Campaign, name, end)
    assert give(name) == (
        0,
        f"campaign/labels.csv: {lines[0]}\n{lines[1]}\nno model was trained\n"
        "finished: round limit\n",
        "end: done in 1.0 s\n",
    )


@pytest.mark.parametrize("name", ["accept", "finish"])
def test_a_failure_leaves_details(give, started, monkeypatch, name):
    def full(*given, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Campaign, name, full)
    assert give(name) == (
        1,
        "",
        "error: the machine failed: OSError: [Errno 28] No space left on device\n"
        "  details: campaign/work/traceback.txt\n",
    )
    assert "raise OSError(28" in (started / "campaign" / "work" / "traceback.txt").read_text()
