"""The same training in another process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pandas as pd
from pydantic_core import to_jsonable_python

from fastlabel_core.plugins import choose_model
from fastlabel_core.testing.contract.answers import Answers, BrokenPromiseError, require_same
from fastlabel_core.testing.contract.splitting import split, validation_ids
from fastlabel_core.testing.contract.subject import Subject

OTHER_PROCESS = """
import sys
sys.path[:] = {path!r}
from pathlib import Path
from fastlabel_core.testing.contract.other_process import answer_in_this_process
answer_in_this_process(Path({folder!r}))
"""
ORDER = "import json, sys; print(json.dumps(list(set(json.loads(sys.argv[1])))))"


def other_process_gives_the_same(subject: Subject) -> None:
    """The same seed gives the same split and the same predictions in another process, to the bit.

    There, Python goes through a set of the labels in another order. It gets the environment of this
    process, but not what a test has set beside it, such as a number of threads.
    """
    folder = subject.new_folder("other process")
    request = {
        "plugin": subject.plugin.name,
        "options": to_jsonable_python(dict(subject.options)),
        "samples": subject.samples.to_dict("list"),
    }
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS.format(path=sys.path, folder=str(folder))],
        env={**os.environ, "PYTHONHASHSEED": _other_hash_seed(subject.classes)},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise BrokenPromiseError(f"training in another process failed:\n{finished.stderr}")
    if json.loads((folder / "split.json").read_text(encoding="utf-8")) != _validation_ids(subject):
        raise BrokenPromiseError("split_train_val validates on other samples in another process")
    expected = subject.trained_model().predict(subject.pool)
    require_same(expected, Answers.read(folder), "in another process")


def answer_in_this_process(folder: Path) -> None:
    """Split, train and predict as ``request.json`` in `folder` asks for; write that there."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    samples = pd.DataFrame(request["samples"], dtype="str")
    plugin = choose_model(request["plugin"])
    subject = Subject(plugin, samples, samples[:0], request["options"], folder)
    (folder / "split.json").write_text(json.dumps(_validation_ids(subject)), encoding="utf-8")
    subject.trained_model().predict(subject.pool).write(folder)


def _validation_ids(subject: Subject) -> list[str]:
    return sorted(validation_ids(split(subject, subject.samples, subject.samples[:0])))


def _other_hash_seed(labels: list[str]) -> str:
    """Return a seed of Python's hashes under which a set of labels has another order than here."""
    return next(seed for seed in map(str, count(1)) if _order(labels, seed) != list(set(labels)))


def _order(labels: list[str], hash_seed: str) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-S", "-c", ORDER, json.dumps(labels)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    order: list[str] = json.loads(finished.stdout)
    return order
