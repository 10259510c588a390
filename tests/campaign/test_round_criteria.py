"""What speaks for stopping after a round; see `conftest.py` for what the model says."""

import numpy as np
import pytest

from fastlabel_core.campaign import Criteria
from fastlabel_core.campaign.stopping import cohen_kappa


def test_rounds_are_compared(trial):
    """The correction of a3 "red car" makes its words fruit's too. Then p1 is a tie of 3 and 3, of
    which the first label counts, p2 is still fruit by 3 of 4, p4 vehicle by 2 of 3.

    One of three labels changed. Kappa: 2/3 agree; by chance 2/3 x 1/3 + 1/3 x 2/3 = 4/9 would.
    """
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"a3": "fruit"})
    campaign.run()
    first, second = (each.criteria for each in campaign.status().rounds)
    assert (first.agreement, first.changed) == (None, None)
    assert first.uncertainty == pytest.approx(1 - (0.6 + 0.75 + 2 / 3) / 3)
    assert second.agreement == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert second.changed == pytest.approx(1 / 3)
    assert second.uncertainty == pytest.approx(1 - (0.5 + 0.75 + 2 / 3) / 3)


def test_only_samples_of_both_pools_are_compared(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"a3": "fruit", "p1": "vehicle"})
    campaign.run()
    criteria = campaign.status().rounds[1].criteria
    assert (criteria.agreement, criteria.changed) == (1, 0)
    trial.answer(campaign, {"p2": "fruit"})
    campaign.run()
    assert campaign.status().rounds[2].criteria.changed == 0


def test_samples_before_and_between_those_of_both_pools(trial):
    """Of p1 and p2, which are vehicle and fruit, each is in one pool; p4 is vehicle twice."""
    campaign = trial.start()
    trial.answer(campaign, {"p2": "fruit"})
    campaign.run()
    campaign.undo(["p2"], who="Bob")
    trial.answer(campaign, {"p1": "vehicle"})
    campaign.run()
    criteria = campaign.status().rounds[1].criteria
    assert (criteria.agreement, criteria.changed) == (1, 0)
    trial.answer(campaign, {"p2": "fruit"}, who="Cat")
    campaign.run()
    trial.answer(campaign, {"p4": "vehicle"})
    campaign.undo(["p1", "p2"], who="Bob")
    campaign.run()
    criteria = campaign.status().rounds[3].criteria
    assert (criteria.agreement, criteria.changed) == (None, None)


def test_several_samples_that_only_the_earlier_pool_had(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"})
    campaign.run()
    criteria = campaign.status().rounds[1].criteria
    assert (criteria.agreement, criteria.changed) == (1, 0)


def test_agreement_is_that_of_the_stop_set(trial, monkeypatch):
    """It is drawn by the seed from all samples; here the pool is what follows the first four."""
    monkeypatch.setattr("fastlabel_core.campaign.round_criteria.STOP_SET_SIZE", 4)
    drawn = np.random.default_rng(5).choice(8, 4, replace=False)
    labels = {4: ("vehicle", "fruit"), 5: ("fruit", "fruit"), 7: ("vehicle", "vehicle")}
    compared = [labels[number] for number in drawn if number in labels]
    assert 0 < len(compared) < 3
    campaign = trial.start(random_seed=5)
    campaign.run()
    trial.answer(campaign, {"a3": "fruit"})
    campaign.run()
    criteria = campaign.status().rounds[1].criteria
    assert criteria.agreement == cohen_kappa(*zip(*compared, strict=True))
    assert criteria.changed == pytest.approx(1 / 3)


def test_nothing_predicted_is_nothing_to_compare(trial):
    campaign = trial.start_cold()
    trial.answer(campaign, {"p2": "fruit"})
    campaign.undo(["p2"], who="Bob")
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle", "p2": "fruit"})
    campaign.run()
    first, second = (each.criteria for each in campaign.status().rounds)
    assert first == Criteria(None, None, None)
    assert second == Criteria(None, None, 0.5)
