from collections import Counter

import pytest

from fastlabel_core.errors import InputError, UsageError
from fastlabel_core.events import Warned, listening
from fastlabel_core.simulation.known_samples import Sources, read_known_samples


@pytest.fixture
def folder(tmp_path):
    write(
        tmp_path,
        "input_label.csv",
        "sampleId,path,text,label\na1,a.txt,red,x\na2,/b.txt,blue,y\n",
    )
    write(tmp_path, "input_unlabel.csv", "sampleId,text,origin\np1,green,n\np2,pink,s\np3,grey,s\n")
    write(tmp_path, "truth.csv", "sampleId,label\np2,y\np1,x\np3,\na2,x\n")
    write(tmp_path, "test.csv", "sampleId,text,label,more\nt1,white,y,1\n")
    return tmp_path


def write(folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")


def read(folder, input_columns=("text",), labels=None, test_size=0.5, **sources):
    warnings = []

    def hear(event):
        if isinstance(event, Warned):
            warnings.append(event.message)

    with listening(hear):
        known = read_known_samples(
            Sources(folder, **sources), input_columns, folder, labels=labels, test_size=test_size
        )
    return known, warnings


def rows(frame):
    return [tuple(frame.columns), *frame.itertuples(index=False, name=None)]


def test_the_truth_holds_and_what_nobody_knows_is_left_out(folder):
    write(folder, "truth.csv", "sampleId,label\np2,y\np1,y\np3,\na1,z\nelsewhere,x\n")
    known, warnings = read(folder, labels=2)
    assert rows(known.samples) == [
        ("sampleId", "path", "text", "label"),
        ("a1", f"{folder}/a.txt", "red", "z"),
        ("a2", "/b.txt", "blue", "y"),
        ("p1", "", "green", "y"),
        ("p2", "", "pink", "y"),
    ]
    assert rows(known.test) == [("sampleId", "path", "text", "label"), ("t1", "", "white", "y")]
    assert warnings == [
        "1 of 5 samples are left out, as no label of theirs is known; "
        f"{folder}/truth.csv would hold it"
    ]
    assert known.held_out_of is None


def test_as_many_first_labels_as_the_files_hold(folder):
    write(folder, "input_added_label.csv", "sampleId,text,label\np1,green,x\na1,red,y\n")
    known, _ = read(folder)
    assert known.first_labels == 3
    # The correction in the added labels, and the truth that holds over a label.
    assert known.samples["label"].tolist() == ["y", "x", "x", "y"]
    assert read(folder, labels=2)[0].first_labels == 2


def test_without_a_test_file_a_share_of_each_class_is_held_out(folder):
    """Of 1, 6 and 12 samples a third: the one stays to play with, 2 and 4 are held out."""
    (folder / "test.csv").unlink()
    (folder / "input_label.csv").unlink()
    labels = ["x"] + ["y"] * 6 + ["z"] * 12
    rows = [f"s{number},{label}" for number, label in enumerate(labels)]
    write(folder, "truth.csv", "\n".join(["sampleId,label", *rows]) + "\n")
    ids = [f"s{number},text {number}" for number in range(19)]
    write(folder, "input_unlabel.csv", "\n".join(["sampleId,text", *ids]) + "\n")
    known, warnings = read(folder, test_size=1 / 3, labels=3)
    assert warnings == ["no file test.csv: 6 of the 19 labelled samples are held out to test on"]
    assert known.held_out_of == 19
    assert Counter(known.test["label"]) == {"y": 2, "z": 4}
    assert Counter(known.samples["label"]) == {"x": 1, "y": 4, "z": 8}
    assert {*known.samples["sampleId"], *known.test["sampleId"]} == {f"s{n}" for n in range(19)}


def test_what_is_held_out_depends_on_no_order_of_the_rows(folder):
    """Were it the first rows of each class, sorting the files would draw others."""
    (folder / "test.csv").unlink()
    rows = [f"a{number},red {number},{'xy'[number % 2]}" for number in range(40)]
    write(folder, "truth.csv", "sampleId,label\n")
    write(folder, "input_unlabel.csv", "sampleId,text\n")
    drawn = []
    for ordered in (rows, rows[::-1]):
        write(folder, "input_label.csv", "\n".join(["sampleId,text,label", *ordered]) + "\n")
        known, _ = read(folder, test_size=0.25, labels=2)
        drawn.append(sorted(known.test["sampleId"]))
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 10


def test_a_share_that_leaves_none_to_test_on(folder):
    (folder / "test.csv").unlink()
    assert refusal(UsageError, folder, test_size=0.01) == (
        "a share of 0.01 of the 4 labelled samples leaves none to test on; give more of them "
        "(--test-size), or other samples in a file test.csv"
    )


def test_of_a_campaigns_labels_only_those_of_persons_are_true(folder):
    """A row as `labels.csv` has it for each who gives a label, and for a sample without one."""
    write(
        folder,
        "truth.csv",
        "sampleId,path,label,source,confidence,round\n"
        "a1,,y,person,,0\na2,,x,model,0.9,1\np1,,x,person,,1\np2,,x,model,0.6,1\np3,,,,,\n",
    )
    known, warnings = read(folder)
    labels = dict(zip(known.samples["sampleId"], known.samples["label"], strict=True))
    assert labels == {"a1": "y", "a2": "y", "p1": "x"}
    assert warnings == [
        "2 of 5 samples are left out, as no label of theirs is known; "
        f"{folder}/truth.csv would hold it"
    ]


def test_a_blank_is_no_label(folder):
    write(folder, "truth.csv", "sampleId,label\np1,x\np2,  \np3,\t\n")
    known, _ = read(folder)
    assert known.samples["sampleId"].tolist() == ["a1", "a2", "p1"]


def test_a_truth_with_a_sample_twice(folder):
    write(folder, "truth.csv", "sampleId,label,source\np1,x,person\np1,y,person\n")
    assert refusal(InputError, folder) == (
        f"{folder}/truth.csv, line 3: sample 'p1' stands there a second time; remove one of its "
        "rows"
    )


def test_no_label_is_known(folder):
    (folder / "test.csv").unlink()
    (folder / "input_label.csv").unlink()
    write(folder, "truth.csv", "sampleId,label\n")
    assert refusal(UsageError, folder) == (
        "no sample has a label that is known, so there is nothing to play with; a file truth.csv "
        "holds the labels (--truth)"
    )


def test_files_by_other_names(folder):
    for name in ("truth.csv", "test.csv"):
        (folder / name).rename(folder / f"other {name}")
    known, _ = read(folder, truth=folder / "other truth.csv", test=folder / "other test.csv")
    assert known.samples["sampleId"].tolist() == ["a1", "a2", "p1", "p2"]
    assert known.test["sampleId"].tolist() == ["t1"]


def test_all_labels_may_stand_in_one_file_without_a_truth(folder):
    (folder / "truth.csv").unlink()
    write(folder, "input_unlabel.csv", "sampleId,text\n")
    write(folder, "input_label.csv", "sampleId,text,label\na1,red,x\na2,blue,y\na3,pink,y\n")
    known, warnings = read(folder, labels=2)
    assert known.samples["sampleId"].tolist() == ["a1", "a2", "a3"]
    assert warnings == []


def test_all_labels_may_stand_in_the_truth(folder):
    (folder / "input_label.csv").unlink()
    write(folder, "truth.csv", "sampleId,label\np1,x\np2,y\np3,y\n")
    known, _ = read(folder, labels=2)
    assert rows(known.samples) == [
        ("sampleId", "text", "origin", "label"),
        ("p1", "green", "n", "x"),
        ("p2", "pink", "s", "y"),
        ("p3", "grey", "s", "y"),
    ]


def refusal(kind, folder, **given):
    with pytest.raises(kind) as raised:
        read(folder, **given)
    return str(raised.value)


def test_too_few_or_too_many_first_labels(folder):
    for count in (1, 4):
        assert refusal(UsageError, folder, labels=count) == (
            f"a campaign would begin with {count} labels; give (--labels) from 2, one for each "
            "class, to 3, which leave one of the 4 samples to ask about"
        )
    read(folder, labels=3)


def test_one_class_teaches_nothing(folder):
    write(folder, "truth.csv", "sampleId,label\na2,x\np1,x\n")
    assert refusal(UsageError, folder) == (
        "the 3 samples whose label is known are of 1 class; at least two are needed to learn "
        "anything"
    )


def test_a_test_sample_that_is_trained_on(folder):
    write(folder, "test.csv", "sampleId,text,label\nt1,white,y\np3,grey,y\na1,red,x\n")
    assert refusal(InputError, folder) == (
        f"{folder}/test.csv: sample 'p3' is one of the campaign's too, and so are 1 more; nobody "
        "may train on what is tested: remove them from one of the files"
    )


def test_test_samples_with_the_input_of_another_sample_are_told_and_stay(folder):
    """Whatever their ids and labels; `grey` has no label, so nobody trains on it."""
    write(
        folder,
        "test.csv",
        "sampleId,path,text,label\nt1,,red,y\nt2,,grey,x\nt3,,pink,y\nt4,a.txt,Red,y\n",
    )
    known, warnings = read(folder)
    assert known.test["sampleId"].tolist() == ["t1", "t2", "t3", "t4"]
    assert warnings[1:] == [
        "2 of the 4 test samples have the same input as a sample that may be labelled, so a model "
        "may know them by heart; they stay in the test"
    ]


def test_test_samples_of_a_class_that_nobody_can_learn_are_told_and_stay(folder):
    write(folder, "test.csv", "sampleId,text,label\nt1,white,y\nt2,black,X\nt3,brown,z\n")
    known, warnings = read(folder)
    assert known.test["label"].tolist() == ["y", "X", "z"]
    assert warnings[1:] == [
        "2 of the 3 test samples have a label that none of the others has, such as 'X', so no "
        "model can be right on them; they stay in the test"
    ]


def test_files_that_are_the_same_wherever_the_paths_are_counted_from(folder, tmp_path_factory):
    write(folder, "input_unlabel.csv", "sampleId,path\np1,c.txt\np2,d.txt\n")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    paths = (f"{folder}/a.txt", "/b.txt", "c.txt", f"{folder}/d.txt")
    rows = [f"t{number},{path},y" for number, path in enumerate(paths)]
    write(elsewhere, "test.csv", "\n".join(["sampleId,path,label", *rows]) + "\n")
    _, warnings = read(folder, ("path",), test=elsewhere / "test.csv")
    assert [message[:24] for message in warnings] == ["3 of the 4 test samples "]


def test_rows_of_a_table_that_are_the_same(folder):
    """In all their columns."""
    write(folder, "input_label.csv", "sampleId,a,b,label\na1,1,2,x\na2,3,4,y\n")
    write(folder, "input_unlabel.csv", "sampleId,a,b\np1,5,6\np2,7,8\n")
    write(folder, "test.csv", "sampleId,b,a,label\nt1,1,2,x\nt2,4,3,y\nt3,8,7,x\n")
    _, warnings = read(folder, ())
    assert [message[:24] for message in warnings] == ["2 of the 3 test samples "]


def test_samples_held_out_with_the_input_of_another_are_told(folder):
    (folder / "test.csv").unlink()
    write(folder, "truth.csv", "sampleId,label\n")
    write(folder, "input_unlabel.csv", "sampleId,text\n")
    rows = [f"a{number},{'xy'[number % 2]},{'xy'[number % 2]}" for number in range(8)]
    write(folder, "input_label.csv", "\n".join(["sampleId,text,label", *rows]) + "\n")
    _, warnings = read(folder, labels=2)
    assert [message[:24] for message in warnings] == [
        "no file test.csv: 4 of t",
        "4 of the 4 test samples ",
    ]


def test_a_test_file_without_the_models_input(folder):
    write(folder, "test.csv", "sampleId,path,label\nt1,t.txt,y\n")
    assert refusal(InputError, folder) == (
        f"{folder}/test.csv, line 1: no column 'text', from which the model takes its input in "
        "input_label.csv; found: sampleId, path, label.\n"
        "  Rename the column that holds it, or add one."
    )


def test_a_test_file_without_a_sample(folder):
    write(folder, "test.csv", "sampleId,text,label\n")
    assert refusal(InputError, folder) == (
        f"{folder}/test.csv holds no sample to test on; write some, or remove the file"
    )


def test_without_a_truth_only_what_is_labelled_is_known(folder):
    (folder / "truth.csv").unlink()
    write(folder, "input_label.csv", "sampleId,text,label\na1,red,x\na2,blue,y\na3,pink,y\n")
    known, warnings = read(folder, labels=2)
    assert known.samples["sampleId"].tolist() == ["a1", "a2", "a3"]
    assert warnings == [
        "3 of 6 samples are left out, as no label of theirs is known; a file truth.csv would hold "
        "it"
    ]
