"""Training again: in another process, after an interruption, and beside another model."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fastlabel_core.events import Event, listening
from fastlabel_core.plugins import choose_model
from fastlabel_core.samples import LABEL
from fastlabel_core.testing.contract.answers import Answers, require_same
from fastlabel_core.testing.contract.subject import Subject

OTHER_PROCESS = """
import sys
sys.path[:] = {path!r}
from pathlib import Path
from fastlabel_core.testing.contract.repeating import answer_in_this_process
answer_in_this_process(Path({folder!r}))
"""


def other_process_gives_the_same(subject: Subject) -> None:
    """The same seed gives the same predictions in another process, to the bit."""
    folder = subject.new_folder("other process")
    subject.samples.to_csv(folder / "samples.csv", index=False)
    request = {"plugin": subject.plugin.name, "options": dict(subject.options)}
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS.format(path=sys.path, folder=str(folder))],
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"training in another process failed:\n{finished.stderr}")
    expected = subject.trained_model().predict(subject.pool)
    require_same(expected, Answers.read(folder), "in another process")


def answer_in_this_process(folder: Path) -> None:
    """Train and predict as the files in `folder` ask for, and write the answers there."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    samples = pd.read_csv(folder / "samples.csv", dtype=str, keep_default_na=False)
    subject = Subject(
        choose_model(request["plugin"]), samples, samples[:0], request["options"], folder
    )
    subject.trained_model().predict(subject.pool).write(folder)


def interrupted_training_ends_the_same(subject: Subject) -> None:
    """Training that is stopped, and taken up with the work folder it left, ends the same.

    It is stopped at the first and the middle one of the events that it emits, and after its end,
    before anything is saved.
    """
    expected, events = _train_and_count(subject)
    for stop in sorted({1, (events + 1) // 2, events + 1}):
        work_dir = subject.new_folder(f"stopped at {stop}")
        try:
            with listening(_StopAt(stop)):
                subject.new_model().train(*subject.train_and_validation(), work_dir=work_dir)
        except _Stopped:
            pass
        model = subject.new_model()
        model.train(*subject.train_and_validation(), work_dir=work_dir)
        when = f"after event {stop} of {events}" if stop <= events else "after its end"
        require_same(
            expected,
            model.predict(subject.pool),
            f"when training was stopped {when} and taken up again",
        )


def two_models_share_nothing(subject: Subject) -> None:
    """Of two models at once in a process, neither's training shows in the other."""
    first = subject.trained_model()
    expected = first.predict(subject.pool)
    second = subject.new_model()
    second.train(_relabelled(subject), None, work_dir=subject.folder / "second")
    second.predict(subject.pool)
    require_same(expected, first.predict(subject.pool), "when another model was trained meanwhile")


class _Stopped(KeyboardInterrupt):
    """A stop as Ctrl-C makes it, which no plugin should take for an error of its own."""


@dataclass
class _StopAt:
    """A listener that stops training at its n-th event."""

    remaining: int

    def __call__(self, event: Event) -> None:  # noqa: ARG002
        self.remaining -= 1
        if self.remaining == 0:
            raise _Stopped


def _train_and_count(subject: Subject) -> tuple[Answers, int]:
    """Train without a stop; return the predictions, and how many events training emitted."""
    heard: list[Event] = []
    model = subject.new_model()
    with listening(heard.append):
        model.train(*subject.train_and_validation(), work_dir=subject.new_folder("without a stop"))
    return model.predict(subject.pool), len(heard)


def _relabelled(subject: Subject) -> pd.DataFrame:
    """Return the samples with the labels of each class given to the next, under other names."""
    following = [f"{label} 2" for label in [*subject.classes[1:], subject.classes[0]]]
    renamed = dict(zip(subject.classes, following, strict=True))
    return subject.samples.assign(**{LABEL: subject.samples[LABEL].map(renamed).astype("str")})
