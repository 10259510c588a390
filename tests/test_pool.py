import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import csv_file, pool
from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import InputError
from fastlabel_core.events import Progress, Warned, listening
from fastlabel_core.pool import read_pool, slices


@pytest.fixture
def events():
    heard = []
    with listening(heard.append):
        yield heard


@pytest.fixture
def warnings(events):
    return lambda: [event.message for event in events if isinstance(event, Warned)]


@pytest.fixture
def read(tmp_path):
    """Return the pool of a file's content, less the ids that have a label."""

    def read(content, *labelled):
        (tmp_path / "input_unlabel.csv").write_text(content, encoding="utf-8", newline="")
        file = open_csv(tmp_path / "input_unlabel.csv", ["sampleId"])
        work_dir = tmp_path / "work"
        work_dir.mkdir(exist_ok=True)
        return read_pool(file, pd.Series(labelled, dtype="str"), work_dir)

    return read


LEFT = "input_unlabel.csv: {} of its samples left it, as they had a label"
AGAIN = (
    "input_unlabel.csv: {} of its rows were followed by another for the same sample; "
    "the later row counts"
)


def test_as_given_and_as_the_hooks_get_it(read, tmp_path, warnings):
    result = read("note,sampleId,path\nNA,007,a.png\n,8,s3://b/ü.png\n")
    assert len(result) == 2
    assert result.given.to_pydict() == {
        "note": ["NA", ""],
        "sampleId": ["007", "8"],
        "path": ["a.png", "s3://b/ü.png"],
    }
    expected = {
        "note": ["NA", ""],
        "sampleId": ["007", "8"],
        "path": [f"{tmp_path}/a.png", "s3://b/ü.png"],
    }
    pd.testing.assert_frame_equal(result.frame, pd.DataFrame(expected, dtype="str"))
    assert warnings() == []


def test_without_a_path(read):
    result = read('text,sampleId\n"a,\nb",1\n')
    assert result.given.to_pydict() == {"text": ["a,\nb"], "sampleId": ["1"]}
    assert result.frame.to_dict("list") == {"text": ["a,\nb"], "sampleId": ["1"]}


@pytest.mark.parametrize("name", ["resolved path", "__path", "path "])
def test_a_column_may_have_any_name(read, tmp_path, name):
    result = read(f"sampleId,{name},path\n1,x,a.png\n")
    assert result.given.to_pydict() == {"sampleId": ["1"], name: ["x"], "path": ["a.png"]}
    assert result.frame.to_dict("list") == {
        "sampleId": ["1"],
        name: ["x"],
        "path": [f"{tmp_path}/a.png"],
    }


@pytest.mark.parametrize(
    ("content", "labelled", "columns"),
    [
        ("sampleId,path,x\n", [], ["sampleId", "path", "x"]),
        ("sampleId,path", ["1"], ["sampleId", "path"]),
        ("sampleId,text\n", [], ["sampleId", "text"]),
        ("sampleId,path\n1,a\n2,b\n", ["2", "1"], ["sampleId", "path"]),
        ("sampleId,text\n1,a\n1,b\n", ["1"], ["sampleId", "text"]),
    ],
)
def test_an_empty_pool(read, warnings, content, labelled, columns):
    result = read(content, *labelled)
    assert len(result) == 0
    assert result.given.to_pydict() == {name: [] for name in columns}
    assert list(result.frame.columns) == columns
    assert list(result.frame.dtypes.astype(str)) == ["str"] * len(columns)
    assert warnings() == ([LEFT.format(2)] if content.count("\n") > 1 else [])


CASES = [
    # given, labelled, kept rows, warnings
    (["c", "a", "b"], [], [0, 1, 2], []),
    (["c", "a", "b"], ["a", "z"], [0, 2], [LEFT.format(1)]),
    (["a", "b", "a", "c", "b", "a"], [], [3, 4, 5], [AGAIN.format(3)]),
    (["a", "b", "a", "c", "b", "a"], ["a"], [3, 4], [LEFT.format(3), AGAIN.format(1)]),
    (["1", "01", " 1", "1.0", "1"], ["1"], [1, 2, 3], [LEFT.format(2)]),
]


@pytest.mark.parametrize(("given", "labelled", "kept", "warned"), CASES)
@pytest.mark.parametrize("block_bytes", [20, 2**20])
@pytest.mark.parametrize("do_hashes_collide", [False, True])
def test_each_sample_once_and_in_order(
    read, warnings, monkeypatch, given, labelled, kept, warned, block_bytes, do_hashes_collide
):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", block_bytes)
    if do_hashes_collide:
        monkeypatch.setattr(pool, "_hashes", lambda ids: np.zeros(len(ids), dtype=np.uint64))
    content = "sampleId,path,row\n" + "".join(
        f"{sample_id},/{sample_id},{row}\n" for row, sample_id in enumerate(given)
    )
    result = read(content, *labelled)
    assert list(result.frame["row"]) == [str(row) for row in kept]
    assert list(result.frame["sampleId"]) == [given[row] for row in kept]
    assert result.given["sampleId"].to_pylist() == [given[row] for row in kept]
    assert list(result.frame.index) == list(range(len(kept)))
    assert warnings() == warned


