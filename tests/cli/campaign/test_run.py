"""``fastlabel campaign run``."""

import re

import pytest

from fastlabel_core.campaign import Campaign

STEPS = ["read", "split", "load", "train", "save", "predict", "query", "write"]


def test_a_round(give, started):
    status, out, err = give("run")
    assert status == 0
    assert out == (
        "round 1: 3 samples predicted, 2 of them hard\n"
        "2 hard examples wait for an answer\n"
        "next: fastlabel campaign hard, or fastlabel campaign accept\n"
    )
    assert re.findall("^(.*): done in ", err, re.MULTILINE) == STEPS


def test_a_round_that_validates_and_advises_to_stop(give, toy_round, answers):
    give("start", "--plugin", "toy", "--query-cnt", "1", "--val-size", "0.2")
    # Of one sample of a and one of b, the model gets one right; the interval of 1 of 2 is exact.
    accuracy = f"validation accuracy 0.500 ({1 - 0.975**0.5:.3f}-{0.975**0.5:.3f})\n"
    assert give("run")[1] == (
        f"round 1: 3 samples predicted, 1 of them hard\n{accuracy}"
        "1 hard example waits for an answer\n"
        "next: fastlabel campaign hard, or fastlabel campaign accept\n"
    )
    give("answer", answers(p1="b"))
    assert give("run")[1] == (
        f"round 2: 2 samples predicted, 1 of them hard\n{accuracy}"
        "advice to stop: no prediction changed since the round before\n"
        "1 hard example waits for an answer\n"
        "next: fastlabel campaign hard, or fastlabel campaign accept\n"
    )


def test_a_round_without_labels(give, toy_round):
    (toy_round / "exp_dir" / "input" / "input_label.csv").unlink()
    give("start", "--plugin", "toy", "--query-cnt", "2", "--strategy", "RandomSampling")
    status, out, _ = give("run")
    assert status == 0
    assert out == (
        "round 1: 3 samples, 2 of them hard\n"
        "no labels, so no model was trained\n"
        "2 hard examples wait for an answer\n"
        "next: fastlabel campaign hard\n"
    )


def test_what_can_not_be_read_is_counted(give, install_plugin, toy_round):
    source = """
        import numpy as np
        from fastlabel_core import Predictions, hookimpl, report_unreadable
        class Blind:
            def load_model(self): return self
            def train_model(self): report_unreadable("l1", "dark")
            def save_model(self, save_dir): (save_dir / "x").touch()
            @hookimpl
            def predict(self, df_img):
                return Predictions(["a", "b"], np.full((len(df_img), 2), 0.5), errors={0: "dark"})
        """
    install_plugin("blind", source, attribute="Blind")
    give("start", "--plugin", "blind", "--val-size", "0")
    assert give("run")[1].splitlines()[1] == "2 samples could not be read"


def test_without_a_new_answer(give, asked):
    assert give("run") == (
        2,
        "",
        "error: nothing was answered since round 1, and a round with the same labels would bring "
        "nothing new; answer some of its hard examples, or be satisfied with what it predicts\n"
        "  next: fastlabel campaign hard, or fastlabel campaign accept\n",
    )


def test_at_the_round_limit(give, toy_round, answers):
    give("start", "--plugin", "toy", "--query-cnt", "2", "--val-size", "0", "--round-limit", "1")
    assert give("run")[1] == (
        "round 1: 3 samples predicted, 2 of them hard\n"
        "no round can follow: round limit\n"
        "2 hard examples wait for an answer\n"
        "next: fastlabel campaign extend --round-limit 2, or fastlabel campaign finish\n"
    )
    give("answer", answers(p1="a"))
    assert give("run") == (
        2,
        "",
        "error: no round can follow: round limit; raise it, or finish the campaign\n"
        "  next: fastlabel campaign extend --round-limit 2, or fastlabel campaign finish\n",
    )


COMMANDS = ["run", "hard", "status", "history", "accept", "finish", "report"]


@pytest.mark.parametrize("name", [*COMMANDS, "undo p1", "answer a.csv", "extend --round-limit 20"])
def test_before_the_start(give, toy_round, name):
    assert give(*name.split(), "--folder", "nowhere") == (
        2,
        "",
        f"error: {toy_round / 'nowhere'} holds no campaign; start one there, or give the folder of "
        "another (--folder)\n"
        "  to start one: fastlabel campaign start --folder nowhere\n",
    )
    assert not (toy_round / "nowhere").exists()


def test_a_plugin_that_fails_leaves_details(give, broken):
    give("start", "--plugin", "broken", "--val-size", "0")
    status, out, err = give("run")
    assert (status, out) == (1, "")
    assert err.splitlines()[-2:] == [
        "error: plugin 'broken' (acme-broken 1.0) failed in train_model: OSError: no GPU",
        "  details: campaign/work/traceback.txt",
    ]
    details = (broken / "campaign" / "work" / "traceback.txt").read_text()
    assert details.startswith("Traceback (most recent call last):\n")
    assert "\nOSError: no GPU\n" in details


def test_the_traceback_is_shown_on_demand(give, broken):
    give("start", "--plugin", "broken", "--val-size", "0")
    status, _, err = give("run", "--verbose")
    assert status == 1
    assert "\nOSError: no GPU\n" in err
    assert not (broken / "campaign" / "work" / "traceback.txt").exists()


@pytest.mark.parametrize("name", ["run", "accept", "finish"])
def test_stopped(give, asked, monkeypatch, name):
    def stopped(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(Campaign, name, stopped)
    status, out, err = give(name)
    assert (status, out) == (130, "")
    assert err.strip() == "Stopped. The same command again goes on from here."
