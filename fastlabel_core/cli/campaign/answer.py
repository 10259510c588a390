"""``fastlabel campaign answer``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.next_step import next_lines, telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, open_campaign, person_option
from fastlabel_core.cli.wording import counted
from fastlabel_core.errors import FastlabelError, UsageError

if TYPE_CHECKING:
    from fastlabel_core.campaign import Answered

STANDARD_INPUT = Path("-")


@click.command("answer", short_help="Take the labels that a person filled in.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--new-classes", is_flag=True, help="Allow labels that no sample has yet.")
@click.option("--skip-empty", is_flag=True, help="Pass over rows without a label.")
@folder_option
@person_option
def answer(file: Path, folder: str, person: str, new_classes: bool, skip_empty: bool) -> None:
    """Take the answers in FILE: CSV with the columns sampleId and label.

    All of it is taken, or nothing. A label that a sample has already adds nothing, and the same
    file again changes nothing that others have said since. FILE may be - for standard input, or a
    pipe.
    """
    campaign = open_campaign(folder)
    with (
        telling_what_is_next(folder),
        _readable_again(file, campaign.folder.work) as answers,
    ):
        answered = campaign.answer(
            answers, who=person, new_classes=new_classes, skip_empty=skip_empty
        )
    click.echo("\n".join([*_lines(answered), *next_lines(campaign.status())]))


def _readable_again(file: Path, folder: Path) -> AbstractContextManager[Path]:
    """Return the file, or one with what comes by standard input or a pipe, which is read once."""
    if file == STANDARD_INPUT:
        return _kept(_typed(), "standard input", folder)
    if file.is_fifo() or file.is_char_device():
        return _kept(file.read_bytes(), str(file), folder)
    return nullcontext(file)


def _typed() -> bytes:
    """Return what comes by standard input; nothing where it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


@contextmanager
def _kept(came: bytes, by: str, folder: Path) -> Iterator[Path]:
    """Yield a file with what came.

    It stays where its answers aren't taken, so that an error can name the line that is to be mended
    in it, and what a person typed isn't lost.

    Parameters
    ----------
    came : bytes
        What came.
    by : str
        By which way, for the errors.
    folder : Path
        Where to keep it; it is made if it is missing.

    Raises
    ------
    UsageError
        If nothing came.
    """
    if not came:
        raise UsageError(
            f"nothing came by {by}; give a file, or CSV with the columns sampleId and label"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(prefix="answers-", suffix=".csv", dir=folder, delete=False) as file:
        file.write(came)
    path = folder / Path(file.name).name
    try:
        yield path
    except FastlabelError as error:
        error.add_note(f"what came by {by} is kept: {path}")
        raise
    path.unlink()


def _lines(answered: Answered) -> Iterator[str]:
    corrections = counted(answered.corrected, "of them a correction", "of them corrections")
    yield (
        f"{counted(answered.taken, 'label', 'labels')} taken"
        f"{', ' + corrections if answered.corrected else ''}"
    )
    if answered.unchanged:
        yield f"{counted(answered.unchanged, 'was', 'were')} there already"
    if answered.passed_over:
        yield f"{answered.passed_over:,} passed over: changed by others since you gave this file"
    if answered.new_classes:
        yield (
            f"{counted(len(answered.new_classes), 'new class', 'new classes')}: "
            f"{', '.join(answered.new_classes)}"
        )
