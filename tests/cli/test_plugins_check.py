"""``fastlabel plugins check``: checks as a table, and what they are given."""

import json
import re
from pathlib import Path

import pytest

from fastlabel_core import report_unreadable
from fastlabel_core.cli import fastlabel, run_command
from fastlabel_core.errors import PluginFailure
from fastlabel_core.testing import contract
from fastlabel_core.testing.contract import BrokenPromiseError

WORDS = '''
import json

import numpy as np
from pydantic import BaseModel

from fastlabel_core import Predictions, hookimpl


class Words:
    """Knows of each word in which classes it has stood."""

    class Options(BaseModel):
        weight: float = 1.0

    input_columns = ("text",)
    seen = {}

    def load_model(self, model_dir):
        if model_dir is not None:
            self.seen = json.loads((model_dir / "seen.json").read_text())
        return self

    def train_model(self, df_train, is_first_train, options):
        seen = {} if is_first_train else {label: dict(words) for label, words in self.seen.items()}
        for text, label in zip(df_train["text"], df_train["label"]):
            seen.setdefault(label, {}).update(dict.fromkeys(text.split(), options.weight))
        self.seen = seen

    @hookimpl
    def predict(self, df_img):
        classes = sorted(self.seen)
        votes = [
            [0.1 + sum(self.seen[label].get(word, 0) for word in text.split()) for label in classes]
            for text in df_img["text"]
        ]
        return Predictions(classes, np.array([np.array(row) / sum(row) for row in votes]))

    def save_model(self, save_dir):
        (save_dir / "seen.json").write_text(json.dumps(self.seen))
'''


@pytest.fixture
def check(capsys):
    """Return a function that runs the command; it returns the status, stdout and stderr."""

    def run(*arguments):
        status = run_command(
            lambda **given: fastlabel(["plugins", "check", *arguments], "fastlabel", **given)
        )
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def words(install_plugin):
    install_plugin("words", WORDS, attribute="Words")


@pytest.fixture
def only(monkeypatch):
    """Return a function that lets the given checks be the only quick ones."""

    def set_checks(*checks):
        monkeypatch.setattr(contract, "QUICK_CHECKS", checks)

    return set_checks


def is_kept(subject):
    """It keeps this."""


def is_broken(subject):
    """It does not keep this.

    What follows is no part of the promise.
    """
    raise BrokenPromiseError("predict says nothing\nat all")


def fails_in_a_hook(subject):
    """Its hook raises."""
    raise ValueError("no such thing")


def fails_with_remedy(subject):
    """An error of fastlabel's own says all."""
    error = PluginFailure("plugin 'words' failed")
    error.add_note("mend it")
    raise error


def exits(subject):
    """It goes on."""
    raise SystemExit(3)


def test_the_table(check, words, only):
    only(is_kept, is_broken, fails_in_a_hook, fails_with_remedy, exits)
    status, out, _ = check("words")
    assert status == 1
    assert re.sub(r"\d\.\d", "#.#", out) == (
        "check              outcome  seconds  promise\n"
        "is_kept            ok           #.#  It keeps this.\n"
        "is_broken          broken       #.#  It does not keep this.\n"
        "fails_in_a_hook    failed       #.#  Its hook raises.\n"
        "fails_with_remedy  broken       #.#  An error of fastlabel's own says all.\n"
        "exits              failed       #.#  It goes on.\n"
        "\n"
        "is_broken broken:\n"
        "  predict says nothing\n"
        "  at all\n"
        "\n"
        "fails_in_a_hook failed:\n"
        "  ValueError: no such thing\n"
        "  --verbose shows where\n"
        "\n"
        "fails_with_remedy broken:\n"
        "  plugin 'words' failed\n"
        "  mend it\n"
        "\n"
        "exits failed:\n"
        "  SystemExit: 3\n"
        "  --verbose shows where\n"
        "\n"
        "5 checks: 1 kept, 2 broken, 2 failed\n"
    )


