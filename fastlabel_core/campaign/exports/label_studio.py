"""The tasks of Label Studio, and the labelling configuration in whose names they speak.

The format is the `basic JSON <https://labelstud.io/guide/tasks>`_ that Label Studio imports, with
`predictions <https://labelstud.io/guide/predictions>`_ and annotations of the tag ``Choices``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from fastlabel_core.campaign.current_labels import CurrentLabel, Source
from fastlabel_core.campaign.exports.json_array import write_array
from fastlabel_core.campaign.exports.labelled_data_set import LabelledDataSet
from fastlabel_core.durable import fill_folder_beside
from fastlabel_core.errors import UsageError
from fastlabel_core.inputs import is_uri
from fastlabel_core.predictions_csv import shortest_text
from fastlabel_core.samples import PATH, SAMPLE_ID
from fastlabel_core.xml_characters import NOT_IN_XML

TASKS = "tasks.json"
CONFIGURATION = "labelling.xml"
TEXT = "text"
# The names of the tags, by which results refer to them.
SHOWN = "sample"
CHOSEN = "label"


def write_label_studio(data_set: LabelledDataSet, path: Path) -> None:
    """Write a task for each sample, and the labelling configuration that a project needs for them.

    A person's label becomes an annotation, a model's a prediction; a sample without a label is a
    task to be done.

    Parameters
    ----------
    data_set : LabelledDataSet
        The samples and their labels.
    path : Path
        The folder for ``tasks.json`` and ``labelling.xml``; it appears whole or not at all.

    Raises
    ------
    UsageError
        If Label Studio could show nothing of the samples, or a label can't stand in XML.
    """
    configuration = _configuration(_shown_tag(data_set), data_set.classes)
    with fill_folder_beside(path) as beside:
        (beside / CONFIGURATION).write_text(configuration, encoding="utf-8", newline="\n")
        with (beside / TASKS).open("w", encoding="utf-8", newline="\n") as file:
            write_array(file, (_task(each, data_set.state.columns) for each in data_set))
            file.write("\n")


def _shown_tag(data_set: LabelledDataSet) -> str:
    if TEXT in data_set.state.columns:
        return f'<Text name="{SHOWN}" value="${TEXT}"/>'
    if not data_set.without_path:
        return f'<Image name="{SHOWN}" value="${PATH}"/>'
    raise UsageError(
        f"Label Studio would have nothing to show: there is no column {TEXT!r}, and "
        f"{data_set.without_path:,} of the {data_set.state.samples:,} samples have no path; start "
        "a campaign whose samples have one of them"
    )


def _configuration(shown_tag: str, classes: Iterable[str]) -> str:
    choices = [f"    <Choice value={_attribute(name)}/>" for name in classes]
    lines = [
        "<View>",
        f"  {shown_tag}",
        f'  <Choices name="{CHOSEN}" toName="{SHOWN}" choice="single">',
        *choices,
        "  </Choices>",
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _attribute(label: str) -> str:
    if NOT_IN_XML.search(label):
        raise UsageError(
            f"the label {label!r} holds a character that can't stand in XML, in which Label Studio "
            "takes its choices; export in another format"
        )
    return quoteattr(label)


def _task(given: CurrentLabel, columns: Iterable[str]) -> Mapping[str, Any]:
    sample = given.sample
    path = {} if sample.path is None else {PATH: _url(sample.path)}
    return {
        "data": {SAMPLE_ID: sample.sample_id}
        | path
        | dict(zip(columns, sample.fields, strict=True)),
        "meta": {} if given.label is None else {"who": given.who, "round": given.round},
        "annotations": [_annotation(given)] if given.source is Source.PERSON else [],
        "predictions": [_prediction(given)] if given.source is Source.MODEL else [],
    }


def _url(path: str) -> str:
    """Return where Label Studio gets a file: a local one from its own server, below the root."""
    if is_uri(path):
        return path
    return f"/data/local-files/?d={quote(path.removeprefix('/'))}"


def _annotation(given: CurrentLabel) -> Mapping[str, Any]:
    # It would be ground truth by default. Who completed it must be a user of Label Studio, or the
    # whole import is refused; without a name it is the one who imports.
    return {"result": [_result(given)], "ground_truth": False}


def _prediction(given: CurrentLabel) -> Mapping[str, Any]:
    prediction: dict[str, Any] = {"model_version": given.who, "result": [_result(given)]}
    if given.confidence is not None:
        prediction["score"] = float(shortest_text(given.confidence))
    return prediction


def _result(given: CurrentLabel) -> Mapping[str, Any]:
    return {
        "from_name": CHOSEN,
        "to_name": SHOWN,
        "type": "choices",
        "value": {"choices": [given.label]},
    }
