import csv
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core import predictions_csv
from fastlabel_core.events import Progress, Warned, listening
from fastlabel_core.predictions_csv import write_predictions

HEADER = "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error"


@pytest.fixture
def events():
    heard = []
    with listening(heard.append):
        yield heard


def given_table(**columns):
    return pa.table({name: pa.array(texts, pa.large_string()) for name, texts in columns.items()})


def answers(rows):
    """Return answers for rows of label, confidence, score, hard_rank and error.

    Of the hard examples, those with an even rank are random.
    """
    label, confidence, score, rank, error = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "sampleId": "not read",
            "label": pd.Series(label, dtype="str"),
            "confidence": np.array(confidence, dtype=np.float32),
            "score": np.array(score, dtype=np.float32),
            "is_hard": np.array(rank) > 0,
            "hard_rank": np.array(rank, dtype=np.int64),
            "is_random": [number > 0 and number % 2 == 0 for number in rank],
            "error": pd.Series(error, dtype="str"),
        }
    )


PLAIN = ("cat", 1.0, 0.0, 0, "")
NAN = float("nan")


def written(tmp_path, given, frame):
    path = tmp_path / "predictions.csv"
    write_predictions(path, given, frame)
    return path.read_bytes().decode()


def test_the_bytes_of_every_kind_of_row(tmp_path):
    given = given_table(
        note=["NA", 'say "no", now', "two\nlines", "", "old\rMac", "dos\r\n", " x "],
        path=["a.png", "s3://b/ü 猫.png", "/c,d.png", "", "e", "f", "g"],
        author=["1", "2", "3", "4", "5", "6", "007"],
        sampleId=["007", "s,2", 's"3', "猫", "s5", "s\r6", "7"],
    )
    frame = answers(
        [
            ("cat", 0.75, 0.25, 2, ""),
            ("NA", 0.1, 0.9, 1, ""),
            ("big\ndog, brown", 1.0, 0.0, 0, ""),
            (None, NAN, NAN, 0, "truncated: 3 of 5 bytes, \"x\"\nand so on"),
            ("cat", NAN, 1e-7, 0, ""),
            ("", 1 / 3, NAN, 0, ""),
            ("猫", 0.5, 2.5, 0, ""),
        ]
    )  # fmt: skip
    assert written(tmp_path, given, frame) == (
        f"{HEADER},note,author\n"
        "007,a.png,cat,0.75,0.25,true,2,true,,NA,1\n"
        '"s,2",s3://b/ü 猫.png,NA,0.1,0.9,true,1,false,,"say ""no"", now",2\n'
        '"s""3","/c,d.png","big\ndog, brown",1,0,false,,false,,"two\nlines",3\n'
        '猫,,,,,false,,false,"truncated: 3 of 5 bytes, ""x""\nand so on",,4\n'
        's5,e,cat,,1e-7,false,,false,,"old\rMac",5\n'
        '"s\r6",f,,0.33333334,,false,,false,,"dos\r\n",6\n'
        "7,g,猫,0.5,2.5,false,,false,, x ,007\n"
    )


def test_labels_as_categories(tmp_path):
    frame = answers([PLAIN, PLAIN, PLAIN])
    frame["label"] = pd.Categorical.from_codes([1, -1, 0], pd.Index(["NA", "b,c"]))
    given = given_table(sampleId=["1", "2", "3"], path=["a", "b", "c"])
    assert written(tmp_path, given, frame) == (
        f'{HEADER}\n1,a,"b,c",1,0,false,,false,\n2,b,,1,0,false,,false,\n3,c,NA,1,0,false,,false,\n'
    )


def test_without_a_path_in_the_pool(tmp_path):
    given = given_table(text=["x"], sampleId=["1"])
    assert (
        written(tmp_path, given, answers([PLAIN])) == f"{HEADER},text\n1,,cat,1,0,false,,false,,x\n"
    )


