import pytest
from click.testing import CliRunner

from fastlabel_core.cli.score import command
from fastlabel_core.errors import InputError


@pytest.fixture
def score(tmp_path, monkeypatch):
    def run(predictions, truth):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "predictions.csv").write_text(predictions)
        (tmp_path / "truth.csv").write_text(truth)
        return CliRunner().invoke(command, ["predictions.csv", "truth.csv"], catch_exceptions=True)

    return run


def test_every_line(score):
    result = score(
        "sampleId,path,label,is_hard\n1,a,NA,1\n2,a,NA,0\n3,a,007,0\n4,a,,0\n9,a,x,0\n",
        "sampleId,label\n1,NA\n2,007\n3,007\n4,007\n5,z\n6,z\n",
    )
    assert result.output == (
        "precision  recall      f1  support  label\n"
        "   1.0000  0.3333  0.5000        3  007\n"
        "   0.5000  1.0000  0.6667        1  NA\n"
        "without a predicted label, counted as wrong: 1\n"
        "not in truth.csv, not counted: 1\n"
        "not in predictions.csv, not counted: 2\n"
        "samples 4\n"
        "macro_f1 0.5833\n"
        "accuracy 0.5000\n"
    )
    assert result.exit_code == 0


def test_a_perfect_result_has_no_remarks(score):
    result = score("sampleId,label\n1,a\n", "sampleId,label\n1,a\n")
    assert result.output.splitlines()[1:] == [
        "   1.0000  1.0000  1.0000        1  a",
        "samples 1",
        "macro_f1 1.0000",
        "accuracy 1.0000",
    ]


@pytest.mark.parametrize(("classes", "lines"), [(30, 34), (31, 3)])
def test_the_table_is_left_out_of_many_classes(score, classes, lines):
    rows = "sampleId,label\n" + "".join(f"{number},{number}\n" for number in range(classes))
    result = score(rows, rows)
    assert len(result.output.splitlines()) == lines
    assert result.output.endswith(f"samples {classes}\nmacro_f1 1.0000\naccuracy 1.0000\n")


def test_a_missing_column(score):
    result = score("sampleId,prediction\n1,a\n", "sampleId,label\n1,a\n")
    assert isinstance(result.exception, InputError)
    assert str(result.exception).startswith(
        "predictions.csv, line 1: no column 'label'; found: sampleId, prediction."
    )
    assert result.output == ""


def test_a_missing_file(tmp_path):
    result = CliRunner().invoke(command, [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert isinstance(result.exception, InputError)
    assert str(result.exception).startswith(f"there is no file {tmp_path / 'a.csv'}; ")