def test_what_breaks_several_is_told_once(check, words, only):
    def fails_too(subject):
        """It raises the same."""
        fails_in_a_hook(subject)

    only(fails_in_a_hook, fails_too, is_kept, fails_in_a_hook, is_broken)
    _, out, _ = check("words")
    assert out.split("\n\n")[1:] == [
        "fails_in_a_hook failed:\n"
        "fails_too failed:\n"
        "fails_in_a_hook failed:\n"
        "  ValueError: no such thing\n"
        "  --verbose shows where",
        "is_broken broken:\n  predict says nothing\n  at all",
        "5 checks: 1 kept, 1 broken, 3 failed\n",
    ]


def test_samples_that_it_can_not_read_are_told(check, words, only):
    def reads_none(subject):
        """It reads samples."""
        for sample_id in ("s00", "s01", "another"):
            report_unreadable(sample_id, f"{sample_id} is no text")
        is_broken(subject)

    def reads_all(subject):
        """It reads samples."""
        report_unreadable("another", "it is no text")
        is_broken(subject)

    only(reads_none, reads_all)
    _, out, _ = check("words")
    assert out.split("\n\n")[1:3] == [
        "reads_none broken:\n"
        "  predict says nothing\n"
        "  at all\n"
        "  it could not read 2 of 18 samples, such as 's00' (s00 is no text); --samples FILE.csv "
        "gives others",
        "reads_all broken:\n  predict says nothing\n  at all",
    ]


def test_verbose(check, words, only):
    only(is_broken, fails_in_a_hook)
    _, out, _ = check("words", "--verbose")
    broken, failed = out.split("\n\n")[1:3]
    assert broken == "is_broken broken:\n  predict says nothing\n  at all"
    assert failed.startswith("fails_in_a_hook failed:\n  Traceback (most recent call last):\n")
    assert failed.endswith(
        f'  File "{__file__}", line {fails_in_a_hook.__code__.co_firstlineno + 2}, in '
        "fails_in_a_hook\n"
        '      raise ValueError("no such thing")\n'
        "  ValueError: no such thing"
    )


def test_json(check, words, only):
    def prints(subject):
        """It prints."""
        print("≡")

    only(prints, is_broken)
    status, out, err = check("words", "--json", "--option", "weight=2")
    assert status == 1
    assert err == "≡\n"
    rows = json.loads(out)
    assert all(row.pop("seconds") >= 0 for row in rows)
    assert "in is_broken\n" in rows[1].pop("traceback")
    assert rows == [
        {"check": "prints", "promise": "It prints.", "outcome": "ok", "message": "",
         "traceback": ""},
        {"check": "is_broken", "promise": "It does not keep this.", "outcome": "broken",
         "message": "predict says nothing\nat all"},
    ]  # fmt: skip


def test_a_row_is_printed_when_its_check_ends(check, words, only, capsys):
    printed = []

    def looks(subject):
        """It looks at what is printed."""
        printed.append(capsys.readouterr().out)

    only(is_kept, looks)
    check("words")
    assert [line.split()[0] for line in printed[0].splitlines()] == ["check", "is_kept"]


def test_each_check_has_folders_of_its_own(check, words, only):
    folders = []

    def first(subject):
        """It is given a folder."""
        folders.append(subject.folder)
        assert list(subject.folder.iterdir()) == []
        (subject.folder / "left").mkdir()
        raise ValueError

    def second(subject):
        """It is given another one."""
        assert not folders[0].exists()
        first(subject)

    only(first, second)
    check("words")
    assert len(set(folders)) == 2
    assert not any(folder.parent.exists() for folder in folders)


def test_ctrl_c_stops_it(check, words, only):
    folders = []

    def is_stopped(subject):
        """It is stopped."""
        folders.append(subject.folder)
        raise KeyboardInterrupt

    only(is_kept, is_stopped, is_broken)
    status, out, err = check("words")
    assert status == 130
    assert [line.split()[0] for line in out.splitlines()] == ["check", "is_kept"]
    assert err.endswith("\nStopped.\n")
    assert not folders[0].exists()


def test_a_plugin_that_keeps_all(check, words):
    status, out, _ = check("words")
    assert status == 0
    quick = [each.__name__ for each in contract.QUICK_CHECKS]
    assert [line.split()[:2] for line in out.splitlines()[1:-2]] == [[name, "ok"] for name in quick]
    assert out.endswith(f"\n\n{len(quick)} checks: {len(quick)} kept\n")


