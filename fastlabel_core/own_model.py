"""When a round begins with a model that stands in one of its own folders."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from fastlabel_core.errors import UsageError
from fastlabel_core.events import report_warning
from fastlabel_core.outputs import MODEL, REPORT
from fastlabel_core.report import Report
from fastlabel_core.repository import StoredModel
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.setup import file_digest


def refuse_model_in_work(work_dir: Path, start: StoredModel | None) -> None:
    """Raise `UsageError` if the model stands where the round clears away what it left."""
    if start and start.folder.resolve().is_relative_to(work_dir.resolve()):
        raise UsageError(
            f"the model in {start.folder} stands in the work folder, which the round clears; "
            "give the one in the output folder, or a copy"
        )


def refuse_model_in_output(output_dir: Path, start: StoredModel | None) -> None:
    """Raise `UsageError` if the model stands where a round without labels leaves none."""
    if start and start.folder.resolve().is_relative_to((output_dir / MODEL).resolve()):
        raise UsageError(
            f"there are no labels, and a round without labels leaves no model in its output "
            f"folder, where the model in {start.folder} stands; give another output folder "
            "(--output-dir), or a copy of the model"
        )


def finished_already(start: StoredModel | None, request: str, output_dir: Path) -> Report | None:
    """Return the report of a round that was killed just after its end, or None.

    Only a round that goes on from the model in its own output folder needs this: run again, it
    would take its result for its beginning.

    Parameters
    ----------
    start : StoredModel or None
        The model that the round begins with.
    request : str
        As in `Report`.
    output_dir : Path
        The round's output folder.
    """
    report_file = output_dir / REPORT
    if start is None or start.folder.resolve() != (output_dir / MODEL).resolve():
        return None
    if not report_file.exists():
        return None
    try:
        report = Report.read(report_file)
    except ValidationError:
        return None
    if (report.request, report.model) != (request, file_digest(start.folder / METADATA_FILE)):
        return None
    report_warning(
        f"this round is finished: {report_file} is of the same inputs and parameters, and the "
        "model given is what it left. To train on from it, give a copy of the model"
    )
    return report
