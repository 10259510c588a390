"""How the process of a run begins: as a copy of one that has imported what every run needs."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, SpawnContext

# Without the plugin: its libraries may begin threads, which a copy of their process would lack.
PRELOADED = ["fastlabel_core.simulation.play"]


def process_context() -> ForkServerContext | SpawnContext:
    """Return what begins processes.

    On Linux the first one begins a server that imports once, and copies of it come after. Elsewhere
    each imports for itself: Windows has no copies, and system libraries of macOS don't bear them.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with _importing_from_the_same_places():
        forkserver.ensure_running()
    return context


@contextmanager
def _importing_from_the_same_places() -> Iterator[None]:
    """Let a process that begins inside the block import from where this one does.

    Of itself the server of Python 3.11 looks first in the working folder, whatever lies there.
    """
    changed = {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
