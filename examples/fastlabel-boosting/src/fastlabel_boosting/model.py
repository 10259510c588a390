"""The model: gradient boosted trees on the numbers in a row of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import skops.io
from fastlabel_core import Predictions, hookimpl, report_unreadable
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from sklearn.ensemble import HistGradientBoostingClassifier

NO_INPUT = {"sampleId", "path", "label"}
TRUSTED = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]


def read_inputs(
    samples: pd.DataFrame, columns: list[str]
) -> tuple[NDArray[np.float64], dict[int, str]]:
    """Return numbers for each sample, NaN for an empty cell; and why rows can't be read."""
    cells = samples[columns]
    numbers = cells.apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    is_wrong = ~np.isfinite(numbers) & (cells != "").to_numpy()
    errors = {
        int(row): f"{columns[column]} is not a number: {cells.iat[row, column]!r}"
        for row, column in np.argwhere(is_wrong)
    }
    return numbers, errors


def read_labelled(
    samples: pd.DataFrame, columns: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Return the numbers and the labels of the samples that can be read; tell of the others."""
    inputs, errors = read_inputs(samples, columns)
    for row, reason in errors.items():
        report_unreadable(samples["sampleId"].iloc[row], reason)
    readable = [row for row in range(len(samples)) if row not in errors]
    return inputs[readable], samples["label"].to_numpy(str)[readable]


class BoostingModel:
    """Labels the rows of a table, some of whose cells may be empty."""

    class Options(BaseModel):
        """What can be set by ``--option``."""

        trees: int = Field(100, ge=1, description="Trees for each class, at most.")
        learning_rate: float = Field(0.1, gt=0, description="How much each tree counts.")
        min_leaf: int = Field(3, ge=1, description="Training samples in a leaf, at least.")
        random_seed: int = Field(0, ge=0, lt=2**32, description="The same seed, the same trees.")

    input_columns = ()
    columns: list[str]
    classes: tuple[str, ...] = ()
    booster: HistGradientBoostingClassifier

    def load_model(self, model_dir: Path | None) -> Self:
        """Go on from what `save_model` left, or begin anew."""
        if model_dir is not None:
            self.columns, self.classes, self.booster = skops.io.load(
                model_dir / "model.skops", trusted=TRUSTED
            )
        return self

    def train_model(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        is_first_train: bool,
        options: Options,
    ) -> dict[str, int]:
        """Grow trees until the validation set, if there is one, is predicted no better."""
        self.columns = sorted({*df_train.columns} - NO_INPUT)
        inputs, labels = read_labelled(df_train, self.columns)
        known = () if is_first_train else self.classes
        self.classes = tuple(sorted({*known, *labels.tolist()}))
        validation = {}
        if df_val is not None:
            seen = df_val[df_val["label"].isin(labels)]
            numbers, truth = read_labelled(seen, self.columns)
            validation = {"X_val": numbers, "y_val": truth} if len(truth) else {}
        self.booster = HistGradientBoostingClassifier(
            max_iter=options.trees,
            learning_rate=options.learning_rate,
            min_samples_leaf=options.min_leaf,
            early_stopping=bool(validation),
            random_state=options.random_seed,
        )
        self.booster.fit(inputs, labels, **validation)
        return {"trees": int(self.booster.n_iter_)}

    @hookimpl
    def predict(self, df_img: pd.DataFrame) -> Predictions:
        """Predict rows; a class without a sample in this round is given no probability."""
        inputs, errors = read_inputs(df_img, self.columns)
        learnt = [self.classes.index(label) for label in self.booster.classes_]
        probabilities = np.zeros((len(df_img), len(self.classes)), np.float32)
        # Of one class, scikit-learn returns two columns.
        probabilities[:, learnt] = self.booster.predict_proba(inputs)[:, : len(learnt)]
        return Predictions(self.classes, probabilities, errors)

    def save_model(self, save_dir: Path) -> None:
        """Save without pickle, which could run code when it is loaded."""
        skops.io.dump((self.columns, self.classes, self.booster), save_dir / "model.skops")
