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


def test_without_a_test_file_a_share_is_held_out_the_same_each_time(folder):
    (folder / "test.csv").unlink()
    write(folder, "truth.csv", "sampleId,label\np1,x\np2,y\np3,y\n")
    known, warnings = read(folder, test_size=0.39)
    again, _ = read(folder, test_size=0.39)
    assert warnings == ["no file test.csv: 2 of the 5 labelled samples are held out to test on"]
    assert known.held_out_of == 5
    assert len(known.test) == 2
    ids = [*known.samples["sampleId"], *known.test["sampleId"]]
    assert sorted(ids) == ["a1", "a2", "p1", "p2", "p3"]
    assert known.test.equals(again.test)
    assert known.samples.equals(again.samples)
    assert len(read(folder, test_size=0.01)[0].test) == 1


def test_files_by_other_names(folder):
    for name in ("truth.csv", "test.csv"):
        (folder / name).rename(folder / f"other {name}")
    known, _ = read(folder, truth=folder / "other truth.csv", test=folder / "other test.csv")
    assert known.samples["sampleId"].tolist() == ["a1", "a2", "p1", "p2"]
    assert known.test["sampleId"].tolist() == ["t1"]
    assert sorted(known.hashes) == [
        "input_label.csv",
        "input_unlabel.csv",
        "test",
        "truth",
    ]


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


def test_a_test_file_without_the_models_input(folder):
    write(folder, "test.csv", "sampleId,path,label\nt1,t.txt,y\n")
    assert refusal(InputError, folder) == (
        f"{folder}/test.csv, line 1: no column 'text', from which the model takes its input in "
        "input_label.csv; found: sampleId, path, label"
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