def test_rows_that_are_identical_are_no_conflict(read, warnings):
    result = read("sampleId,text\n1,a\n2,b\n1,a\n2,c\n1,a\n")
    assert result.frame.to_dict("list") == {"sampleId": ["2", "1"], "text": ["c", "a"]}
    assert warnings() == [AGAIN.format(1)]


def test_a_column_of_labels_is_handed_through_but_not_shown(read):
    result = read("sampleId,label,path\n1,cat,/a\n")
    assert result.given.to_pydict() == {"sampleId": ["1"], "label": ["cat"], "path": ["/a"]}
    assert result.frame.to_dict("list") == {"sampleId": ["1"], "path": ["/a"]}


def test_hashes_differ_for_different_ids(read):
    ids = [f"{number:05}" for number in range(20_000)]
    stored = read("sampleId\n" + "\n".join(ids)).given["sampleId"]
    assert len(np.unique(pool._hashes(stored))) == 20_000


def test_an_empty_id_is_refused_with_its_line(read, tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 64)
    content = "sampleId,text\n" + '1,"x\ny"\n' * 50 + "\n" + '" ","z"\n'
    with pytest.raises(InputError) as raised:
        read(content)
    assert str(raised.value) == (
        f"{tmp_path}/input_unlabel.csv, line 103: the sampleId is empty; "
        "fill it in, or remove the row"
    )


def test_a_faulty_row_is_refused_and_leaves_no_half_pool(read, tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 64)
    with pytest.raises(InputError, match=r", line 52: 1 field where the header has 2;"):
        read("sampleId,text\n" + "1,x\n" * 50 + "2\n")
    assert list((tmp_path / "work").iterdir()) == []


def test_read_again_into_the_same_folder(read):
    content = "sampleId,path\n1,/a\n2,/b\n1,/c\n"
    first, second = read(content), read(content, "2")
    assert list(first.frame["path"]) == ["/b", "/c"]
    assert list(second.frame["path"]) == ["/c"]


def test_progress_counts_the_rows_read(read, events, monkeypatch):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 16)
    read("sampleId\n" + "1234567\n" * 4, "1234567")
    progress = [event for event in events if isinstance(event, Progress)]
    assert progress == [Progress("rows", 2, None), Progress("rows", 4, None)]


@pytest.mark.parametrize(
    ("length", "rows", "expected"),
    [
        (0, 3, []),
        (2, 3, [(0, 2)]),
        (3, 3, [(0, 3)]),
        (7, 3, [(0, 3), (3, 6), (6, 7)]),
    ],
)
def test_slices(length, rows, expected):
    assert list(slices(length, rows)) == [slice(*bounds) for bounds in expected]


PEAK = """
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa

from fastlabel_core import csv_file
from fastlabel_core.csv_file import open_csv
from fastlabel_core.pool import read_pool, slices


def anonymous_mb():
    pa.default_memory_pool().release_unused()
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1000


csv_file.BLOCK_BYTES = 2**20
folder = Path(sys.argv[1])


def read(name):
    file = open_csv(folder / name, ["sampleId"])
    pool = read_pool(file, pd.Series(["s1"], dtype="str"), folder)
    characters = sum(
        pool.frame["text"].iloc[rows].str.len().sum() for rows in slices(len(pool), 1000)
    )
    return pool, len(pool), characters


read("small.csv")
before = anonymous_mb()
pool, rows, characters = read("input_unlabel.csv")
print(rows, characters, anonymous_mb() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_pool_is_a_memory_map(tmp_path):
    text = "x" * 10_000
    for name, count in (("small.csv", 200), ("input_unlabel.csv", 5000)):
        with (tmp_path / name).open("w") as file:
            file.write("sampleId,path,text\n")
            file.writelines(f"s{number},/a,{text}\n" for number in [*range(count), 5, 7])

    result = subprocess.run(
        [sys.executable, "-c", PEAK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            # Give back at once what is free, so that it isn't counted.
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "MALLOC_MMAP_THRESHOLD_": "65536",
        },
    )

    rows, characters, grown_mb = result.stdout.split()
    assert (int(rows), int(characters)) == (4999, 4999 * 10_000)
    assert float(grown_mb) < 5, "of 50 MB on the disk"
