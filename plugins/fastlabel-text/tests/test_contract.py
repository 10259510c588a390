"""The promises of the protocol, held by the plugin for texts in a column and for those in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from fastlabel_core.testing import ModelPluginContract
from fastlabel_core.testing.contract.made_up import made_up_samples


class TestTextsInAColumn(ModelPluginContract):
    plugin_name = "text"

    def samples(self, folder: Path) -> pd.DataFrame:
        return made_up_samples(("text",), folder, np.random.default_rng(0))


class TestTextsInFiles(ModelPluginContract):
    plugin_name = "text"

    def samples(self, folder: Path) -> pd.DataFrame:
        texts = made_up_samples(("text",), folder, np.random.default_rng(0))
        paths = [folder / f"{sample_id}.txt" for sample_id in texts["sampleId"]]
        for path, text in zip(paths, texts["text"], strict=True):
            path.write_text(text, encoding="utf-8")
        return texts.drop(columns="text").assign(path=list(map(str, paths)))

    def unreadable(self, samples: pd.DataFrame, folder: Path) -> pd.DataFrame:
        """A file that is missing, a folder, and a file that isn't UTF-8."""
        latin = folder / "latin.txt"
        latin.write_bytes("café".encode("latin-1"))
        strange = samples[2:3].assign(sampleId="latin", path=str(latin))
        return pd.concat([super().unreadable(samples, folder), strange])
