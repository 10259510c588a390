"""``fastlabel run``: its flags, what it says, and how it ends."""

import inspect
from pathlib import Path

import pytest

from fastlabel_core import UsageError, run_round
from fastlabel_core.cli import run_command
from fastlabel_core.cli.option_values import parse_options
from fastlabel_core.cli.run import command

FLAGS = {
    "plugin": ["--plugin"],
    "model": ["--model"],
    "input_dir": ["--input-dir"],
    "output_dir": ["--output-dir"],
    "work_dir": ["--work-dir"],
    "is_first_train": ["--first-train", "--next-train"],
    "query_cnt": ["--query-cnt"],
    "val_size": ["--val-size"],
    "strategy": ["--strategy"],
    "strategy_options": ["--strategy-option"],
    "random_seed": ["--random-seed"],
    "options": ["--option"],
    "repository": ["--repository"],
    "disable": ["--disable"],
}


@pytest.fixture
def run(capsys):
    """Return a function that runs the command; it returns the status, stdout and stderr."""

    def run_with(*arguments):
        status = run_command(lambda **given: command(list(arguments), prog_name="run", **given))
        return status, *capsys.readouterr()

    return run_with


def parameters():
    return {parameter.name: parameter for parameter in command.params}


def test_the_flags_are_the_parameters_of_run_round():
    by_name = parameters()
    assert by_name.pop("verbose").opts == ["-v", "--verbose"]
    assert {
        name: [*option.opts, *option.secondary_opts] for name, option in by_name.items()
    } == FLAGS
    assert set(inspect.signature(run_round).parameters) - {"listeners"} == set(FLAGS)


@pytest.mark.parametrize("name", FLAGS)
def test_the_defaults_are_those_of_run_round(name):
    default = inspect.signature(run_round).parameters[name].default
    context = command.make_context("run", [])
    assert (context.params[name] or None) == (default or None)


def test_the_defaults_of_the_first_demo():
    defaults = {name: p.default for name, p in inspect.signature(run_round).parameters.items()}
    assert defaults["input_dir"] == "exp_dir/input"
    assert defaults["output_dir"] == "exp_dir/output"
    assert (defaults["query_cnt"], defaults["val_size"]) == (100, 0.2)
    assert (defaults["strategy"], defaults["random_seed"]) == ("LeastConfidence", 0)


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ([], {}),
        (["epochs=1", "lr=0.1", "lrf=5e-2"], {"epochs": 1, "lr": 0.1, "lrf": 0.05}),
        (["pretrained=true", "weights=null"], {"pretrained": True, "weights": None}),
        (["pretrained=auto", "device=cuda:1"], {"pretrained": "auto", "device": "cuda:1"}),
        (['layers=[1, 2]', 'head={"dim": 3}', 'name="7"'],
         {"layers": [1, 2], "head": {"dim": 3}, "name": "7"}),
        (["path=a=b", "empty="], {"path": "a=b", "empty": ""}),
        (["epochs=1", "epochs=2"], {"epochs": 2}),
    ],
)  # fmt: skip
def test_options(given, options):
    assert parse_options(tuple(given)) == options


@pytest.mark.parametrize("pair", ["epochs", "=1", ""])
def test_options_without_a_name_or_value(pair):
    with pytest.raises(UsageError) as caught:
        parse_options((pair,))
    assert str(caught.value) == f"--option {pair!r} is not NAME=VALUE, such as --option epochs=5"


def test_a_round(run, toy_round):
    status, out, err = run("--plugin", "toy", "--query-cnt", "2", "--val-size=0")
    assert status == 0
    assert out == (
        "3 samples predicted, 2 of them hard: exp_dir/output/predictions.csv\n"
        "the model: exp_dir/output/model, the report: exp_dir/output/report.json\n"
    )
    steps = ["read", "split", "load", "train", "save", "predict", "query", "write"]
    lines = err.splitlines()
    assert [line.split(": done in ")[0] for line in lines] == steps
    assert not Path("exp_dir/work/traceback.txt").exists()


def test_a_round_without_labels_says_what_to_do(run, toy_round):
    labels = Path("exp_dir/input/input_label.csv")
    labels.unlink()
    status, out, err = run("--plugin", "toy", "--query-cnt", "2", "--strategy", "randomsampling")
    assert status == 0
    assert out == (
        "3 samples, 2 of them hard: exp_dir/output/predictions.csv\n"
        "no labels, so no model was trained; the report: exp_dir/output/report.json\n"
        f"next: fill in the labels of the hard examples in {labels}, then give the same command "
        "again\n"
    )
    steps = ["read", "load", "predict", "query", "write"]
    assert [line.split(": done in ")[0] for line in err.splitlines()] == steps


def test_a_round_without_labels_that_goes_on_from_a_model(run, toy_round):
    assert run("--plugin", "toy", "--output-dir", "first")[0] == 0
    Path("exp_dir/input/input_label.csv").unlink()
    status, out, _ = run("--model", "first/model")
    assert status == 0
    assert out.splitlines()[:2] == [
        "3 samples predicted, 3 of them hard: exp_dir/output/predictions.csv",
        "no labels, so no model was trained; the report: exp_dir/output/report.json",
    ]


def test_what_was_approximated_is_told_once(run, toy_round):
    _, _, err = run("--plugin", "toy", "--query-cnt", "1", "--strategy-option", "prefilter=2")
    line = (
        "approximated: LeastConfidence chose among the 2 samples of the smallest margin, of 3; the "
        "others have score 0\n"
    )
    assert err.count(line) == 1


