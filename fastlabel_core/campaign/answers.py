"""A file of answers: reading it, and checking all of it before any is taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastlabel_core.campaign.asking import SUGGESTION
from fastlabel_core.csv_file import CsvFile, open_csv
from fastlabel_core.errors import InputError, did_you_mean
from fastlabel_core.samples import LABEL, SAMPLE_ID


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said.

    Parameters
    ----------
    labels : mapping of str to str
        The label of each sample id.
    rows : mapping of str to int
        The row in which each stands in the file, from 0.
    file : CsvFile
        The file.
    """

    labels: Mapping[str, str]
    rows: Mapping[str, int]
    file: CsvFile

    @property
    def is_suggestion_shown(self) -> bool | None:
        """True if the file showed what the model predicts; else None, as nobody knows."""
        return True if SUGGESTION in self.file.columns else None

    def refuse_unknown_samples(
        self, known: Collection[str], with_zeros: Callable[[str], str | None]
    ) -> None:
        """Raise `InputError` if a sample is not one of the data set's.

        Parameters
        ----------
        known : collection of str
            The samples that the data set has.
        with_zeros : callable
            Takes a sample id; returns the one that the data set has with zeros before it, or None.
        """
        unknown = [sample_id for sample_id in self.labels if sample_id not in known]
        if not unknown:
            return
        meant = with_zeros(unknown[0])
        remedy = "mend the sampleId, or remove the row"
        if meant is not None:
            remedy = (
                f"it has {meant!r}: if a spreadsheet took the zeros away, open the file in it "
                "again, with sampleId as text"
            )
        raise _refused(
            self.file,
            self.rows[unknown[0]],
            f"the data set has no sample {unknown[0]!r}{_nor_of_more(unknown)}; {remedy}",
        )

    def refuse_new_classes(self, known: Collection[str]) -> None:
        """Raise `InputError` if a label is not one of the known classes; names the nearest."""
        unknown = [name for name, label in self.labels.items() if label not in known]
        if unknown:
            label = self.labels[unknown[0]]
            raise _refused(
                self.file,
                self.rows[unknown[0]],
                f"{label!r} is no known class{_nor_of_more(unknown)}.{did_you_mean(label, known)} "
                "Mend the label, or allow new classes (--new-classes)",
            )

    def refuse_blank_ends(self, known: Collection[str]) -> None:
        """Raise `InputError` if a label is new and begins or ends with a blank."""
        for sample_id, label in self.labels.items():
            if label != label.strip() and label not in known:
                raise _refused(
                    self.file,
                    self.rows[sample_id],
                    f"the label {label!r} begins or ends with a blank; remove it",
                )


def read_answers(path: Path, *, skip_empty: bool = False) -> Answers:
    """Read a CSV file with the columns ``sampleId`` and ``label``; others are passed over.

    Parameters
    ----------
    path : Path
        The file.
    skip_empty : bool, default False
        Pass over rows without a label, as of samples that nobody got to.

    Raises
    ------
    InputError
        If the file is broken, an id or a label is empty, or a sample stands there twice; names the
        line and the remedy.
    """
    file = open_csv(path, [SAMPLE_ID, LABEL])
    table = file.table()
    labels: dict[str, str] = {}
    rows: dict[str, int] = {}
    given = zip(table[SAMPLE_ID].to_pylist(), table[LABEL].to_pylist(), strict=True)
    for row, (sample_id, label) in enumerate(given):
        if not sample_id.strip():
            raise _refused(file, row, "the sampleId is empty; fill it in, or remove the row")
        if not label.strip():
            if skip_empty:
                continue
            raise _refused(
                file,
                row,
                f"the label of sample {sample_id!r} is empty; fill it in, remove the row, or pass "
                "over such rows (--skip-empty)",
            )
        if sample_id in labels:
            raise _repeated(file, rows[sample_id], labels[sample_id], row, label, sample_id)
        labels[sample_id], rows[sample_id] = label, row
    return Answers(labels, rows, file)


def _repeated(
    file: CsvFile, first_row: int, first_label: str, row: int, label: str, sample_id: str
) -> InputError:
    first_line = file.line_of(first_row)
    if label == first_label:
        return _refused(
            file,
            row,
            f"sample {sample_id!r} stands in line {first_line} already, with the same label; "
            "remove one of the rows",
        )
    return _refused(
        file,
        row,
        f"sample {sample_id!r} is {label!r} here and {first_label!r} in line {first_line}; remove "
        "the row that is wrong",
    )


def _refused(file: CsvFile, row: int, problem: str) -> InputError:
    return InputError(
        f"{file.path}, line {file.line_of(row)}: {problem}.\n  Nothing of the file was taken."
    )


def _nor_of_more(refused: list[str]) -> str:
    more = len(refused) - 1
    return f" (nor that of {more:,} more {'row' if more == 1 else 'rows'})" if more else ""
