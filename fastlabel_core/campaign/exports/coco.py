"""COCO-style JSON for classification: an annotation gives an image a category, and no box.

The keys are those of COCO's `data format <https://cocodataset.org/#format-data>`_; the annotations
are those of Datumaro's task ``labels``, in which CVAT and others read and write them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastlabel_core.campaign.exports.json_array import write_array
from fastlabel_core.campaign.exports.labelled_data_set import LabelledDataSet
from fastlabel_core.durable import write_beside
from fastlabel_core.errors import UsageError
from fastlabel_core.predictions_csv import shortest_text
from fastlabel_core.samples import SAMPLE_ID


def write_coco(data_set: LabelledDataSet, path: Path) -> None:
    """Write all samples as images, and their labels as annotations.

    The same labels are the same bytes. An image and its annotation have one id: its place in the
    data set, from 1. Its ``file_name`` begins below the folder that holds all files, which
    ``info.folder`` names, as most readers want it; where one is a URI, it is the whole path.

    Parameters
    ----------
    data_set : LabelledDataSet
        The samples and their labels.
    path : Path
        The JSON file; it appears whole or not at all.

    Raises
    ------
    UsageError
        If a sample has no path.
    """
    if data_set.without_path:
        raise UsageError(
            f"COCO names the file of each image, and {data_set.without_path:,} of the "
            f"{data_set.state.samples:,} samples have no path; export in another format, such as "
            "label-studio"
        )
    ids = {name: number for number, name in enumerate(data_set.classes, 1)}
    with write_beside(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"info": {json.dumps(_info(data_set), ensure_ascii=False)},\n')
        file.write('"licenses": [],\n"categories": ')
        write_array(file, _categories(ids))
        file.write(',\n"images": ')
        write_array(file, _images(data_set))
        file.write(',\n"annotations": ')
        write_array(file, _annotations(data_set, ids))
        file.write("}\n")


def _info(data_set: LabelledDataSet) -> Mapping[str, Any]:
    last = data_set.state.steps[-1].at
    return {
        "year": int(last[:4]),
        "version": str(data_set.state.round),
        "description": f"labels of the campaign {data_set.state.settings.name}",
        "contributor": "",
        "url": "",
        "date_created": last,
        "folder": data_set.folder or "",
    }


def _categories(ids: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    for name, number in ids.items():
        yield {"id": number, "name": name, "supercategory": ""}


def _images(data_set: LabelledDataSet) -> Iterator[Mapping[str, Any]]:
    for given in data_set:
        sample = given.sample
        assert sample.path is not None
        yield {
            "id": sample.number + 1,
            "file_name": _name_below(data_set.folder, sample.path),
            SAMPLE_ID: sample.sample_id,
        }


def _name_below(folder: str | None, path: str) -> str:
    if folder is None:
        return path
    return os.path.normpath(path).removeprefix(folder).lstrip("/")


def _annotations(data_set: LabelledDataSet, ids: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    for given in data_set:
        if given.label is None:
            continue
        number = given.sample.number + 1
        annotation: dict[str, Any] = {
            "id": number,
            "image_id": number,
            "category_id": ids[given.label],
            "source": given.source,
        }
        if given.confidence is not None:
            annotation["score"] = float(shortest_text(given.confidence))
        yield annotation
