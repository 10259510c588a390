import pytest
from pydantic import ValidationError

from fastlabel_core.campaign import Settings
from fastlabel_core.campaign.settings import kept_settings
from fastlabel_core.errors import UsageError


def test_defaults():
    assert Settings(name="words").model_dump() == {
        "name": "words",
        "plugin": None,
        "model": None,
        "strategy": "LeastConfidence",
        "strategy_options": {},
        "query_cnt": 100,
        "round_limit": 10,
        "val_size": 0.2,
        "random_seed": 0,
        "options": {},
        "repository": "repository",
        "classes": (),
        "disable": (),
    }


@pytest.mark.parametrize(
    "wrong", [{"query_cnt": 0}, {"round_limit": 0}, {"rounds": 3}, {"classes": "cat"}]
)
def test_wrong_settings(wrong):
    with pytest.raises(ValidationError) as raised:
        Settings(name="words", **wrong)
    assert [error["loc"][0] for error in raised.value.errors()] == list(wrong)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("", "a label is not empty"),
        (" \t", "a label is not empty"),
        (" fruit", "a label does not begin or end with a blank"),
        ("fruit\n", "a label does not begin or end with a blank"),
    ],
)
def test_classes_that_no_answer_may_have(label, message):
    with pytest.raises(ValidationError) as raised:
        Settings(name="words", classes=("a b", label))
    (error,) = raised.value.errors()
    assert (error["loc"], error["input"], error["msg"]) == (("classes", 1), label, message)


def test_settings_of_a_later_version(refusal):
    kept = {**Settings(name="words").model_dump(mode="json"), "budget": 5, "query_cnt": "all"}
    assert refusal(UsageError, kept_settings, kept) == (
        "this fastlabel-core can't read the campaign's settings (query_cnt, budget); install the "
        "version that began it"
    )


def test_kept_settings():
    settings = Settings(name="words", classes=("boat",), options={"epochs": 2})
    assert kept_settings(settings.model_dump(mode="json")) == settings
