"""How a plugin is found and registered."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

from fastlabel_core.registration import check_model, import_model_class
from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.subject import Subject

LISTING = """
import sys
sys.path[:] = {path!r}
from fastlabel_core.cli import fastlabel, run_command
for arguments in (["plugins", "--json"], ["--help"]):
    if run_command(lambda **how: fastlabel(arguments, **how)):
        sys.exit(1)
print(*sys.modules, file=sys.stderr)
"""


def listing_does_not_import_it(subject: Subject) -> None:
    """It is listed as usable, and neither a list of the plugins nor the help imports it."""
    listing = subprocess.run(
        [sys.executable, "-c", LISTING.format(path=sys.path)],
        cwd=subject.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        raise BrokenPromiseError(f"the plugins can't be listed: {listing.stderr.strip()}")
    rows, _ = json.JSONDecoder().raw_decode(listing.stdout)
    statuses = [
        row["status"]
        for row in rows
        if (row["kind"], row["name"]) == ("model", subject.plugin.name)
    ]
    if statuses != ["ok"]:
        raise BrokenPromiseError(f"it is listed as {statuses}")
    module = subject.plugin.entry_point.module
    if module in listing.stderr.split():
        raise BrokenPromiseError(
            f"listing the plugins imports {module}; another entry point of the distribution, or "
            "an extension, does so"
        )


def hooks_keep_the_protocol(subject: Subject) -> None:
    """Its hooks are known, the required ones are there, and no argument has a default value.

    So are those of what `load_model` returns.
    """
    import_model_class(subject.plugin)
    loaded = subject.new_model().instance
    if inspect.isclass(loaded):
        raise BrokenPromiseError("load_model returned a class; return self")
    check_model(subject.plugin, loaded)
