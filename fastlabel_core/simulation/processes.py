"""Runs in processes of their own, several at a time."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process

import numpy as np
from threadpoolctl import threadpool_limits

from fastlabel_core.cores import sharing
from fastlabel_core.errors import describe_cause
from fastlabel_core.simulation.play import Run, play
from fastlabel_core.simulation.process_server import process_context

# What the libraries of numbers read when they are loaded.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
STDOUT, STDERR = 1, 2


@dataclass(frozen=True, slots=True)
class RoundPlayed:
    """A run has come so far."""

    run: Run
    rounds: int


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run's process has ended; `failure` says why there is no result, if there is none."""

    run: Run
    failure: str | None


def play_in_processes(
    runs: Sequence[Run], jobs: int, threads: int
) -> Generator[RoundPlayed | RunEnded]:
    """Play runs, each in a new process; closing the generator ends the processes.

    Parameters
    ----------
    runs : sequence of Run
        What to play, in the order in which to begin.
    jobs : int
        How many processes at a time.
    threads : int
        How many threads each may use to compute.
    """
    waiting = deque(runs)
    playing: dict[Connection, _Playing] = {}
    try:
        while waiting or playing:
            while waiting and len(playing) < jobs:
                begun = _begin(waiting.popleft(), threads)
                playing[begun.messages] = begun
            for messages in wait(list(playing)):
                assert isinstance(messages, Connection)
                yield from _heard(playing, messages)
    finally:
        for each in playing.values():
            each.process.terminate()
        for each in playing.values():
            each.process.join()


@dataclass(slots=True)
class _Playing:
    run: Run
    process: BaseProcess
    messages: Connection
    failure: str | None = None


def _begin(run: Run, threads: int) -> _Playing:
    context = process_context()
    receiver, sender = context.Pipe(duplex=False)
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads))}
    process = context.Process(target=_play_alone, args=(run, threads, environment, sender))
    process.start()
    # So that the end of the process is the end of its messages.
    sender.close()
    return _Playing(run, process, receiver)


def _heard(
    playing: dict[Connection, _Playing], messages: Connection
) -> Iterator[RoundPlayed | RunEnded]:
    """Take one message: how many rounds are played, why the run failed, or the end of both."""
    each = playing[messages]
    try:
        message = messages.recv()
    except EOFError:
        del playing[messages]
        messages.close()
        each.process.join()
        yield RunEnded(each.run, _failure(each))
        return
    if isinstance(message, int):
        yield RoundPlayed(each.run, message)
    else:
        each.failure = message


def _failure(ended: _Playing) -> str | None:
    """Say why a run has no result; None if it has one, however its process ended."""
    if ended.run.is_finished:
        return None
    if ended.failure:
        return ended.failure
    status = ended.process.exitcode
    assert status is not None
    if status < 0:
        return (
            f"its process was killed by {signal.Signals(-status).name}, as a system does that runs "
            "out of memory; play fewer at a time (--jobs)"
        )
    reason = f"its process ended with exit status {status}"
    if ended.run.place.log.exists():
        return f"{reason} and left no result"
    return (
        f"{reason} before it began to play. It imports the script that simulates: that must do so "
        'under `if __name__ == "__main__":`, or each process would begin processes of its own'
    )


def _play_alone(
    run: Run, threads: int, environment: Mapping[str, str], messages: Connection
) -> None:
    """Play a run in this process, which is its own."""
    # The parent hears of Ctrl-C, and ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _replace_environment(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _log_to(run)
    # Copies of one process would all draw the same, where a plugin forgets to set a seed.
    np.random.seed()  # noqa: NPY002
    try:
        with threadpool_limits(threads), sharing(threads):
            play(run, messages.send)
    except Exception as error:
        messages.send(describe_cause(error))
        raise


def _replace_environment(environment: Mapping[str, str]) -> None:
    """Forget the environment of the process that this one is a copy of."""
    os.environ.clear()
    os.environ.update(environment)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _log_to(run: Run) -> None:
    """Let all that is printed, by whatever library, go to the run's log."""
    run.place.path.mkdir(parents=True, exist_ok=True)
    with run.place.log.open("ab") as log:
        os.dup2(log.fileno(), STDOUT)
        os.dup2(log.fileno(), STDERR)
