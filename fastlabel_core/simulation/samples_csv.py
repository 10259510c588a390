"""Samples as a CSV file, such as a campaign begins with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from fastlabel_core.csv_writing import csv_writer


def write_samples(path: Path, frame: pd.DataFrame) -> None:
    """Write samples as CSV, whole or not at all."""
    with csv_writer(path) as writer:
        writer.writerow(frame.columns)
        writer.writerows(frame.itertuples(index=False, name=None))
