"""The labels that answer in a person's place."""

from __future__ import annotations

from pathlib import Path

from fastlabel_core.campaign.current_labels import Source
from fastlabel_core.csv_file import open_csv
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.score import read_labels

SOURCE = "source"


def read_truth(path: Path) -> dict[str, str]:
    """Read the true labels in a CSV file.

    Where it has a column ``source``, as the ``labels.csv`` of a campaign has, only the labels of
    persons are true: played with a model's own labels, every mistake of that model would be right.

    Parameters
    ----------
    path : Path
        A file with the columns ``sampleId`` and ``label``.

    Returns
    -------
    dict of str to str
        Sample id to label. Samples with an empty or blank label are not in it.

    Raises
    ------
    InputError
        If the file is broken, a column is missing, or a sample stands there twice.
    """
    truth = read_labels(path)
    is_told = truth[LABEL].str.strip() != ""
    file = open_csv(path, [SAMPLE_ID, LABEL])
    if SOURCE in file.columns:
        is_told &= file.table()[SOURCE].to_pandas() == Source.PERSON
    told = truth[is_told]
    return dict(zip(told[SAMPLE_ID], told[LABEL], strict=True))
