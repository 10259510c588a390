"""The three files of a round; most of it is in `test_whole_campaigns.py`."""

import csv
import io

import pytest

from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.round_files import write_round_files
from fastlabel_core.campaign.state import read_state

NAMES = ("input_label.csv", "input_added_label.csv", "input_unlabel.csv")


@pytest.fixture
def files(trial):
    """Return a function that writes the files as they would be now, and reads them."""

    def write():
        folder = trial.root / "files" / "now"
        with Database(f"sqlite:///{trial.folder / 'campaign.sqlite'}").reading() as connection:
            state = read_state(connection)
            write_round_files(connection, folder, state, until=state.steps[-1].id)
        assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
        return [(folder / name).read_bytes().decode() for name in NAMES]

    return write


def test_files_as_they_were_given(trial, files):
    """The order of columns too, and columns that only one of them has."""
    trial.write("input_label.csv", "text,sampleId,author,label\nred,a1,Ann,fruit\n")
    trial.write("input_unlabel.csv", "origin,path,sampleId,text\nnorth,,p1,blue\n,/p2,p2,green\n")
    trial.start()
    assert files() == [
        "text,sampleId,author,label\nred,a1,Ann,fruit\n",
        "text,sampleId,author,label\n",
        "origin,path,sampleId,text\nnorth,,p1,blue\n,/p2,p2,green\n",
    ]


def test_samples_that_are_files_alone(trial, files):
    trial.write("input_label.csv", "path,sampleId,label\n/a1.txt,a1,fruit\n")
    trial.write("input_unlabel.csv", "sampleId,path\np1,/p1.txt\np2,\np3,/p3.txt\n")
    campaign = trial.start()
    trial.answer(campaign, {"p3": "sky"})
    assert files() == [
        "path,sampleId,label\n/a1.txt,a1,fruit\n",
        "path,sampleId,label\n/p3.txt,p3,sky\n",
        "sampleId,path\np1,/p1.txt\np2,\n",
    ]


def test_answers_have_the_columns_of_labels(trial, files):
    trial.write("input_label.csv", "text,sampleId,author,label\nred,a1,Ann,fruit\n")
    trial.write("input_unlabel.csv", "origin,sampleId,text\nnorth,p1,blue\n")
    campaign = trial.start()
    trial.answer(campaign, {"p1": "sky"})
    assert files()[1:] == ["text,sampleId,author,label\nblue,p1,,sky\n", "origin,sampleId,text\n"]


def test_labels_added_before_the_campaign(trial, files):
    """Corrections stand with the others, in the order of the data set; undone, they are gone."""
    trial.write(
        "input_added_label.csv",
        "sampleId,path,text,label\nb1,b1.txt,blue,sky\na4,,,boat\na1,,,fruit\n",
    )
    campaign = trial.start()
    initial, added, _ = files()
    assert [line.split(",")[-1] for line in initial.splitlines()[1:]] == ["fruit", "fruit"] + [
        "vehicle"
    ] * 2
    header = "sampleId,path,text,label\n"
    correction = f"a4,{trial.input}/a4.txt,fast car,boat\n"
    assert added == f"{header}{correction}b1,{trial.input}/b1.txt,blue,sky\n"
    campaign.undo(["b1"], who="Bob")
    _, added, pool = files()
    assert added == header + correction
    assert pool.splitlines()[1] == f"b1,{trial.input}/b1.txt,blue,"
    campaign.undo(["a4"], who="Bob")
    assert files() == [initial, header, pool]


def test_a_label_corrected_and_corrected_back(trial, files):
    campaign = trial.start()
    initial, _, _ = files()
    trial.answer(campaign, {"a1": "berry"})
    trial.answer(campaign, {"a1": "fruit"})
    assert files()[:2] == [
        initial,
        f"sampleId,path,text,label\na1,{trial.input}/a1.txt,red apple,fruit\n",
    ]


def test_labels_and_texts_that_need_care(trial, files):
    """Fields are read back as they were given."""
    texts = ['say "a, b"', "two\nlines", "a\rcr", "crlf\r\n", "", "NA", "007", " blank "]
    rows = [["sampleId", "text"], *([f"p{number}", text] for number, text in enumerate(texts))]
    content = io.StringIO(newline="")
    csv.writer(content).writerows(rows)
    trial.write("input_unlabel.csv", content.getvalue())
    campaign = trial.start()
    labels = {"p0": "NA", "p1": "null", "p2": "007", "p3": "a,\nb", "p4": "c\rd", "p5": "e\r\nf"}
    trial.answer(campaign, labels)
    _, added, pool = (list(csv.reader(io.StringIO(file, newline=""))) for file in files())
    assert {row[0]: row[-1] for row in added[1:]} == labels
    assert [row[2] for row in added[1:]] == texts[:6]
    assert pool == [["sampleId", "text"], ["p6", "007"], ["p7", " blank "]]


def test_a_pool_with_a_column_of_labels(trial, files):
    """It may tell what is to be found out, so it is left out."""
    trial.write("input_unlabel.csv", "sampleId,label,text\np1,fruit,blue\n")
    trial.start()
    assert files()[2] == "sampleId,text\np1,blue\n"


def test_a_cold_start_with_a_file_of_no_labels(trial, files):
    """Its columns say nothing: the labels are going to be those of the pool."""
    trial.write("input_label.csv", "sampleId,path,label\n")
    trial.write("input_unlabel.csv", "sampleId,text\np1,blue\n")
    campaign = trial.start(strategy="RandomSampling")
    trial.answer(campaign, {"p1": "sky"})
    assert files() == [
        "sampleId,text,label\np1,blue,sky\n",
        "sampleId,text,label\n",
        "sampleId,text\n",
    ]


def test_samples_that_stand_there_twice(trial, files):
    trial.write("input_label.csv", "sampleId,text,label\na1,old,fruit\na2,x,car\na1,new,sky\n")
    trial.write("input_unlabel.csv", "sampleId,text\np1,old\na2,y\np1,new\n")
    trial.start()
    assert files() == [
        "sampleId,text,label\na2,x,car\na1,new,sky\n",
        "sampleId,text,label\n",
        "sampleId,text\np1,new\n",
    ]
