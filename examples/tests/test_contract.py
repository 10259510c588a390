"""The promises of the protocol, as far as the examples hold them."""

from pathlib import Path
from typing import ClassVar

import numpy as np

from fastlabel_core.testing import ModelPluginContract
from fastlabel_core.testing.contract.made_up import made_up_samples


class TestBayes(ModelPluginContract):
    plugin_name = "bayes"

    def samples(self, folder: Path):
        return made_up_samples(("text",), folder, np.random.default_rng(0))


class TestMyModel(ModelPluginContract):
    """It says no word of fastlabel, and so can't use what fastlabel offers."""

    plugin_name = "my_model"
    expected_failures: ClassVar = {
        "unknown_options_are_refused": "it declares no pydantic model of its options",
        "training_leaves_out_unreadable_samples": "it has no report_unreadable to tell them by",
        "paths_may_be_uris": "it has no open_input to open them by",
    }

    def samples(self, folder: Path):
        return made_up_samples(("path",), folder, np.random.default_rng(0))
