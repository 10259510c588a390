"""The command ``fastlabel``: finding commands, and how they end."""

import subprocess
import sys

import click
import pytest

from fastlabel_core import Failure, UsageError
from fastlabel_core.cli import COMMANDS, fastlabel, main, run_command
from fastlabel_core.errors import (
    FastlabelError,
    IntegrityError,
    LockedError,
    PluginFailure,
    describe_cause,
    did_you_mean,
)

HINT = "Usage: fastlabel [OPTIONS] COMMAND [ARGS]...\nTry 'fastlabel -h' for help.\n\nError: "


@pytest.fixture
def run(capsys):
    def run_with(*arguments):
        status = run_command(
            lambda **given: fastlabel(list(arguments), prog_name="fastlabel", **given)
        )
        out, err = capsys.readouterr()
        return status, out, err.replace("--help", "-h")

    return run_with


@pytest.fixture
def ending(capsys):
    """Return a function that runs a command which raises; it returns the status and stderr."""

    def run(error):
        @click.command()
        def raising():
            raise error

        status = run_command(lambda **given: raising([], **given))
        out, err = capsys.readouterr()
        assert out == ""
        return status, err

    return run


def noted(error, *notes):
    for note in notes:
        error.add_note(note)
    return error


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (UsageError("one\n  two"), 2, "error: one\n  two\n"),
        (LockedError("busy"), 2, "error: busy\n"),
        (Failure("broken"), 1, "error: broken\n"),
        (FastlabelError("some"), 1, "error: some\n"),
        (IntegrityError("torn"), 1, "error: torn\n"),
        (noted(PluginFailure("broken"), "a", "b"), 1, "error: broken\n  a\n  b\n"),
        (FileNotFoundError(2, "No such file", "x"), 1,
         "error: the machine failed: FileNotFoundError: [Errno 2] No such file: 'x'\n"),
        (noted(OSError("full"), "a"), 1, "error: the machine failed: OSError: full\n  a\n"),
    ],
)  # fmt: skip
def test_what_ends_how(ending, error, status, message):
    assert ending(error) == (status, message)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_stopped(ending, error):
    status, err = ending(error)
    assert status == 130
    assert err.strip() == "Stopped."
    assert err.startswith("\n")  # the terminal's ^C stands before it


def test_a_bug_of_ours_is_no_message(ending):
    with pytest.raises(ZeroDivisionError):
        ending(ZeroDivisionError())


@pytest.mark.parametrize(("status", "expected"), [(0, 0), (7, 7)])
def test_a_command_may_choose_its_status(ending, status, expected):
    assert ending(click.exceptions.Exit(status)) == (expected, "")


def test_main_exits_with_the_status(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["fastlabel", "rnu"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "guess"), [("rnu", " Did you mean 'run'?"), ("Plugin", " Did you mean 'plugins'?"),
                        ("zzz", "")]
)  # fmt: skip
def test_an_unknown_command(run, name, guess):
    assert run(name, "--json") == (2, "", f"{HINT}no command {name!r}.{guess}\n")


def test_an_unknown_flag(run):
    status, _, err = run("--jsn")
    assert status == 2
    assert err.startswith(f"{HINT}No such option")


def test_help_lists_all_commands(run):
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    listed = [line.split()[0] for line in out.split("Commands:\n")[1].splitlines()]
    assert listed == sorted(COMMANDS)
    assert run("-h") == (0, out, "")


def test_version(run):
    assert run("--version") == (0, "fastlabel, version 0.1.0\n", "")


def test_a_broken_extension_does_not_hide_the_help(run, install_extension):
    install_extension("audit", "import no_such_module")
    status, out, err = run("--help")
    assert status == 0
    assert "  run         Run one round.\n" in out
    assert err == (
        "warning: extension 'audit' (acme-audit 1.0) could not be imported: "
        "ModuleNotFoundError: No module named 'no_such_module'\n"
        "  without this extension: set FASTLABEL_DISABLE=audit in the environment, or give a "
        "round --disable audit\n"
    )
    assert run("plugins")[0] == 0


def test_a_broken_extension_s_command_is_an_error(run, install_extension, monkeypatch):
    install_extension("audit", "import no_such_module")
    status, _, err = run("greet")
    assert status == 1
    assert err.startswith("error: extension 'audit' (acme-audit 1.0) could not be imported: ")
    monkeypatch.setenv("FASTLABEL_DISABLE", "audit")
    assert run("greet") == (2, "", f"{HINT}no command 'greet'.\n")


def test_an_extension_can_not_take_a_command_of_the_core(run, install_extension):
    install_extension(
        "audit",
        """
        import click

        @hookimpl
        def add_commands():
            return [click.Command("run", help="Mine.")]
        """,
    )
    _, out, err = run("--help")
    assert "Mine." not in out
    assert err.splitlines()[0] == (
        "warning: extension 'audit' (acme-audit 1.0) adds the command 'run', "
        "which fastlabel-core has"
    )
    assert run("run", "-h")[1].startswith("Usage: fastlabel run [OPTIONS]\n\n  Run one round.\n")


def test_the_installed_commands():
    for name in ("fastlabel", "fastlabel-run"):
        script = f"{sys.prefix}/bin/{name}"
        done = subprocess.run([script, "-h"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"Usage: {name} [OPTIONS]")


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        ("resnt", ["text", "resnet"], " Did you mean 'resnet'?"),
        ("RESNET", ["resnet"], " Did you mean 'resnet'?"),
        ("lastconfidence", ["LeastConfidence"], " Did you mean 'LeastConfidence'?"),
        (
            "margin",
            ["ClusterMargin", "MarginSamplingDropout", "MarginSampling"],
            " Did you mean 'MarginSampling'?",
        ),
        ("", ["resnet"], ""),
        ("zzz", ["resnet"], ""),
        ("x", [], ""),
    ],
)
def test_did_you_mean(name, known, text):
    assert did_you_mean(name, known) == text


def test_describe_cause():
    assert describe_cause(ValueError("x\ny")) == "ValueError: x\ny"
    assert describe_cause(AssertionError()) == "AssertionError"
