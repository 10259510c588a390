"""Reading the labels: what the hooks get, and which of a sample's labels counts."""

import pandas as pd
import pytest

from fastlabel_core.errors import InputError
from fastlabel_core.events import Warned, listening
from fastlabel_core.input_files import open_inputs
from fastlabel_core.labels import Labels, read_labels
from fastlabel_core.split import stratified_split


@pytest.fixture
def warnings():
    heard = []
    with listening(
        lambda event: heard.append(event.message) if isinstance(event, Warned) else None
    ):
        yield heard


def labels_of(folder, input_columns=("path",)):
    return read_labels(open_inputs(folder, input_columns))


def refusal(folder, input_columns=("path",)):
    with pytest.raises(InputError) as raised:
        labels_of(folder, input_columns)
    return str(raised.value)


def pairs(frame):
    return list(zip(frame["sampleId"], frame["label"], strict=True))


def rows(*labels):
    """Return CSV with a row for each ``id:label``."""
    header = "sampleId,path,label\n"
    return header + "".join(
        f"{sample_id},{sample_id}.png,{label}\n"
        for sample_id, label in (each.split(":") for each in labels)
    )


def test_labels_as_the_hooks_get_them(write_inputs, warnings):
    folder = write_inputs(
        initial="author,sampleId,path,label\nAnn,007,a.png,NA\n,8,sub/b.png,null\n",
        added="label,path,sampleId\n1e5,c.png,9\n",
    )
    labels = labels_of(folder)
    pd.testing.assert_frame_equal(
        labels.df_init,
        pd.DataFrame(
            {
                "author": ["Ann", ""],
                "sampleId": ["007", "8"],
                "path": [f"{folder}/a.png", f"{folder}/sub/b.png"],
                "label": ["NA", "null"],
            },
            dtype="str",
        ),
    )
    pd.testing.assert_frame_equal(
        labels.df_anno,
        pd.DataFrame(
            {
                "author": [""],
                "sampleId": ["9"],
                "path": [f"{folder}/c.png"],
                "label": ["1e5"],
            },
            dtype="str",
        ),
    )
    assert labels.corrections == {}
    assert list(labels.sample_ids()) == ["007", "8", "9"]
    assert warnings == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a.png", "{folder}/a.png"),
        ("sub/../a b.png", "{folder}/sub/../a b.png"),
        ("猫/ü.png", "{folder}/猫/ü.png"),
        ("c:a.png", "{folder}/c:a.png"),
        ("", ""),
        ("/data/a.png", "/data/a.png"),
        ("C:\\data\\a.png", "C:\\data\\a.png"),
        ("d:/data/a.png", "d:/data/a.png"),
        ("s3://bucket/a.png", "s3://bucket/a.png"),
        ("memory://a.png", "memory://a.png"),
        ("file:///data/a.png", "file:///data/a.png"),
        ("http://host/a.png?x=1", "http://host/a.png?x=1"),
        ("git+ssh://host/a", "git+ssh://host/a"),
        ("a/s3://b", "{folder}/a/s3://b"),
    ],
)
def test_path(write_inputs, given, expected):
    folder = write_inputs(initial=f"sampleId,path,label\ns1,{given},cat\n")
    assert list(labels_of(folder).df_init["path"]) == [expected.format(folder=folder)]


def test_paths_are_absolute_though_the_folder_is_given_relative(write_inputs, monkeypatch):
    folder = write_inputs()
    monkeypatch.chdir(folder.parent)
    labels = labels_of(folder.relative_to(folder.parent))
    assert list(labels.df_init["path"]) == [f"{folder}/1.png"]


def test_text_instead_of_a_path(write_inputs):
    folder = write_inputs(
        initial='sampleId,text,label\ns1,"a,\nb",cat\n',
        added="sampleId,text,label\n",
        pool="sampleId,text\n",
    )
    labels = labels_of(folder, ["text", "path"])
    assert labels.df_init.to_dict("list") == {
        "sampleId": ["s1"],
        "text": ["a,\nb"],
        "label": ["cat"],
    }


@pytest.mark.parametrize("added", [None, "", "sampleId,path,label\n", "sampleId,path,label"])
def test_no_labels_were_added(write_inputs, warnings, added):
    labels = labels_of(write_inputs(added=added))
    assert pairs(labels.df_init) == [("s1", "cat")]
    assert pairs(labels.df_anno) == []
    assert list(labels.df_anno.columns) == ["sampleId", "path", "label"]
    assert list(labels.sample_ids()) == ["s1"]
    assert labels.corrections == {}
    assert warnings == []


ADDED_COUNTS = (
    "input_added_label.csv: {} of its samples had another label than in input_label.csv; "
    "the added one counts"
)
LATER_COUNTS = "{}: {} of its samples had labels in conflict; the later row counts"


