"""Letting a campaign have more rounds than it was to have."""

from fastlabel_core.campaign import EndReason, StepKind
from fastlabel_core.errors import OutOfTurnError, UsageError


def test_more_rounds(trial):
    campaign = trial.start(round_limit=1)
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    assert campaign.status().end_reason is EndReason.ROUND_LIMIT
    campaign.extend(2, who="Cat")
    step = campaign.history()[-1]
    assert (step.kind, step.who, step.round) == (StepKind.EXTEND, "Cat", 1)
    assert step.detail == {"round_limit": 2}
    assert campaign.status().settings.round_limit == 2
    assert campaign.status().end_reason is None
    campaign.run()
    assert campaign.status().end_reason is EndReason.ROUND_LIMIT
    campaign.extend(4, who="Cat")
    campaign.extend(5, who="Cat")
    assert campaign.status().settings.round_limit == 5


def test_a_limit_is_only_raised(trial, refusal):
    campaign = trial.start(round_limit=3)
    message = "the round limit is 3 already, and can only be raised; give a higher one"
    assert refusal(UsageError, campaign.extend, 3, who="Cat") == message
    assert refusal(UsageError, campaign.extend, 2, who="Cat") == message
    campaign.extend(4, who="Cat")
    assert refusal(UsageError, campaign.extend, 4, who="Cat") == message.replace("3", "4")
    assert [step.kind for step in campaign.history()] == [StepKind.START, StepKind.EXTEND]


def test_not_after_the_end(trial, refusal):
    campaign = trial.start()
    campaign.run()
    campaign.accept(who="Cat")
    assert refusal(OutOfTurnError, campaign.extend, 20, who="Cat") == (
        "the campaign has ended (satisfied), so no round can follow"
    )
