"""``fastlabel plugins new``: the distribution that it writes, and what it refuses."""

import ast
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from fastlabel_core import UsageError
from fastlabel_core.cli import fastlabel
from fastlabel_core.scaffold import TASKS, render

TREE = [
    ".gitignore",
    "README.md",
    "pyproject.toml",
    "src/fastlabel_red_fox/__init__.py",
    "src/fastlabel_red_fox/model.py",
    "tests/test_contract.py",
    "tox.ini",
]

MODELS = {task: render("red_fox", task, "0.1.0") for task in TASKS}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Make an empty folder the current one."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def new(*arguments):
    result = CliRunner().invoke(fastlabel, ["plugins", "new", *arguments])
    if result.exception:
        raise result.exception
    return result.output


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_tree(folder):
    assert new("red_fox") == (
        "fastlabel-red-fox: a model plugin for pictures; its README.md says what to change.\n"
        "Next: cd fastlabel-red-fox && pip install tox && tox\n"
    )
    assert [path.name for path in folder.iterdir()] == ["fastlabel-red-fox"]
    made = folder / "fastlabel-red-fox"
    assert files_in(made) == TREE
    assert {path: (made / path).read_text(encoding="utf-8") for path in TREE} == MODELS["image"]


def test_in_another_folder(folder):
    (folder / "my plugins").mkdir()
    output = new("fox", "--folder", "my plugins", "--task", "table")
    assert output.splitlines() == [
        "my plugins/fastlabel-fox: a model plugin for rows of a table; its README.md says what to "
        "change.",
        "Next: cd 'my plugins/fastlabel-fox' && pip install tox && tox",
    ]
    made = folder / "my plugins" / "fastlabel-fox"
    assert "input_columns = ()" in (made / "src/fastlabel_fox/model.py").read_text()


@pytest.mark.parametrize(
    ("task", "own"), [("image", ["pillow"]), ("text", ["scipy"]), ("table", [])]
)
def test_pyproject(task, own):
    read = tomllib.loads(MODELS[task]["pyproject.toml"])
    project = read["project"]
    assert project["name"] == "fastlabel-red-fox"
    assert project["entry-points"] == {
        "fastlabel.models": {"red_fox": "fastlabel_red_fox:RedFoxModel"}
    }
    assert read["dependency-groups"] == {"test": ["fastlabel-core[testing]"]}
    names = [requirement.partition(">=")[0] for requirement in project["dependencies"]]
    common = ["fastlabel-core", "numpy", "pandas", "pydantic", "scikit-learn", "skops"]
    assert names == sorted([*common, *own])
    assert project["dependencies"][0] == "fastlabel-core>=0.1,<0.2"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.1.0", ">=0.1,<0.2"), ("0.12.3.dev4", ">=0.12,<0.13"), ("2.0.1", ">=2.0,<2.1")],
)
def test_the_range_of_the_core(version, expected):
    dependencies = tomllib.loads(render("fox", "text", version)["pyproject.toml"])["project"]
    assert dependencies["dependencies"][0] == f"fastlabel-core{expected}"


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("fox", "FoxModel"),
        ("red_fox", "RedFoxModel"),
        ("my_model", "MyModel"),
        ("v2", "V2Model"),
        ("model", "Model"),
    ],
)
def test_the_name_of_the_class(name, model):
    files = render(name, "text", "0.1.0")
    module = f"fastlabel_{name}"
    assert files[f"src/{module}/__init__.py"].endswith(
        f'from {module}.model import {model}\n\n__all__ = ["{model}"]\n'
    )
    assert f"\nclass {model}:\n" in files[f"src/{module}/model.py"]
    assert f'{name} = "{module}:{model}"' in files["pyproject.toml"]
    assert f'    plugin_name = "{name}"\n' in files["tests/test_contract.py"]


@pytest.mark.parametrize(
    ("task", "input_columns", "commands"),
    [
        ("image", '("path",)', ["fastlabel demo digits\nfastlabel-run --plugin red_fox\n"]),
        ("text", '("text",)', ["fastlabel demo docstrings\nfastlabel-run --plugin red_fox\n"]),
        ("table", "()", ["`input_label.csv`", "\nfastlabel-run --plugin red_fox\n"]),
    ],
)
def test_each_task_has_its_own(task, input_columns, commands):
    files = MODELS[task]
    assert f"    input_columns = {input_columns}\n" in files["src/fastlabel_red_fox/model.py"]
    for command in ["\nfastlabel plugins check red_fox\n", "\ntox\n", *commands]:
        assert command in files["README.md"]


def test_the_models_differ_in_what_they_read_alone():
    """What follows `read_inputs` is the same, but for the columns that a table's model keeps."""
    texts = [MODELS[task]["src/fastlabel_red_fox/model.py"] for task in TASKS]
    image, text, table = (
        _functions(model.replace(", self.columns", "").replace("self.columns, ", ""))
        for model in texts
    )
    assert list(image) == [
        "read_inputs", "read_labelled",
        "load_model", "train_model", "validate", "predict", "save_model",
    ]  # fmt: skip
    for name in ("load_model", "train_model", "validate", "predict", "save_model"):
        own = '        self.columns = df_train.columns.difference(["sampleId", "path", "label"])'
        assert text[name] == image[name]
        assert table[name].replace(f"{own}.tolist()\n", "") == image[name]


