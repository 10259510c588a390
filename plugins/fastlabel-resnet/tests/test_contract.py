"""The promises of the protocol, held by the plugin for pictures."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from fastlabel_core.testing import ModelPluginContract
from fastlabel_core.testing.contract.made_up import made_up_samples


class TestPictures(ModelPluginContract):
    plugin_name = "resnet"
    options: ClassVar = {
        "backbone": "test_resnet",
        "pretrained": False,
        "image_size": 32,
        "epochs": 2,
        "device": "cpu",
        "workers": 0,
    }

    @pytest.fixture(autouse=True)
    def _one_thread_in_other_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in this one: the last bits hang on how many threads share the arithmetic."""
        monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def samples(self, folder: Path) -> pd.DataFrame:
        return made_up_samples(("path",), folder, np.random.default_rng(0))
