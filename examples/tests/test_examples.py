"""The examples as a user has them: installed, on the demos' data, through the command line."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROTOCOL = (
    "split_train_val",
    "load_model",
    "train_model",
    "query_hard_example",
    "save_model",
)


def command(folder, *arguments):
    """Run a command in `folder`; return what it prints."""
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def fastlabel(folder, *arguments):
    return command(folder, "-m", "fastlabel_core", *arguments)


def accuracy(folder):
    printed = fastlabel(
        folder, "score", "exp_dir/output/predictions.csv", "exp_dir/input/truth.csv"
    )
    name, value = printed.splitlines()[-1].split()
    assert name == "accuracy"
    return float(value)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits")
    fastlabel(folder, "demo", "digits")
    return folder


@pytest.fixture(scope="module")
def docstrings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docstrings")
    fastlabel(folder, "demo", "docstrings")
    return folder


def test_my_model_has_just_the_methods_of_the_protocol():
    import inspect

    import my_model

    methods = {
        name
        for name, method in vars(my_model.MyModel).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    assert methods == set(PROTOCOL)
    assert "fastlabel" not in Path(my_model.__file__).read_text().split('"""')[2]


def test_my_model_runs_a_round_as_it_stands(digits):
    """Nearest class means of 8 by 8 grey pictures: 0.90 by a few lines of numpy beside this."""
    fastlabel(digits, "run", "--plugin", "my_model", "--query-cnt", "7")
    with (digits / "exp_dir/output/predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    ranks = sorted(int(row["hard_rank"]) for row in rows if row["is_hard"] == "true")
    assert ranks == [1, 2, 3, 4, 5, 6, 7]
    assert accuracy(digits) == pytest.approx(0.90, abs=0.02)


def test_my_model_is_queried_for_its_validation_set(digits):
    """It splits off a fifth of the 290 samples whose class has one before them."""
    with (digits / "exp_dir/output/validation.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 58
    right = sum(row["label"] == row["predicted"] for row in rows)
    assert right / 58 == pytest.approx(0.90, abs=0.05)


def test_my_model_goes_on_in_a_second_round(digits):
    added = digits / "exp_dir/input/input_added_label.csv"
    with (digits / "exp_dir/input/input_unlabel.csv").open(newline="") as file:
        first = next(csv.DictReader(file))
    before = added.read_text()
    added.write_text(f"sampleId,path,label\n{first['sampleId']},{first['path']},other\n")
    fastlabel(digits, "run", "--model", "exp_dir/output/model")
    added.write_text(before)
    printed = fastlabel(digits, "models", "show", "exp_dir/output/model")
    assert "11: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, other" in printed


def test_bayes_runs_on_the_docstrings(docstrings):
    """Chance is 0.1; this simple model tells about seven in ten."""
    fastlabel(docstrings, "run", "--plugin", "bayes")
    assert accuracy(docstrings) > 0.6


def test_resnet_labels_the_digits(digits):
    """From 300 labels and random weights, by the defaults, as the README shows it."""
    fastlabel(digits, "run", "--plugin", "resnet", "--option", "pretrained=false")
    assert accuracy(digits) > 0.90


def test_text_labels_the_docstrings(docstrings):
    """Chance is 0.1; scikit-learn's TF-IDF and logistic regression reach 0.78."""
    fastlabel(docstrings, "run", "--plugin", "text")
    assert accuracy(docstrings) > 0.74


@pytest.mark.parametrize(("argument", "printed"), [("--help", "Commands:"), ("plugins", "resnet")])
def test_what_trains_nothing_imports_no_plugin(tmp_path, argument, printed):
    script = (
        "import sys; from fastlabel_core.cli import fastlabel, run_command; "
        f"run_command(lambda **how: fastlabel([{argument!r}], **how)); "
        "print(*sys.modules, file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert printed in finished.stdout
    heavy = {"torch", "sklearn", "pandas", "numpy", "fastlabel_resnet", "fastlabel_text"}
    assert heavy & set(finished.stderr.split()) == set()


def test_the_pipeline_demo_leaves_a_model_to_publish(digits):
    printed = command(digits, str(ROOT / "examples" / "create_pipeline_demo.py"))
    assert printed == "1497 samples predicted, 100 of them hard\n"
    printed = fastlabel(digits, "models", "publish", "exp_dir/output/model", "--name", "digits")
    assert printed == "published digits@1\n"
    assert fastlabel(digits, "models", "verify", "digits@1") == "digits@1  ok\n"


def test_the_pipeline_demo_begins_with_its_parameters():
    source = (ROOT / "examples" / "create_pipeline_demo.py").read_text()
    assert source.split("\n\n")[2] == (
        'input_dir = "exp_dir/input"\n'
        'output_dir = "exp_dir/output"\n'
        "is_first_train = True\n"
        "query_cnt = 100\n"
        "val_size = 0.2\n"
        'strategy = "EntropySampling"\n'
        'options = {"epochs": 1, "batch_size": 16, "lr": 0.1, "lrf": 0.05}\n'
        "model_id = None"
    )


def test_the_readme_names_every_strategy():
    from fastlabel_core.query import STRATEGIES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| strategies | |\n")[2].partition("\n\n")[0]
    assert sorted(strategy.name for strategy in STRATEGIES) == sorted(table.split("`")[1::2])
