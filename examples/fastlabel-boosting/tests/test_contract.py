"""The plugin keeps every promise of the protocol, on scikit-learn's irises."""

from pathlib import Path
from typing import ClassVar

import pandas as pd
from fastlabel_core.testing import ModelPluginContract
from sklearn.datasets import load_iris


class TestBoosting(ModelPluginContract):
    plugin_name = "boosting"
    options: ClassVar = {"trees": 10}

    def samples(self, folder: Path) -> pd.DataFrame:
        iris = load_iris()
        samples = pd.DataFrame(iris.data, columns=iris.feature_names)
        samples["sampleId"] = [f"iris-{number:03}" for number in range(len(samples))]
        samples["label"] = iris.target_names[iris.target]
        return samples.astype("str")

    def unreadable(self, samples: pd.DataFrame, folder: Path) -> pd.DataFrame:
        return samples[:1].assign(sampleId="word", **{"petal length (cm)": "long"}).astype("str")
