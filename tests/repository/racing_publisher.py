"""Publish a model 20 times, once a line comes in, and print the versions that it got."""

from __future__ import annotations

import sys
from pathlib import Path

from fastlabel_core.repository import LocalRepository

repository, model = LocalRepository(sys.argv[1]), Path(sys.argv[2])
# Everything is imported and ready before the race begins.
LocalRepository(sys.argv[3]).publish(model, "practice")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    print(repository.publish(model, "digits").metadata.version, flush=True)
