import hashlib
import platform

import pytest
from sqlalchemy import select

from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.schema import hard


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hard_rows(trial, *columns):
    with Database(f"sqlite:///{trial.folder / 'campaign.sqlite'}").reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(hard.c.rank))]


def test_what_is_taken_down(trial):
    """Half of the labels validate: a1 "red apple" and a3 "red car", by seed 0.

    So the words are fruit: green apple; vehicle: fast car. Each of a1 and a3 shares one with its
    own class and none with the other. Of p1 and p4 vehicle has 2/3, of p2 fruit has 3/4.
    """
    campaign = trial.start(
        options={"warning": "beware"}, strategy_options={"prefilter": 2}, val_size=0.5
    )
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    _, begun, done, _ = campaign.history()
    assert begun.detail == {"labels": 4, "folder": f"{platform.node()}:{trial.folder}"}
    output = trial.folder / "rounds/001/output"
    detail = dict(done.detail)
    assert detail.pop("uncertainty") == pytest.approx(1 - (2 / 3 + 3 / 4 + 2 / 3) / 3)
    assert list(detail.pop("seconds")) == (
        ["read", "split", "load", "train", "save", "validate", "predict", "query", "write"]
    )
    assert detail == {
        "seen": begun.id,
        "predictions": digest(output / "predictions.csv"),
        "is_trained": True,
        "model": digest(output / "model/metadata.json"),
        "classes": ["fruit", "vehicle"],
        "counts": {
            "labelled": 4,
            "added": 0,
            "corrected": 0,
            "training": 2,
            "validation": 2,
            "validation_correct": 2,
            "pool": 4,
            "hard": 2,
            "random": 0,
            "unreadable_labelled": 0,
            "unreadable_pool": 1,
        },
        "warnings": ["beware"],
        "approximations": [
            "LeastConfidence chose among the 2 samples of the smallest margin, of 3; the others "
            "have score 0"
        ],
        "agreement": None,
        "changed": None,
    }


def test_hard_examples_are_taken_down(trial):
    """Of p1 vehicle has 0.6, of p4 2/3, in the fewest digits that name a float of 32 bits.

    One of the two is drawn at random; by seed 3 it is p1, the fifth sample of the data set.
    """
    trial.start(strategy_options={"random_share": 0.5}, random_seed=3).run()
    assert hard_rows(trial, hard.c.rank, hard.c.sample, hard.c.suggestion, hard.c.confidence) == [
        (1, 7, "vehicle", 0.6666667),
        (2, 4, "vehicle", 0.6),
    ]
    assert hard_rows(trial, hard.c.step, hard.c.is_random) == [(3, False), (3, True)]


def test_hard_examples_without_a_model(trial):
    trial.start_cold().run()
    columns = (hard.c.rank, hard.c.suggestion, hard.c.confidence)
    assert hard_rows(trial, *columns) == [(1, None, None), (2, None, None)]