def test_arguments_reach_the_round(run, toy_round, monkeypatch):
    heard = {}

    def fake_round(**arguments):
        heard.update(arguments)
        raise UsageError("enough")

    monkeypatch.setattr("fastlabel_core.round.run_round", fake_round)
    monkeypatch.setenv("FASTLABEL_REPOSITORY", "elsewhere")
    arguments = "--plugin p --model m --input-dir i --output-dir o --work-dir w --next-train"
    more = "--query-cnt 7 --val-size 0 --strategy s --random-seed 9 --option a=1 --disable x"
    most = "--strategy-option b=0.5 --strategy-option c=x"
    assert run(*arguments.split(), *more.split(), *most.split()) == (2, "", "error: enough\n")
    assert len(heard.pop("listeners")) == 1
    assert heard == {
        "plugin": "p",
        "model": "m",
        "input_dir": "i",
        "output_dir": "o",
        "work_dir": "w",
        "is_first_train": False,
        "query_cnt": 7,
        "val_size": 0.0,
        "strategy": "s",
        "strategy_options": {"b": 0.5, "c": "x"},
        "random_seed": 9,
        "options": {"a": 1},
        "repository": "elsewhere",
        "disable": ("x",),
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: which kind of model? Give a plugin (--plugin; installed: toy) or a model to "
         "go on from (--model)\n"),
        (["--plugin", "toi"], "error: no model plugin named 'toi'; installed: toy (acme-toy 1.0). "
         "Did you mean 'toy'?\n"),
        (["--plugin", "toy", "--val-size", "1"],
         "error: val_size is 1.0; give a share from 0 to below 1\n"),
        (["--plugin", "toy", "--option", "x"],
         "error: --option 'x' is not NAME=VALUE, such as --option epochs=5\n"),
        (["--plugin", "toy", "--strategy-option", "x"], "error: --strategy-option 'x' is not "
         "NAME=VALUE, such as --strategy-option random_share=0.1\n"),
        (["--plugin", "toy", "--strategy-option", "balanced=true"],
         "error: strategy 'LeastConfidence' has no option 'balanced'. Did you mean 'balance'?\n"
         "  fastlabel strategies LeastConfidence lists its options\n"),
        (["--plugin", "toy", "--disable", "audit"],
         "error: no extension named 'audit' to disable; installed: none.\n"),
        (["--query-cnt", "-1"], "Usage: run [OPTIONS]\nTry 'run -h' for help.\n\nError: Invalid "
         "value for '--query-cnt': -1 is not in the range x>=0.\n"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_user_ends_in_2(run, toy_round, arguments, message):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.replace("--help", "-h") == message
    assert not Path("exp_dir/work/traceback.txt").exists()


@pytest.fixture
def broken(install_plugin, toy_round):
    source = """
        class Broken:
            def load_model(self): ...
            def train_model(self): raise OSError("no GPU")
            def save_model(self): ...
            def query_hard_example(self): ...
        """
    install_plugin("broken", source, attribute="Broken")


@pytest.mark.usefixtures("broken")
def test_a_plugin_that_fails_ends_in_1(run):
    status, out, err = run("--plugin", "broken")
    assert (status, out) == (1, "")
    assert err.splitlines()[-2:] == [
        "error: plugin 'broken' (acme-broken 1.0) failed in train_model: OSError: no GPU",
        "  details: exp_dir/work/traceback.txt",
    ]
    assert "Traceback" not in err
    written = Path("exp_dir/work/traceback.txt").read_text()
    assert written.startswith("Traceback (most recent call last):\n")
    assert "\nOSError: no GPU\n" in written
    assert "in train_model" in written


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("flag", ["-v", "--verbose"])
def test_the_traceback_is_shown_on_demand(run, flag):
    status, _, err = run("--plugin", "broken", flag)
    assert status == 1
    assert "\nOSError: no GPU\n" in err
    assert err.endswith(
        "\nerror: plugin 'broken' (acme-broken 1.0) failed in train_model: OSError: no GPU\n"
    )
    assert not Path("exp_dir/work/traceback.txt").exists()


def test_the_machine_s_failure_ends_in_1(run, toy_round, monkeypatch):
    def full(**arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fastlabel_core.round.run_round", full)
    assert run("--plugin", "toy") == (
        1,
        "",
        "error: the machine failed: OSError: [Errno 28] No space left on device\n"
        "  details: exp_dir/work/traceback.txt\n",
    )


@pytest.mark.usefixtures("broken")
def test_a_traceback_that_can_not_be_written(run, toy_round):
    (toy_round / "work").mkdir()
    (toy_round / "work" / "traceback.txt").mkdir()
    status, _, err = run("--plugin", "broken", "--work-dir", "work")
    assert status == 1
    assert err.endswith("no GPU\n  details: the same command with --verbose\n")


def test_stopped_ends_in_130(run, toy_round, monkeypatch):
    def stopped(**arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("fastlabel_core.round.run_round", stopped)
    status, out, err = run("--plugin", "toy")
    assert (status, out) == (130, "")
    assert err.strip() == "Stopped. The same command again goes on from here."


def test_what_could_not_be_read_is_counted(run, install_plugin, toy_round):
    source = """
        from fastlabel_core import report_unreadable
        class Blind:
            def load_model(self): ...
            def train_model(self): report_unreadable("l1", "dark")
            def save_model(self, save_dir): (save_dir / "x").touch()
            def query_hard_example(self, df_img):
                errors = ["dark" if name == "p3" else "" for name in df_img["sampleId"]]
                return df_img.assign(label="a", is_hard=False, error=errors)
        """
    install_plugin("blind", source, attribute="Blind")
    status, out, err = run("--plugin", "blind")
    assert status == 0
    assert out.splitlines()[:2] == [
        "3 samples predicted, 0 of them hard: exp_dir/output/predictions.csv",
        "2 samples could not be read; the reasons are in the files",
    ]
    assert "unreadable: l1: dark\n" in err
