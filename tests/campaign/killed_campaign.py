"""Give a command of a campaign again and again, each time killed one step later, and then again.

The arguments are the folder that holds the campaign and what it reads, and the command. A line of
JSON for each time: whether it was killed, what was kept just after, and what is kept when the
command was given once more. The last time nothing kills it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from fastlabel_core.campaign import Campaign, Settings
from fastlabel_core.errors import UsageError

TABLES = ("campaign", "sample", "step", "label", "hard")
CHANGED = ("campaign", "repository")
# A process that has imported everything is copied.
FORKING = multiprocessing.get_context("fork")


def command(name: str, root: Path) -> Callable[[], object]:
    folder = root / "campaign"
    settings = Settings(
        name="words", plugin="words", val_size=0, query_cnt=2, repository=str(root / "repository")
    )
    commands: dict[str, Callable[[], object]] = {
        "start": lambda: Campaign.start(folder, root / "input", settings, who="Ann"),
        "run": lambda: Campaign(folder).run(),
        "answer": lambda: Campaign(folder).answer(root / "answers.csv", who="Bob"),
        "undo": lambda: Campaign(folder).undo(["p1", "p4"], who="Bob"),
        "accept": lambda: Campaign(folder).accept(who="Cat"),
        "finish": lambda: Campaign(folder).finish(who="Cat"),
    }
    return commands[name]


def kill_at(moment: int) -> None:
    """Die before a file or folder gets its name, or just before or after a commit."""
    passed = 0

    def reach() -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename":
            reach()

    def commit_between(dialect: DefaultDialect, connection: Any) -> None:
        if connection.total_changes:
            reach()
        commit(dialect, connection)
        if connection.total_changes:
            reach()

    sys.addaudithook(hear)
    commit = DefaultDialect.do_commit
    DefaultDialect.do_commit = commit_between


def die_or_do(moment: int, action: Callable[[], object]) -> None:
    kill_at(moment)
    action()


def repeat(action: Callable[[], object]) -> None:
    # What was kept just before a kill may be refused the second time.
    with suppress(UsageError):
        action()


def is_killed(target: Callable[..., None], *arguments: object) -> bool:
    process = FORKING.Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def kept(root: Path) -> dict[str, Any]:
    """Return what the campaign, its rounds and the repository hold, but for times."""
    return {
        "tables": rows(root / "campaign" / "campaign.sqlite"),
        "files": {
            str(path.relative_to(root)): path.read_text(encoding="utf-8")
            for path in sorted((root / "campaign").rglob("*.csv"))
        },
        "versions": sorted(path.name for path in (root / "repository").glob("words/[!.]*")),
    }


def rows(database: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    if database.exists():
        with closing(sqlite3.connect(database)) as connection:
            connection.row_factory = sqlite3.Row
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE sql > ''"):
                if table in TABLES:
                    every = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")
                    found[table] = [without_times(dict(row)) for row in every]
    return found


def without_times(row: dict[str, Any]) -> dict[str, Any]:
    row.pop("at", None)
    detail = json.loads(row.get("detail", "{}"))
    detail.pop("seconds", None)
    if row.get("kind") == "round":
        # A digest, also of when the model was made.
        detail.pop("model")
    return {**row, "detail": detail}


def restore(saved: Path, root: Path) -> None:
    for name in CHANGED:
        shutil.rmtree(root / name, ignore_errors=True)
        if (saved / name).exists():
            shutil.copytree(saved / name, root / name)


def main(root: Path, name: str) -> None:
    saved = root / "saved"
    restore(root, saved)
    action = command(name, root)
    moment, killed = 0, True
    while killed:
        moment += 1
        restore(saved, root)
        killed = is_killed(die_or_do, moment, action)
        left = kept(root)
        is_killed(repeat, action)
        print(json.dumps({"killed": killed, "left": left, "again": kept(root)}))


main(Path(sys.argv[1]), sys.argv[2])
