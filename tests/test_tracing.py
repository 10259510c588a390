"""``FASTLABEL_TRACE``: the lines, word for word, but for the seconds where they are real."""

import re
import threading

import pluggy
import pytest

from fastlabel_core import hookimpl
from fastlabel_core.cli import fastlabel, run_command
from fastlabel_core.hook_manager import HookManager

BROKEN_MODULE = """
from fastlabel_core import hookimpl

class Broken:
    def load_model(self, model_dir): return self
    def train_model(self): ...
    @hookimpl
    def predict(self): raise ValueError("no")
    def save_model(self, save_dir): (save_dir / "weights").write_text("w")
"""


@pytest.fixture
def run(capsys):
    """Return a function that runs ``fastlabel``; it returns the status and standard error."""

    def run_with(*arguments):
        status = run_command(lambda **given: fastlabel(list(arguments), **given))
        return status, capsys.readouterr().err

    return run_with


@pytest.fixture
def traced(monkeypatch):
    monkeypatch.setenv("FASTLABEL_TRACE", "1")


def traces(printed):
    """Return the lines of the trace, with # for the seconds."""
    lines = [line for line in printed.splitlines() if line.startswith("trace:")]
    return [re.sub(r" \d+\.\d{3} s ", " # s ", line) for line in lines]


@pytest.mark.usefixtures("traced", "toy_round")
def test_a_round(run, install_extension):
    install_extension("nobody", "@hookimpl\ndef add_commands(): return ()")
    install_extension(
        "audit",
        """
        @hookimpl
        def add_listeners(): return ()
        @hookimpl(wrapper=True)
        def predict(): return (yield)
        """,
    )
    install_extension("able", "@hookimpl(hookwrapper=True)\ndef predict(): yield")
    status, printed = run("run", "--plugin", "toy")
    assert status == 0
    assert traces(printed) == [
        "trace: add_listeners # s by audit",
        "trace: split_train_val # s by core",
        "trace: load_model # s by toy",
        "trace: train_model # s by toy",
        "trace: save_model # s by toy",
        "trace: load_model # s by toy",
        "trace: predict # s by toy, wrapped by able, audit",
        "trace:     predict # s by toy, wrapped by able, audit",
        "trace:   predict_pool # s by core",
        "trace: query_hard_example # s by core",
    ]


@pytest.mark.usefixtures("traced")
def test_a_command_that_is_no_round(run, install_extension):
    install_extension("audit", "@hookimpl\ndef add_commands(): return ()")
    status, printed = run("--help")
    assert status == 0
    assert traces(printed) == ["trace: add_commands # s by audit"]


@pytest.mark.usefixtures("traced", "toy_round")
def test_calls_that_fail(run, install_plugin):
    """The cause is told where it was raised; further out it is the core's own error."""
    install_plugin("broken", BROKEN_MODULE, attribute="Broken")
    status, printed = run("run", "--plugin", "broken", "--val-size", "0")
    assert status == 1
    assert traces(printed)[-3:] == [
        "trace:     predict # s by broken, failed: ValueError",
        "trace:   predict_pool # s by core, failed: PluginFailure",
        "trace: query_hard_example # s by core, failed: PluginFailure",
    ]
    assert "error: plugin 'broken' (acme-broken 1.0) failed in predict: ValueError: no\n" in printed


@pytest.mark.usefixtures("traced", "toy_round")
def test_a_pool_that_an_extension_may_predict(run, install_extension):
    """It is asked first; whether it answered or left it to the core, pluggy doesn't tell."""
    install_extension("audit", "@hookimpl\ndef predict_pool(): ...")
    _, printed = run("run", "--plugin", "toy")
    assert "trace:   predict_pool # s by audit or core" in traces(printed)


@pytest.mark.parametrize("value", [None, "", "0"])
def test_off(monkeypatch, capsys, toy_class, toy_plugin, value):
    if value is None:
        monkeypatch.delenv("FASTLABEL_TRACE", raising=False)
    else:
        monkeypatch.setenv("FASTLABEL_TRACE", value)

    def refuse(*_):
        raise AssertionError("monitored")

    monkeypatch.setattr(pluggy.PluginManager, "add_hookcall_monitoring", refuse)
    hooks = HookManager()
    hooks.register_model(toy_plugin, toy_class())
    hooks.hook.load_model(model_dir=None)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("traced")
def test_the_seconds_of_a_call_hold_those_of_the_inner_one(monkeypatch, capsys, toy_plugin):
    monkeypatch.setattr(
        "fastlabel_core.tracing.perf_counter", iter([10.0, 10.5, 12.25, 12.3136]).__next__
    )
    hooks = HookManager()

    class Outer:
        def load_model(self, model_dir):
            return hooks.hook.save_model(save_dir=model_dir)

        def save_model(self, save_dir):
            return None

    hooks.register_model(toy_plugin, Outer())
    hooks.hook.load_model(model_dir=None)
    assert capsys.readouterr().err == (
        "trace:   save_model 1.750 s by toy\ntrace: load_model 2.314 s by toy\n"
    )


@pytest.mark.usefixtures("traced")
def test_a_call_after_one_that_failed_is_not_indented(capsys, toy_plugin):
    class Failing:
        def load_model(self, model_dir):
            raise model_dir

    hooks = HookManager()
    hooks.register_model(toy_plugin, Failing())
    for error in (KeyboardInterrupt, KeyError):
        with pytest.raises(error):
            hooks.hook.load_model(model_dir=error)
    assert traces(capsys.readouterr().err) == [
        "trace: load_model # s by toy, failed: KeyboardInterrupt",
        "trace: load_model # s by toy, failed: KeyError",
    ]


@pytest.mark.usefixtures("traced")
def test_calls_in_two_threads_are_not_inside_each_other(capsys, toy_plugin):
    both = threading.Barrier(2)

    class Meeting:
        @hookimpl
        def predict(self):
            both.wait(timeout=60)

    hooks = HookManager()
    hooks.register_model(toy_plugin, Meeting())
    given = dict.fromkeys(["df_img", "work_dir", "options", "wanted"])
    threads = [threading.Thread(target=hooks.hook.predict, kwargs=given) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert traces(capsys.readouterr().err) == ["trace: predict # s by toy"] * 2
