"""What is not imported: that is what makes the commands quick, and a broken plugin harmless."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

import fastlabel_core

HEAVY = {
    "torch",
    "torchvision",
    "timm",
    "sklearn",
    "scipy",
    "pandas",
    "numpy",
    "pyarrow",
    "pydantic",
    "rich",
    "fsspec",
    "PIL",
    "sqlalchemy",
}
ENDING = """
import sys
from fastlabel_core.cli import fastlabel, run_command
status = run_command(lambda **given: fastlabel(sys.argv[1:], **given))
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(status)
"""


def modules_after(*arguments, code=ENDING):
    """Run code with `sys.path` as it is here; return its output and the modules at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return done.stdout, set(lines[0].split())


@pytest.fixture
def _plugins(install_plugin):
    """Install plugins of whom every module raises when it is imported."""
    install_plugin("resnet", distribution="fastlabel-resnet", summary="Pictures.")
    install_plugin("text", distribution="fastlabel-text", requires=["fastlabel-core>=9"])


@pytest.mark.usefixtures("_plugins")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["plugins"],
        ["plugins", "--json"],
        ["run", "--help"],
        ["models", "--help"],
        ["demo", "--help"],
        ["score", "--help"],
        ["campaign", "--help"],
        ["campaign", "start", "--help"],
        ["campaign", "run", "--help"],
        ["campaign", "status", "--help"],
    ],
    ids=" ".join,
)
def test_commands_that_train_nothing(arguments):
    output, modules = modules_after(*arguments)
    assert output
    assert modules & HEAVY == set()
    assert [name for name in modules if name.startswith("fake_")] == []


@pytest.mark.usefixtures("_plugins")
def test_the_list_is_whole():
    output, _ = modules_after("plugins", "--json")
    listed = {(row["name"], row["status"], row["summary"]) for row in json.loads(output)}
    assert listed >= {("resnet", "ok", "Pictures."), ("text", "needs fastlabel-core >=9", "")}


def test_an_extension_is_not_imported_to_list_plugins(install_plugin):
    install_plugin("audit", group="fastlabel.extensions")
    output, modules = modules_after("plugins")
    assert "audit" in output
    assert "fake_0_acme_audit" not in modules


def test_importing_the_package():
    code = "import fastlabel_core, sys; print(*sys.modules, file=sys.stderr)"
    _, modules = modules_after(code=code)
    assert modules & (HEAVY | {"click", "pluggy", "packaging"}) == set()


def test_a_campaign_is_opened_without_what_trains():
    code = (
        "from fastlabel_core.campaign import Campaign\n"
        "import sys; print(*sys.modules, file=sys.stderr)"
    )
    _, modules = modules_after(code=code)
    assert modules & (HEAVY | {"pluggy"}) == {"sqlalchemy", "pydantic", "numpy"}


def test_a_plugin_s_imports_bring_no_training():
    code = "from fastlabel_core import hookimpl\nimport sys; print(*sys.modules, file=sys.stderr)"
    _, modules = modules_after(code=code)
    assert modules & HEAVY == set()


def test_all_that_is_public_is_there():
    for name in fastlabel_core.__all__:
        assert getattr(fastlabel_core, name) is not None
    assert fastlabel_core.run_round is import_module("fastlabel_core.round").run_round


def test_what_is_not_public():
    with pytest.raises(AttributeError) as caught:
        fastlabel_core.nothing  # noqa: B018
    assert str(caught.value) == "module 'fastlabel_core' has no attribute 'nothing'"
