"""The labels that answer in a person's place."""

from __future__ import annotations

from pathlib import Path

from fastlabel_core.campaign.current_labels import Source
from fastlabel_core.csv_file import open_csv
from fastlabel_core.one_row_each import read_one_row_each
from fastlabel_core.samples import LABEL, SAMPLE_ID

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
    file = open_csv(path, [SAMPLE_ID, LABEL])
    wanted = [name for name in (SAMPLE_ID, LABEL, SOURCE) if name in file.columns]
    truth = read_one_row_each(file, wanted)
    is_told = truth[LABEL].str.strip() != ""
    if SOURCE in truth:
        is_told &= truth[SOURCE] == Source.PERSON
    told = truth[is_told]
    return dict(zip(told[SAMPLE_ID], told[LABEL], strict=True))