def test_all(check, words):
    status, out, _ = check("words", "--all")
    names = [each.__name__ for each in contract.CHECKS]
    assert [line.split()[0] for line in out.splitlines()[1 : len(names) + 1]] == names
    assert (status, out.splitlines()[-1]) == (0, f"{len(names)} checks: {len(names)} kept")


def test_a_plugin_that_breaks_one(check, install_plugin):
    pickling = WORDS.replace("import json", "import pickle").replace("json.", "pickle.")
    pickling = pickling.replace("_text(", "_bytes(").replace("seen.pickle", "seen.json")
    install_plugin("words", pickling, attribute="Words")
    status, out, _ = check("words")
    assert status == 1
    outcomes = dict(line.split()[:2] for line in out.split("\n\n")[0].splitlines())
    assert {name for name, outcome in outcomes.items() if outcome == "broken"} == {
        "saved_model_holds_no_pickle"
    }
    assert "\n\nsaved_model_holds_no_pickle broken:\n  save_model wrote seen.json, " in out
    count = len(contract.QUICK_CHECKS)
    assert out.endswith(f"\n\n{count} checks: {count - 1} kept, 1 broken\n")


@pytest.mark.parametrize(
    ("input_columns", "given"),
    [
        ('("text",)', ["sampleId", "text", "label"]),
        ('("path",)', ["sampleId", "path", "label"]),
        ("()", ["sampleId", "x", "y", "label"]),
    ],
)
def test_samples_are_made_up(check, install_plugin, only, input_columns, given):
    frames = []

    def sees(subject):
        """It sees samples."""
        frames.append(subject.samples)
        assert all(Path(path).is_file() for path in subject.samples.get("path", []))
        assert len(subject.unreadable) == (3 if "path" in subject.samples else 0)

    only(sees, sees)
    install_plugin("words", WORDS.replace('("text",)', input_columns), attribute="Words")
    assert check("words")[0] == 0
    assert [list(frame) for frame in frames] == [given, given]
    assert (
        frames[0]
        .drop(columns="path", errors="ignore")
        .equals(frames[1].drop(columns="path", errors="ignore"))
    )


def test_no_samples_can_be_made_up(check, install_plugin):
    install_plugin("words", WORDS.replace('("text",)', '("sound",)'), attribute="Words")
    assert check("words") == (
        2, "", "error: no samples can be made up for the column sound; give some\n"
    )  # fmt: skip


def test_options(check, words, only):
    given = []

    def sees(subject):
        """It sees its options."""
        given.append(subject.options)
        assert subject.completed_options().weight == 3

    only(sees)
    assert check("words", "--option", "weight=3")[0] == 0
    assert given == [{"weight": 3}]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("weight", "--option 'weight' is not NAME=VALUE, such as --option epochs=5"),
        ("weigth=1", "plugin 'words' (acme-words 1.0) has no option 'weigth'. Did you mean "
         "'weight'?\n  fastlabel plugins words lists its options"),
    ],
)  # fmt: skip
def test_options_that_can_not_be(check, words, option, message):
    assert check("words", "--option", option) == (2, "", f"error: {message}\n")


def test_default_options_may_be_slow(check, words, only):
    only(is_kept)
    assert check("words")[2] == (
        "plugin 'words' (acme-words 1.0) trains with its default options; if that is slow, give "
        "quicker ones: --option NAME=VALUE. `fastlabel plugins words` lists them.\n"
    )
    assert check("words", "--option", "weight=2")[2] == ""


def test_a_plugin_without_options_is_as_quick_as_it_is(check, install_plugin, only):
    only(is_kept)
    source = WORDS.replace("Options", "Choices").replace(", options", "")
    install_plugin("words", source.replace("options.weight", "1"), attribute="Words")
    assert check("words")[::2] == (0, "")


def samples_csv(path, column, value):
    rows = [f"{label}{row},{label},{value(label, row)}\n" for row in range(6) for label in "abc"]
    path.write_text(f"sampleId,label,{column}\n" + "".join(rows), encoding="utf-8-sig")
    return str(path)


