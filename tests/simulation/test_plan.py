from pathlib import Path

import pytest

from fastlabel_core.simulation import ChosenStrategy
from fastlabel_core.simulation.folder import SimulationFolder


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "BADGE"),
        ({"prefilter": 5000, "balance": True}, "BADGE:balance=true,prefilter=5000"),
        ({"kind": "a b", "rate": 0.5, "none": None}, "BADGE:kind=a b,none=null,rate=0.5"),
    ],
)
def test_the_title_of_a_strategy(options, title):
    assert ChosenStrategy(name="BADGE", options=options).title == title


def test_the_folder_of_a_run_has_its_title_without_what_a_path_must_not_have():
    place = SimulationFolder(Path("/s")).run("BADGE:kind=../a b,rate=0.5", 3)
    assert place.path == Path("/s/runs/BADGE:kind=..%2Fa%20b,rate=0.5/seed-3")
    assert place.result == Path("/s/runs/BADGE:kind=..%2Fa%20b,rate=0.5/seed-3.json")
