import pytest

from fastlabel_core.campaign import Accuracy, EndReason


def test_before_the_first_round(trial):
    status = trial.start().status()
    assert (status.samples, status.labelled, status.pool, status.hard) == (8, 4, 4, 0)
    assert (status.rounds, status.advice, status.end_reason) == ([], (), None)
    assert (status.has_new_labels, status.has_predictions) == (True, False)
    assert (status.is_ended, status.is_finished) == (False, False)


def test_round_by_round(trial):
    """The validation set is a1 "red apple" and a3 "red car", the training set a2 and a4.

    The first model gets both right. The second knows p1 "red car", too: red apple is fruit or
    vehicle with 1/2, of two equals the first, and its label is berry now.
    """
    campaign = trial.start(val_size=0.5, options={"warning": "beware"})
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle", "a1": "berry"})
    campaign.run()
    trial.answer(campaign, {"p2": "fruit"})
    status = campaign.status()
    assert (status.samples, status.labelled, status.pool) == (8, 6, 2)
    assert [each.sample.sample_id for each in campaign.hard()] == ["p4"]
    assert status.hard == 1
    assert [each.number for each in status.rounds] == [1, 2]
    assert [each.labels for each in status.rounds] == [4, 5]
    assert [(each.pool, each.hard) for each in status.rounds] == [(4, 2), (3, 2)]
    # Of 2 right of 2, and of 1 of 2, the limits of the interval are roots.
    assert [each.accuracy for each in status.rounds] == [
        Accuracy(2, 2, pytest.approx(0.025**0.5), 1.0),
        Accuracy(1, 2, pytest.approx(1 - 0.975**0.5), pytest.approx(0.975**0.5)),
    ]
    assert [each.accuracy.value for each in status.rounds] == [1.0, 0.5]
    steps = ["read", "split", "load", "train", "save", "validate", "predict", "query", "write"]
    assert [list(each.seconds) for each in status.rounds] == [steps, steps]
    assert [each.warnings for each in status.rounds] == [
        ["beware"],
        [
            "input_added_label.csv: 1 of its samples had another label than in input_label.csv; "
            "the added one counts",
            "beware",
        ],
    ]
    assert (status.has_new_labels, status.has_predictions) == (True, True)


def test_without_a_validation_set(trial):
    campaign = trial.start()
    campaign.run()
    assert campaign.status().rounds[0].accuracy is None
    assert not campaign.status().has_new_labels


def test_advice(trial):
    """Agreements begin with the second round, and their mean with the fourth."""
    campaign = trial.start()
    campaign.run()
    for label in ("vehicle", "fruit", "vehicle"):
        trial.answer(campaign, {"p3": label})
        campaign.run()
    status = campaign.status()
    assert [each.mean_agreement for each in status.rounds] == [None, None, None, 1.0]
    assert status.advice == (
        "predictions are stable: the mean of the last 3 agreements is 1.000, at least 0.99",
        "no prediction changed since the round before",
    )


@pytest.mark.parametrize("is_finished", [False, True])
def test_after_the_end(trial, stop_at_publishing, is_finished):
    campaign = trial.start()
    campaign.run()
    campaign.accept(who="Cat") if is_finished else stop_at_publishing(campaign.accept)
    status = campaign.status()
    assert status.hard == 0
    assert (status.end_reason, status.is_ended) == (EndReason.SATISFIED, True)
    assert status.is_finished is is_finished
