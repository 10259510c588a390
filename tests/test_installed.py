"""What is tested is what is installed: the built wheels, and no other distribution of ours."""

import os
from importlib.metadata import distributions
from pathlib import Path

import pytest

import fastlabel_core


@pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="only tox says what is installed")
def test_just_the_expected_distributions_are_installed():
    installed = {one.name for one in distributions() if one.name.startswith("fastlabel")}
    assert installed == set(os.environ["FASTLABEL_EXPECTED"].split())
    assert "site-packages" in Path(fastlabel_core.__file__).parts
