"""Tell what an interpreter plays with: its version, those of libraries, the code of packages.

Run by that interpreter, which may have nothing of this benchmark: only the standard library is
imported. The first argument names the libraries, the second the packages, both with commas.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path


def main(libraries: str, packages: str) -> None:
    """Print it as JSON."""
    found = {
        "versions": installed_versions(libraries.split(",")),
        "code": installed_code(packages.split(",")),
    }
    print(json.dumps(found))


def installed_versions(libraries: Sequence[str]) -> dict[str, str]:
    """Return the version of Python, and of each library that is installed."""
    versions = {"Python": platform.python_version()}
    for name in libraries:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


def installed_code(packages: Sequence[str]) -> dict[str, str]:
    """Return the digest of each package that is installed."""
    code = {}
    for name in packages:
        # Of a part of a package that isn't there at all.
        with suppress(ModuleNotFoundError):
            spec = find_spec(name)
            if spec is not None and spec.submodule_search_locations:
                code[name] = digest(Path(spec.submodule_search_locations[0]))
    return code


def digest(folder: Path) -> str:
    """Return the SHA-256 of the names and contents of a folder's source files."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
