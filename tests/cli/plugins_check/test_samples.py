"""The samples that the plugin is checked on: made up, or from a file."""

from pathlib import Path

import pytest

from fastlabel_core.testing import contract


@pytest.mark.parametrize(
    ("input_columns", "given"),
    [
        ('("text",)', ["sampleId", "text", "label"]),
        ('("path",)', ["sampleId", "path", "label"]),
        ("()", ["sampleId", "x", "y", "label"]),
    ],
)
def test_samples_are_made_up(check, install_plugin, only, words_source, input_columns, given):
    frames = []

    def sees(subject):
        """It sees samples."""
        frames.append(subject.samples)
        assert all(Path(path).is_file() for path in subject.samples.get("path", []))
        assert len(subject.unreadable) == (3 if "path" in subject.samples else 0)

    only(sees, sees)
    install_plugin("words", words_source.replace('("text",)', input_columns), attribute="Words")
    assert check("words")[0] == 0
    assert [list(frame) for frame in frames] == [given, given]
    assert (
        frames[0]
        .drop(columns="path", errors="ignore")
        .equals(frames[1].drop(columns="path", errors="ignore"))
    )


def test_no_samples_can_be_made_up(check, install_plugin, words_source):
    install_plugin("words", words_source.replace('("text",)', '("sound",)'), attribute="Words")
    assert check("words") == (
        2, "", "error: no samples can be made up for the column sound; give some\n"
    )  # fmt: skip


def samples_csv(path, column, value):
    rows = [f"{label}{row},{label},{value(label, row)}\n" for row in range(6) for label in "abc"]
    path.write_text(f"sampleId,label,{column}\n" + "".join(rows), encoding="utf-8-sig")
    return str(path)


def test_samples_from_a_file(check, words, tmp_path):
    path = samples_csv(tmp_path / "samples.csv", "text", lambda label, row: f'"{label}{label}, x"')
    status, out, _ = check("words", "--samples", path)
    count = len(contract.QUICK_CHECKS)
    assert (status, out.splitlines()[-1]) == (0, f"{count} checks: {count} kept")


def test_what_is_read_from_the_file(
    check, install_plugin, only, words_source, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    samples_csv(Path("data/s.csv"), "path", lambda label, row: ["NA", "/a/b", "s3://x/y"][row % 3])
    install_plugin(
        "words", words_source.replace('("text",)', '("path", "text")'), attribute="Words"
    )
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


def test_a_table_from_a_file(check, install_plugin, only, words_source, is_kept, tmp_path):
    install_plugin("words", words_source.replace('("text",)', "()"), attribute="Words")
    path = samples_csv(tmp_path / "samples.csv", "width", lambda label, row: row)
    only(is_kept)
    assert check("words", "--samples", path)[0] == 0


@pytest.mark.parametrize(
    ("input_columns", "content", "message"),
    [
        ('("text",)', None, "there is no file {}; check the name and the folder"),
        ('("text",)', "sampleId,text\n1,x\n", "{}, line 1: no column 'label'; found: sampleId, "
         "text.\n  Add the column, or mend its name."),
        ('("text", "path")', "sampleId,label,words\n1,a,x\n", "{}, line 1: no column 'text' or "
         "'path', from which the model takes its input; found: sampleId, label, words.\n  Rename "
         "the column that holds it, or add one."),
        ("()", "sampleId,label,path\n1,a,x\n", "{}, line 1: no column of the table, from which the "
         "model takes its input; found: sampleId, label, path.\n  Rename the column that "
         "holds it, or add one."),
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
def test_files_that_can_not_be(
    check, install_plugin, words_source, tmp_path, input_columns, content, message
):
    install_plugin("words", words_source.replace('("text",)', input_columns), attribute="Words")
    path = tmp_path / "samples.csv"
    if content is not None:
        path.write_text(content)
    assert check("words", "--samples", str(path)) == (2, "", f"error: {message.format(path)}\n")