@pytest.mark.parametrize(
    ("initial", "added", "df_init", "df_anno", "corrections", "warned"),
    [
        # The same sample twice in one file.
        (["a:x", "b:y", "a:x"], [], ["b:y", "a:x"], [], {}, []),
        (
            ["a:x", "b:y", "a:z", "b:y", "c:1", "c:2", "c:1"],
            [],
            ["a:z", "b:y", "c:1"],
            [],
            {},
            [LATER_COUNTS.format("input_label.csv", 2)],
        ),
        (
            ["a:x"],
            ["n:1", "m:1", "n:2"],
            ["a:x"],
            ["m:1", "n:2"],
            {},
            [LATER_COUNTS.format("input_added_label.csv", 1)],
        ),
        # The same sample in both files.
        (["a:x", "b:y"], ["a:x", "n:1"], ["a:x", "b:y"], ["n:1"], {}, []),
        (
            ["a:x", "b:y", "c:z"],
            ["c:w", "n:1", "a:y", "b:y"],
            ["a:x", "b:y", "c:z"],
            ["n:1"],
            {"a": "y", "c": "w"},
            [ADDED_COUNTS.format(2)],
        ),
        # Twice in each.
        (
            ["a:x", "a:y"],
            ["a:z", "a:w"],
            ["a:y"],
            [],
            {"a": "w"},
            [
                LATER_COUNTS.format("input_label.csv", 1),
                LATER_COUNTS.format("input_added_label.csv", 1),
                ADDED_COUNTS.format(1),
            ],
        ),
        # Changed there and back.
        (
            ["a:x"],
            ["a:y", "a:x"],
            ["a:x"],
            [],
            {},
            [LATER_COUNTS.format("input_added_label.csv", 1)],
        ),
        # Ids that differ in writing only are different samples.
        (["1:x", "01:y", "1.0:z"], [" 1:w"], ["1:x", "01:y", "1.0:z"], [" 1:w"], {}, []),
    ],
)
def test_each_sample_once(
    write_inputs, warnings, initial, added, df_init, df_anno, corrections, warned
):
    labels = labels_of(write_inputs(initial=rows(*initial), added=rows(*added)))
    assert pairs(labels.df_init) == [tuple(each.split(":")) for each in df_init]
    assert pairs(labels.df_anno) == [tuple(each.split(":")) for each in df_anno]
    assert labels.corrections == corrections
    assert warnings == warned
    assert list(labels.df_init.index) == list(range(len(df_init)))
    assert list(labels.df_anno.index) == list(range(len(df_anno)))


def test_of_a_sample_twice_the_later_row_counts_as_a_whole(write_inputs):
    labels = labels_of(write_inputs(initial="sampleId,path,label\ns1,/old,cat\ns1,/new,cat\n"))
    assert labels.df_init.to_dict("list") == {
        "sampleId": ["s1"],
        "path": ["/new"],
        "label": ["cat"],
    }


def test_corrections_change_labels_and_nothing_else():
    frame = pd.DataFrame(
        {"sampleId": ["a", "b"], "label": ["x", "y"], "n": ["1", "2"]}, dtype="str"
    )
    labels = Labels(frame, frame.iloc[:0], frame.iloc[:0], {"b": "z", "not here": "w"})

    corrected = labels.corrected(frame.iloc[::-1])

    expected = {"sampleId": ["b", "a"], "label": ["z", "x"], "n": ["2", "1"]}
    pd.testing.assert_frame_equal(corrected, pd.DataFrame(expected, index=[1, 0], dtype="str"))
    assert list(frame["label"]) == ["x", "y"]


def test_an_added_label_moves_no_sample_between_training_and_validation(write_inputs):
    initial = [f"s{number}:{'cat' if number % 2 else 'dog'}" for number in range(40)]
    first = labels_of(write_inputs(initial=rows(*initial)))
    _, validation = stratified_split(first.df_init, 0.25, 0)
    again = [f"{sample_id}:owl" for sample_id in validation["sampleId"]]

    later = labels_of(write_inputs(initial=rows(*initial), added=rows(*again, "new:owl")))
    _, same = stratified_split(later.df_init, 0.25, 0)

    assert list(same["sampleId"]) == list(validation["sampleId"])
    assert pairs(later.corrected(same)) == [tuple(each.split(":")) for each in again]
    assert pairs(later.df_anno) == [("new", "owl")]


