"""``fastlabel plugins new``: a model plugin to begin with."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click
from packaging.utils import canonicalize_name

from fastlabel_core import __version__
from fastlabel_core.errors import UsageError
from fastlabel_core.plugins import EXTENSIONS, MODELS, OUR_MODELS, find_plugins
from fastlabel_core.scaffold import TASKS, distribution_name, render

LONGEST_NAME = 32
NAME = r"(?!fastlabel_)[a-z][a-z0-9]*(_[a-z0-9]+)*"
EXAMPLE = "forest"

COMMAND = "it is a command of `fastlabel plugins`"
RESERVED: Mapping[str, str] = MappingProxyType(
    {
        "check": COMMAND,
        "core": "fastlabel-core is the core",
        "list": COMMAND,
        "new": COMMAND,
    }
)


@click.command("new", short_help="Begin a model plugin.")
@click.argument("name")
@click.option(
    "--task",
    type=click.Choice(list(TASKS)),
    default="image",
    show_default=True,
    help="What it labels: the files in the column path, the column text, or the rows of a table.",
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Where to make it; the current folder unless given.",
)
def new_plugin(name: str, task: str, folder: Path) -> None:
    """Begin a model plugin of your own: write the folder fastlabel-NAME.

    It holds a distribution that works as it stands: a small model on scikit-learn, and a test that
    holds it to every promise of the protocol. Its README says what to change.
    """
    _refuse_name(name)
    made = folder / distribution_name(name)
    if made.exists() or made.is_symlink():
        raise UsageError(f"{made} is there already; give another name, or another --folder")
    _write(made, render(name, task, __version__))
    click.echo(
        f"{made}: a model plugin for {TASKS[task].noun}; its README.md says what to change.\n"
        f"Next: cd {shlex.quote(str(made))} && pip install tox && tox"
    )


def _refuse_name(name: str) -> None:
    """Raise `UsageError` if no plugin may have a name, or one has it."""
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"{name!r} can't be a plugin's name; give words of lower-case letters and digits, "
            f"joined by underscores, such as {_suggest(name)!r}"
        )
    if len(name) > LONGEST_NAME:
        raise UsageError(f"{name!r} is too long for a plugin's name; give {LONGEST_NAME} at most")
    if name in RESERVED:
        raise UsageError(f"{name!r} can't be a plugin's name: {RESERVED[name]}; give another")
    if name in OUR_MODELS:
        raise UsageError(f"{name!r} is the plugin that {OUR_MODELS[name]} holds; give another name")
    distribution = distribution_name(name)
    for plugin in (*find_plugins(MODELS), *find_plugins(EXTENSIONS)):
        is_namesake = plugin.name == name and not plugin.is_extension
        if is_namesake or canonicalize_name(plugin.distribution) == distribution:
            raise UsageError(
                f"{name!r} is taken by the {plugin}, which is installed; give another name, or "
                f"try: pip uninstall {plugin.distribution}"
            )


def _suggest(name: str) -> str:
    words = re.sub(r"[\s._-]+", "_", name.lower()).strip("_").removeprefix("fastlabel_")
    return words if re.fullmatch(NAME, words) else EXAMPLE


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder that appears whole or not at all."""
    beside = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for path, text in files.items():
            file = beside / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
