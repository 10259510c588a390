"""``fastlabel demo``: write a data set to try fastlabel on."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastlabel_core.demo.writing import WrittenDemo

_DEFAULT_INPUT_DIR = Path("exp_dir/input")


@click.group("demo")
def command() -> None:
    """Write a data set to try fastlabel on; it needs no download."""


def _demo_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--overwrite", is_flag=True, help="Replace files that hold something else."),
        click.option(
            "--random-seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="The order of the samples, and which of them are labelled.",
        ),
        click.option(
            "--labels",
            type=click.IntRange(min=1),
            default=300,
            show_default=True,
            help="How many samples are labelled; the others are the pool.",
        ),
        click.option(
            "--input-dir",
            type=click.Path(file_okay=False, path_type=Path),
            default=_DEFAULT_INPUT_DIR,
            show_default=True,
            help="Where to write.",
        ),
    ):
        function = option(function)
    return function


@command.command("digits")
@_demo_options
def write_digits(input_dir: Path, labels: int, random_seed: int, overwrite: bool) -> None:
    """Write handwritten digits: 1,797 grey pictures of ten classes.

    Needs scikit-learn and pillow: pip install 'fastlabel-core[demo]'
    """
    from fastlabel_core.demo.digits import digits
    from fastlabel_core.demo.writing import write_demo

    written = write_demo(digits(random_seed), input_dir, labels, overwrite)
    _tell(written, input_dir, plugin="resnet")


@command.command("docstrings")
@_demo_options
def write_docstrings(input_dir: Path, labels: int, random_seed: int, overwrite: bool) -> None:
    """Write docstrings of installed libraries, labelled with the library.

    The names of the libraries are masked in the texts.
    """
    from fastlabel_core.demo.docstrings import docstrings
    from fastlabel_core.demo.writing import write_demo

    written = write_demo(docstrings(random_seed), input_dir, labels, overwrite)
    _tell(written, input_dir, plugin="text")


def _tell(written: WrittenDemo, input_dir: Path, plugin: str) -> None:
    click.echo(
        f"{input_dir}: {written.labelled} labelled samples of {written.classes} classes"
        f" and a pool of {written.pool}, whose labels stand in truth.csv.\n"
        f"Next: {shlex.join(['fastlabel-run', '--plugin', plugin, *_folders(input_dir)])}"
    )


def _folders(input_dir: Path) -> list[str]:
    """Return the flags by which a round leaves the files of every other data set alone."""
    if input_dir == _DEFAULT_INPUT_DIR:
        return []
    # Beside a folder of another name may stand what belongs to another data set.
    own = input_dir.parent if input_dir.name == _DEFAULT_INPUT_DIR.name else input_dir
    places = {"input": input_dir, "output": own / "output", "work": own / "work"}
    return [part for name, path in places.items() for part in (f"--{name}-dir", str(path))]