@pytest.mark.parametrize(
    ("initial", "added", "warned"),
    [
        (
            ["a:Cat", "b:cat", "c:dog", "d:cat ", "e:Dog"],
            [],
            "input_label.csv: labels that differ only in case or blanks are classes of their own: "
            "'Cat', 'cat', 'cat '; 'dog', 'Dog'. If they mean one class, give its samples one "
            "label",
        ),
        (
            ["a:cat", "b:dog"],
            ["c:Cat"],
            "input_label.csv, input_added_label.csv: labels that differ only in case or blanks are "
            "classes of their own: 'cat', 'Cat'. If they mean one class, give its samples one "
            "label",
        ),
        (
            [f"{name}{number}:{name}" for number, name in enumerate("aAbBcCdDeE")],
            [],
            "input_label.csv: labels that differ only in case or blanks are classes of their own: "
            "'a', 'A'; 'b', 'B'; 'c', 'C'; and 2 more. If they mean one class, give its samples "
            "one label",
        ),
    ],
)
def test_labels_that_differ_only_in_case_or_blanks(write_inputs, warnings, initial, added, warned):
    labels = labels_of(write_inputs(initial=rows(*initial), added=rows(*added)))
    assert pairs(labels.df_init) == [tuple(each.split(":")) for each in initial]
    assert warnings == [warned]


def test_a_corrected_label_is_no_variant(write_inputs, warnings):
    labels_of(write_inputs(initial=rows("a:cat", "b:Cat"), added=rows("b:cat")))
    assert warnings == [ADDED_COUNTS.format(1)]


@pytest.mark.parametrize(
    ("file", "content", "line", "column"),
    [
        ("initial", "sampleId,path,label\ns1,a,cat\ns2,b,\n", 3, "label"),
        ("initial", "sampleId,path,label\ns1,a, \t\n", 2, "label"),
        ("initial", 'sampleId,path,label\ns1,a,cat\n\n"",b,dog\n', 4, "sampleId"),
        ("initial", 'sampleId,text,path,label\n1,"x\ny",a,cat\n2,"x\n",b,\n', 4, "label"),
        ("initial", "sampleId,path,label\ns1,a,\u3000\n", 2, "label"),
        ("added", "sampleId,path,label\ns9,a,\n", 2, "label"),
        ("added", "sampleId,path,label\n,a,cat\n", 2, "sampleId"),
    ],
)
def test_an_empty_field_is_refused(write_inputs, file, content, line, column):
    folder = write_inputs(**{file: content})
    name = {"initial": "input_label.csv", "added": "input_added_label.csv"}[file]
    assert refusal(folder) == (
        f"{folder / name}, line {line}: the {column} is empty; fill it in, or remove the row"
    )


@pytest.mark.parametrize(
    ("initial", "why"), [("sampleId,path,label\n", "holds none"), (None, "is missing")]
)
def test_only_added_labels_are_refused(write_inputs, initial, why):
    folder = write_inputs(initial=initial, added=rows("a:x"))
    assert refusal(folder) == (
        f"{folder / 'input_label.csv'} {why}, though input_added_label.csv holds labels; put them "
        "into input_label.csv, from which the validation set comes"
    )


@pytest.mark.parametrize("added", [None, "", "sampleId,path,label\n"])
@pytest.mark.parametrize(
    ("initial", "why"), [("sampleId,path,label\n", "holds none"), (None, "is missing")]
)
def test_no_labels_at_all(write_inputs, warnings, initial, why, added):
    folder = write_inputs(initial=initial, added=added, pool="sampleId,label,path\np1,x,1.png\n")
    inputs = open_inputs(folder, ["path"])
    assert not inputs.has_labels
    assert inputs.why_no_labels() == f"{folder / 'input_label.csv'} {why}"
    labels = read_labels(inputs)
    assert (len(labels.df_init), len(labels.df_anno), labels.corrections) == (0, 0, {})
    assert list(labels.df_init.columns) == ["sampleId", "path", "label"]
    assert list(labels.df_anno.columns) == ["sampleId", "path", "label"]
    assert (labels.df_init.dtypes == "str").all()
    assert list(labels.sample_ids()) == []
    assert warnings == []


def test_added_labels_have_the_columns_of_the_first(write_inputs):
    """Else the training set would hold NaN, which is no string, wherever a column is missing."""
    folder = write_inputs(
        initial="sampleId,path,label,author\na,/a.png,x,Ann\n",
        added="remark,label,path,sampleId\nblurred,y,/b.png,b\n",
    )
    df_anno = labels_of(folder).df_anno
    assert list(df_anno.columns) == ["sampleId", "path", "label", "author"]
    assert df_anno.to_dict("records") == [
        {"sampleId": "b", "path": "/b.png", "label": "y", "author": ""}
    ]
    assert (df_anno.dtypes == "str").all()


def test_a_table_needs_no_path(write_inputs):
    folder = write_inputs(
        initial="sampleId,width,label\na,1.5,x\n", added="", pool="sampleId,note,width\nb,,2\n"
    )
    assert labels_of(folder, ()).df_init.to_dict("records") == [
        {"sampleId": "a", "width": "1.5", "label": "x"}
    ]