def test_an_empty_pool(tmp_path):
    given = given_table(sampleId=[], path=[], note=[])
    frame = answers([PLAIN]).iloc[:0]
    assert written(tmp_path, given, frame) == f"{HEADER},note\n"


def test_a_column_with_a_name_of_ours_is_left_out_with_a_warning(tmp_path, events):
    given = given_table(
        score=["9"], sampleId=["1"], label=["dog"], path=["a"], Label=["kept"], is_random=["no"]
    )
    assert written(tmp_path, given, answers([PLAIN])) == (
        f"{HEADER},Label\n1,a,cat,1,0,false,,false,,kept\n"
    )
    assert [event.message for event in events if isinstance(event, Warned)] == [
        f"the pool's column {name!r} is not handed through: predictions.csv has one"
        for name in ("score", "label", "is_random")
    ]


@pytest.mark.parametrize("rows_at_once", [1, 3, 7, 8])
def test_pieces_make_no_difference(tmp_path, events, monkeypatch, rows_at_once):
    monkeypatch.setattr(predictions_csv, "ROWS_AT_ONCE", rows_at_once)
    given = given_table(sampleId=[str(n) for n in range(7)], path=["p"] * 7, n=list("abcdefg"))
    given = pa.concat_tables([given.slice(0, 2), given.slice(2)])
    frame = answers([("cat", n / 8, 1 - n / 8, 7 - n, "") for n in range(7)])
    frame.index = range(7, 0, -1)

    assert written(tmp_path, given, frame) == (
        f"{HEADER},n\n"
        "0,p,cat,0,1,true,7,false,,a\n"
        "1,p,cat,0.125,0.875,true,6,true,,b\n"
        "2,p,cat,0.25,0.75,true,5,false,,c\n"
        "3,p,cat,0.375,0.625,true,4,true,,d\n"
        "4,p,cat,0.5,0.5,true,3,false,,e\n"
        "5,p,cat,0.625,0.375,true,2,true,,f\n"
        "6,p,cat,0.75,0.25,true,1,false,,g\n"
    )
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == [*range(rows_at_once, 7, rows_at_once), 7]


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_read_back_as_the_same_float32(tmp_path_factory, numbers):
    path = tmp_path_factory.getbasetemp() / "numbers.csv"
    given = given_table(sampleId=["1"] * len(numbers), path=["a"] * len(numbers))
    write_predictions(path, given, answers([("x", n, -n, 0, "") for n in numbers]))
    read = pd.read_csv(path, dtype={"confidence": "float32", "score": "float32"})
    texts = list(csv.DictReader(io.StringIO(path.read_text())))
    for name, expected in (("confidence", numbers), ("score", [-n for n in numbers])):
        np.testing.assert_array_equal(read[name], np.array(expected, dtype=np.float32))
        assert [np.float32(row[name]) for row in texts] == expected


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
texts |= st.sampled_from(['"', ",", "\n", "\r", "\r\n", " "])


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=5))
def test_texts_read_back_by_python_and_by_pandas(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "texts.csv"
    ids, paths, notes = map(list, zip(*rows, strict=True))
    frame = answers([(note, 0.5, 0.5, 0, path) for _, path, note in rows])
    write_predictions(path, given_table(sampleId=ids, path=paths, note=notes), frame)

    read = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))
    assert read[1:] == [
        [sample_id, path, note, "0.5", "0.5", "false", "", "false", path, note]
        for sample_id, path, note in rows
    ]
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert table["note"].tolist() == notes
    assert table["sampleId"].tolist() == ids


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "predictions.csv"
    path.write_text("old")
    frame = answers([PLAIN]).drop(columns="score")
    with pytest.raises(KeyError):
        write_predictions(path, given_table(sampleId=["1"], path=["a"]), frame)
    assert [each.name for each in tmp_path.iterdir()] == ["predictions.csv"]
    assert path.read_text() == "old"
