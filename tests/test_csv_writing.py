"""The bytes of CSV files, and that none is ever half there."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.csv_writing import csv_writer


def written(path, *rows):
    with csv_writer(path) as writer:
        writer.writerows(rows)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("plain", "plain"),
        ("", ""),
        (" x ", " x "),
        ("007", "007"),
        ("ü 猫", "ü 猫"),
        ("it's", "it's"),
        ("a,b", '"a,b"'),
        ('say "no"', '"say ""no"""'),
        ("two\nlines", '"two\nlines"'),
        ("old\rMac", '"old\rMac"'),
        ("\r", '"\r"'),
        ("dos\r\n", '"dos\r\n"'),
    ],
)
def test_the_bytes_of_a_text(tmp_path, text, field):
    assert written(tmp_path / "x.csv", ["id", text], [text, "id"]) == f"id,{field}\n{field},id\n"


def test_a_row_of_one_empty_text_is_no_empty_line(tmp_path):
    assert written(tmp_path / "x.csv", ["id"], [""]) == 'id\n""\n'


def test_no_row_at_all(tmp_path):
    assert written(tmp_path / "x.csv") == ""


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
texts |= st.sampled_from(['"', ",", "\n", "\r", "\r\n", " "])


@given(st.lists(st.lists(texts, min_size=1, max_size=3), max_size=4))
def test_what_is_written_reads_back(tmp_path_factory, rows):
    content = written(tmp_path_factory.getbasetemp() / "x.csv", *rows)
    assert list(csv.reader(io.StringIO(content, newline=""), strict=True)) == rows


def test_the_old_file_stands_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("old")
    with csv_writer(path) as writer:
        writer.writerow(["new"])
        assert path.read_text() == "old"
    assert path.read_text() == "new\n"
    assert list(tmp_path.iterdir()) == [path]


def write_half(writer, error):
    writer.writerow(["half"])
    raise error


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_writer_that_raises_leaves_what_was_there(tmp_path, old, error):
    path = tmp_path / "x.csv"
    if old is not None:
        path.write_text(old)
    with pytest.raises(error), csv_writer(path) as writer:
        write_half(writer, error)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == (
        {} if old is None else {"x.csv": "old"}
    )