def _functions(source):
    return {
        node.name: ast.get_source_segment(source, node, padded=True)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("name", ["x", "a_name_as_long_as_one_would_give"])
@pytest.mark.parametrize("task", TASKS)
def test_every_file_is_whole(task, name):
    for path, text in render(name, task, "0.1.0").items():
        assert "$" not in text
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        lines = text.splitlines()
        assert [line for line in lines if line != line.rstrip() or "\t" in line] == []
        if path.endswith(".py"):
            assert max(map(len, lines)) <= 100
            compile(text, path, "exec")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (name, f"{name!r} can't be a plugin's name; give words of lower-case letters and digits, "
         f"joined by underscores, such as {better!r}")
        for name, better in [
            ("Fox", "fox"), ("my-model", "my_model"), ("fastlabel-fox", "fox"), ("a.b c", "a_b_c"),
            ("fastlabel_fox", "fox"),
            ("fox_", "fox"), ("a__b", "a_b"), ("fox\n", "fox"), ("../fox", "forest"),
            ("7up", "forest"), ("", "forest"), ("füchse", "forest"),
        ]
    ] + [
        ("f" * 33, f"'{'f' * 33}' is too long for a plugin's name; give 32 at most"),
        ("new", "'new' can't be a plugin's name: it is a command of `fastlabel plugins`; "
         "give another"),
        ("check", "'check' can't be a plugin's name: it is a command of `fastlabel plugins`; "
         "give another"),
        ("list", "'list' can't be a plugin's name: it is a command of `fastlabel plugins`; "
         "give another"),
        ("core", "'core' can't be a plugin's name: fastlabel-core is the core; give another"),
        ("resnet", "'resnet' is the plugin that fastlabel-resnet holds; give another name"),
        ("text", "'text' is the plugin that fastlabel-text holds; give another name"),
    ],
)  # fmt: skip
def test_names_that_can_not_be(folder, name, message):
    with pytest.raises(UsageError) as caught:
        new(name)
    assert str(caught.value) == message
    assert list(folder.iterdir()) == []


def test_names_that_are_taken(folder, install_plugin):
    install_plugin("lion", version="2.0")
    install_plugin("audit", group="fastlabel.extensions", distribution="fastlabel-zoo-audit")
    install_plugin("fox", group="fastlabel.extensions")
    with pytest.raises(UsageError) as caught:
        new("lion")
    assert str(caught.value) == (
        "'lion' is taken by the plugin 'lion' (acme-lion 2.0), which is installed; give another "
        "name, or try: pip uninstall acme-lion"
    )
    with pytest.raises(UsageError) as caught:
        new("zoo_audit")
    assert str(caught.value) == (
        "'zoo_audit' is taken by the extension 'audit' (fastlabel-zoo-audit 1.0), which is "
        "installed; give another name, or try: pip uninstall fastlabel-zoo-audit"
    )
    assert list(folder.iterdir()) == []
    assert new("fox")  # An extension of that name, from elsewhere, is no obstacle.


def test_a_folder_that_is_there(folder):
    (folder / "fastlabel-fox").mkdir()
    (folder / "fastlabel-dog").symlink_to("nowhere")
    for name in ("fox", "dog"):
        with pytest.raises(UsageError) as caught:
            new(name)
        assert str(caught.value) == (
            f"fastlabel-{name} is there already; give another name, or another --folder"
        )
    assert files_in(folder / "fastlabel-fox") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fox", "--task", "sound"], "'sound' is not one of 'image', 'text', 'table'."),
        (["fox", "--folder", "nowhere"], "Directory 'nowhere' does not exist."),
        ([], "Missing argument 'NAME'."),
    ],
)
def test_arguments_that_can_not_be(folder, arguments, message):
    result = CliRunner().invoke(fastlabel, ["plugins", "new", *arguments])
    assert result.exit_code == 2
    assert message in result.output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("full")])
@pytest.mark.parametrize("after", [0, 3, 6])
def test_all_or_nothing(folder, monkeypatch, error, after):
    whole = Path.write_text
    written = []

    def write_text(path, *arguments, **given):
        if len(written) == after:
            raise error
        written.append(path)
        return whole(path, *arguments, **given)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", write_text)
        CliRunner().invoke(fastlabel, ["plugins", "new", "fox"])
    assert len(written) == after
    assert list(folder.iterdir()) == []


def test_what_a_killed_one_left_is_no_obstacle(folder):
    left = folder / ".fastlabel-fox.partial"
    left.mkdir()
    (left / "half").write_text("h")
    new("fox")
    assert [path.name for path in folder.iterdir()] == ["fastlabel-fox"]
    assert "half" not in files_in(folder)
    assert (folder / "fastlabel-fox").stat().st_mode & 0o777 == folder.stat().st_mode & 0o777
