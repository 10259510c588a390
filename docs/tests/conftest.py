"""What the pages are run with."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from .checkout import build_wheels


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel of each of our distributions, and return their folder."""
    # uv keeps what it once found in a folder of that name, however often the wheels change.
    folder = tmp_path_factory.mktemp("wheels") / uuid4().hex
    build_wheels(folder)
    return folder
