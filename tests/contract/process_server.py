"""Runs programs, each in a fork of one process that has imported what they all need.

A line of JSON on the standard input asks for one, and the answer is its exit status.
"""

import json
import os
import sys
import traceback

import fastlabel_core.cli
import fastlabel_core.extensions
import fastlabel_core.testing.contract.other_process  # noqa: F401


def run(program, cwd, environment, stdout, stderr):
    """Run a program in this process, and end it."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    status = 0
    try:
        exec(program, {"__name__": "__main__"})
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(**json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