def test_samples_from_a_file(check, words, tmp_path):
    path = samples_csv(tmp_path / "samples.csv", "text", lambda label, row: f'"{label}{label}, x"')
    status, out, _ = check("words", "--samples", path)
    count = len(contract.QUICK_CHECKS)
    assert (status, out.splitlines()[-1]) == (0, f"{count} checks: {count} kept")


def test_what_is_read_from_the_file(check, install_plugin, only, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    samples_csv(Path("data/s.csv"), "path", lambda label, row: ["NA", "/a/b", "s3://x/y"][row % 3])
    install_plugin("words", WORDS.replace('("text",)', '("path", "text")'), attribute="Words")
    seen = []

    def sees(subject):
        """It sees samples."""
        seen.append(subject)

    only(sees)
    assert check("words", "--samples", "data/s.csv")[0] == 0
    frame = seen[0].samples
    assert frame.iloc[:4].to_dict("list") == {
        "sampleId": ["a0", "b0", "c0", "a1"],
        "label": ["a", "b", "c", "a"],
        "path": [f"{tmp_path}/data/NA"] * 3 + ["/a/b"],
    }
    assert frame["path"].iloc[6] == "s3://x/y"
    assert (frame.dtypes == "str").all()
    assert list(seen[0].unreadable["sampleId"]) == ["missing", "folder"]


def test_a_table_from_a_file(check, install_plugin, only, tmp_path):
    install_plugin("words", WORDS.replace('("text",)', "()"), attribute="Words")
    path = samples_csv(tmp_path / "samples.csv", "width", lambda label, row: row)
    only(is_kept)
    assert check("words", "--samples", path)[0] == 0


@pytest.mark.parametrize(
    ("input_columns", "content", "message"),
    [
        ('("text",)', None, "{} is missing; write it, or give the folder that holds it"),
        ('("text",)', "sampleId,text\n1,x\n", "{}, line 1: no column 'label'; found: sampleId, "
         "text.\n  Add the column, or mend its name."),
        ('("text", "path")', "sampleId,label,words\n1,a,x\n", "{}, line 1: no column 'text' or "
         "'path', from which the model takes its input; found: sampleId, label, words"),
        ("()", "sampleId,label,path\n1,a,x\n", "{}, line 1: no column of the table, from which the "
         "model takes its input; found: sampleId, label, path"),
        ('("text",)', "sampleId,label,text\n1,a,x\n2, ,y\n", "{}, line 3: the label is empty; fill "
         "it in, or remove the row"),
        ('("text",)', "sampleId,label,text\n,a,x\n", "{}, line 2: the sampleId is empty; fill it "
         "in, or remove the row"),
        ('("text",)', "sampleId,label,text\n1,a\n", "{}, line 2: 2 fields where the header has 3; "
         "put a field that holds a comma or a line break in quotation marks"),
        ('("text",)', "sampleId,label,text\n1,a,x\n", "the contract needs at least 6 samples of "
         "each of at least 3 classes; it was given {{'a': 1}}"),
    ],
)  # fmt: skip
def test_files_that_can_not_be(check, install_plugin, tmp_path, input_columns, content, message):
    install_plugin("words", WORDS.replace('("text",)', input_columns), attribute="Words")
    path = tmp_path / "samples.csv"
    if content is not None:
        path.write_text(content)
    assert check("words", "--samples", str(path)) == (2, "", f"error: {message.format(path)}\n")


def test_a_plugin_that_is_not_there(check, words):
    assert check("word") == (
        2, "", "error: no model plugin named 'word'; installed: words (acme-words 1.0). Did you "
        "mean 'words'?\n"
    )  # fmt: skip


def test_a_plugin_that_can_not_be_imported(check, install_plugin):
    install_plugin("words")
    assert check("words") == (
        1, "", "error: plugin 'words' (acme-words 1.0) could not be imported: RuntimeError: "
        "imported\n"
    )  # fmt: skip


def test_a_plugin_that_does_not_keep_the_protocol(check, install_plugin):
    install_plugin("words", WORDS.replace("def save_model", "def store_model"), attribute="Words")
    assert check("words") == (
        1, "", "error: plugin 'words' (acme-words 1.0) does not keep the protocol: it does not "
        "implement: save_model. Did you mean 'store_model'?\n"
    )  # fmt: skip
