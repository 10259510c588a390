"""Reading texts: columns, files, encodings, what can't be read."""

from pathlib import Path

import pandas as pd
import pytest
from fastlabel_text.texts import UnreadableTextError, read_batches, read_file


def read(samples: pd.DataFrame, max_chars: int = 1000) -> tuple[dict[int, str], dict[int, str]]:
    errors: dict[int, str] = {}
    texts: dict[int, str] = {}
    for batch in read_batches(samples, max_chars, errors):
        texts.update(zip(batch.rows, batch.texts, strict=True))
    return texts, errors


def test_the_column_text_goes_before_the_file(tmp_path: Path) -> None:
    samples = pd.DataFrame({"path": [str(tmp_path / "missing")] * 2, "text": ["one", ""]})
    assert read(samples) == ({0: "one", 1: ""}, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_utf_8_with_or_without_a_bom(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "text"
    file.write_bytes("取消 Größe 👍".encode(encoding))
    assert read_file(str(file), 1000) == "取消 Größe 👍"


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read_file(str(tmp_path / "empty"), 1000) == ""


def test_a_uri_is_opened(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    assert read_file((tmp_path / "text").as_uri(), 1000) == "hello"


def test_what_cannot_be_read_keeps_its_row_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "good").write_text("good", encoding="utf-8")
    (tmp_path / "latin").write_bytes("Größe".encode("latin-1"))
    (tmp_path / "cut").write_bytes("é".encode()[:1])
    (tmp_path / "folder").mkdir()
    names = ["missing", "good", "latin", "cut", "folder", "good"]
    samples = pd.DataFrame({"path": [str(tmp_path / name) for name in names] + ["a\0b"]})
    texts, errors = read(samples)
    assert texts == {1: "good", 5: "good"}
    assert errors == {
        0: "No such file or directory",
        2: "not UTF-8 text: invalid start byte",
        3: "not UTF-8 text: unexpected end of data",
        4: "Is a directory",
        6: "not a path that can be opened: embedded null byte",
    }


def test_an_unknown_store_is_a_reason_and_no_crash() -> None:
    with pytest.raises(UnreadableTextError, match="nowhere://text"):
        read_file("nowhere://text", 1000)


def test_no_more_than_max_chars_are_read(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes("é".encode() * 100_000 + b"\xff")
    assert read_file(str(file), 3) == "ééé"
    assert read(pd.DataFrame({"text": ["abcdef", "ab"]}), 3)[0] == {0: "abc", 1: "ab"}


def test_batches_end_once_they_hold_enough_characters() -> None:
    samples = pd.DataFrame({"text": ["a" * 2**17, "b", "c" * 2**17, "d", "e"]})
    batches = list(read_batches(samples, 2**20, {}))
    assert [batch.rows for batch in batches] == [[0, 1, 2], [3, 4]]


def test_no_samples_are_no_batches() -> None:
    assert list(read_batches(pd.DataFrame({"text": []}), 10, {})) == []
