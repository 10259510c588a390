"""What ``fastlabel plugins new`` writes: a model plugin that works as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from types import MappingProxyType

from packaging.version import Version

REQUIREMENTS = (
    "numpy>=2.1",
    "pandas>=3.0",
    "pydantic>=2.10",
    "scikit-learn>=1.7",
    "skops>=0.13",
)


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of samples that a model may label.

    Parameters
    ----------
    noun : str
        What the samples are, in the plural.
    requirements : tuple of str
        What its model needs besides `REQUIREMENTS`.
    """

    noun: str
    requirements: tuple[str, ...]


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "image": Task("pictures", ("pillow>=11",)),
        "text": Task("texts", ("scipy>=1.14",)),
        "table": Task("rows of a table", ()),
    }
)

# Path in the distribution to the template of the file; $task has its own.
FILES: Mapping[str, str] = MappingProxyType(
    {
        ".gitignore": "gitignore",
        "README.md": "README.md",
        "pyproject.toml": "pyproject.toml",
        "src/$module/__init__.py": "__init__.py",
        "src/$module/model.py": "$task/model.py",
        "tests/test_contract.py": "$task/test_contract.py",
        "tox.ini": "tox.ini",
    }
)


def render(name: str, task: str, core_version: str) -> dict[str, str]:
    """Write the files of a distribution that holds one model plugin.

    Parameters
    ----------
    name : str
        The plugin's name: words of lower-case letters and digits, joined by underscores.
    task : str
        What it labels, one of `TASKS`.
    core_version : str
        The version of fastlabel-core that it is written for.

    Returns
    -------
    dict of str to str
        The path of each file in the distribution, and its text.
    """
    class_name = "".join(word.capitalize() for word in name.split("_"))
    values = {
        "task": task,
        "name": name,
        "distribution": distribution_name(name),
        "module": f"fastlabel_{name}",
        "class_name": class_name,
        "model": f"{class_name.removesuffix('Model')}Model",
        "noun": TASKS[task].noun,
        "requirements": _requirements(task, core_version),
    }
    values["trial"] = _filled(_template(f"{task}/trial.md"), values).strip()
    return {
        _filled(path, values): _filled(_template(_filled(template, values)), values)
        for path, template in FILES.items()
    }


def distribution_name(name: str) -> str:
    """Return what pip calls the distribution of a plugin."""
    return f"fastlabel-{name.replace('_', '-')}"


def _requirements(task: str, core_version: str) -> str:
    """Return the lines of the list in ``pyproject.toml``."""
    major, minor = Version(core_version).release[:2]
    core = f"fastlabel-core>={major}.{minor},<{major}.{minor + 1}"
    every = sorted([core, *REQUIREMENTS, *TASKS[task].requirements])
    return "\n".join(f'    "{requirement}",' for requirement in every)


def _template(name: str) -> str:
    return (files(__name__) / "templates" / f"{name}.template").read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return Template(text).substitute(values)
