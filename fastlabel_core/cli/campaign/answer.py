"""``fastlabel campaign answer``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
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
    file again changes nothing that others have said since. FILE may be -, which is standard input.
    """
    campaign = open_campaign(folder)
    is_typed = file == STANDARD_INPUT
    with (
        telling_what_is_next(folder),
        _kept_input(campaign.folder.work) if is_typed else nullcontext(file) as answers,
    ):
        answered = campaign.answer(
            answers, who=person, new_classes=new_classes, skip_empty=skip_empty
        )
    click.echo("\n".join([*_lines(answered), *next_lines(campaign.status())]))


@contextmanager
def _kept_input(folder: Path) -> Iterator[Path]:
    """Yield a file with what comes by standard input.

    It stays where its answers aren't taken, so that an error can name the line that is to be mended
    in it, and what a person typed isn't lost.

    Raises
    ------
    UsageError
        If nothing comes.
    """
    typed = sys.stdin.buffer.read()
    if not typed:
        raise UsageError(
            "nothing came by standard input; give a file, or CSV with the columns sampleId and "
            "label"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(prefix="answers-", suffix=".csv", dir=folder, delete=False) as file:
        file.write(typed)
    path = folder / Path(file.name).name
    try:
        yield path
    except FastlabelError as error:
        error.add_note(f"what came by standard input is kept: {path}")
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
