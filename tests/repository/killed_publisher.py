"""Publish a model again and again, each time into a new repository and killed one step later.

A line for each: how many versions are to be seen after the kill, and the version that the next
publisher gets. What is to be seen is verified. The last publisher comes to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from fastlabel_core.repository import LocalRepository, find_model

STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "shutil.copyfile", "shutil.rmtree"}


def kill_before(step: int, below: Path) -> None:
    steps_taken = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps_taken
        if event in STEPS and any(str(below) in str(argument) for argument in arguments):
            steps_taken += 1
            if steps_taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def is_killed(step: int, root: Path, model: Path) -> bool:
    child = os.fork()
    if child == 0:
        kill_before(step, root)
        LocalRepository(root).publish(model, "digits")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(folder: Path, model: Path) -> None:
    step, killed = 0, True
    while killed:
        step += 1
        root = folder / str(step)
        killed = is_killed(step, root, model)
        repository = LocalRepository(root)
        visible = repository.versions("digits")
        for version in visible:
            find_model(f"digits@{version}", repository)
        following = repository.publish(model, "digits").metadata.version
        print("killed" if killed else "finished", len(visible), following)


main(Path(sys.argv[1]), Path(sys.argv[2]))
