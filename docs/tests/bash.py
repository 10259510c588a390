"""A bash that outlives its commands, so that folder, variables and environment carry over."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# Where `python3 -m venv` has made an environment its pip is the first on the PATH; a function goes
# before it. uv installs into the same environment, and takes what is large from its cache.
_PIP = 'pip() { uv pip "$@"; }\n'


@contextmanager
def open_bash(folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Open a bash that ends with the first command that fails.

    Parameters
    ----------
    folder : Path
        Where it begins.
    environment : mapping
        All that it knows of the environment.

    Yields
    ------
    Popen
        For `run_command`. When it is closed, whatever it has started is ended.
    """
    with subprocess.Popen(
        ["bash", "-euo", "pipefail", "-s"],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_interrupts,
    ) as bash:
        try:
            _send(bash, _PIP)
            yield bash
        finally:
            _kill(bash)


def run_command(
    bash: subprocess.Popen[str], script: Path, output: Path, seconds: float
) -> str | None:
    """Run a command.

    Parameters
    ----------
    bash : Popen
        From `open_bash`. It is of no more use if the command fails.
    script : Path
        The file that holds the command.
    output : Path
        The file that standard output and standard error are appended to.
    seconds : float
        How long it may take.

    Returns
    -------
    str or None
        How it failed; None if it succeeded.
    """
    source, target = shlex.quote(str(script)), shlex.quote(str(output))
    _send(bash, f"source {source} </dev/null >>{target} 2>&1\necho\n")
    if not select.select([_pipe(bash.stdout)], [], [], seconds)[0]:
        return f"took longer than {seconds:.0f} seconds"
    if _pipe(bash.stdout).readline():
        return None
    return f"ended with status {bash.wait()}"


def _heed_interrupts() -> None:
    """Undo what a shell does to a command in its background, which then can't be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _send(bash: subprocess.Popen[str], text: str) -> None:
    _pipe(bash.stdin).write(text)
    _pipe(bash.stdin).flush()


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise TypeError("bash has no pipe; start it with stdin and stdout as pipes")
    return stream


def _kill(bash: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(bash.pid, signal.SIGKILL)
