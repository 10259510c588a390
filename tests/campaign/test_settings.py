import pytest
from pydantic import ValidationError

from fastlabel_core.campaign import Settings


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
