"""``fastlabel campaign answer``."""

import io
import os
import shutil
import sys
import threading

import pytest

from fastlabel_core.campaign import Campaign

NEXT = "next: fastlabel campaign run, or fastlabel campaign accept\n"


@pytest.fixture
def type_in(monkeypatch):
    """Return a function that puts a text into standard input."""

    def put(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return put


def labels_of(sample_id):
    return [(entry.label, entry.who) for entry in Campaign("campaign").history_of(sample_id)]


def test_some_answers(give, asked, answers):
    assert give("answer", answers(p1="b")) == (
        0,
        f"1 label taken\n1 hard example waits for an answer\n{NEXT}",
        "",
    )
    assert labels_of("p1") == [("b", "Ann")]


def test_all_answers_by_somebody_else(give, asked, answers):
    assert give("answer", answers(p1="b", p2="a"), "--person", "Ben")[1] == (
        f"2 labels taken\n{NEXT}"
    )
    assert labels_of("p2") == [("a", "Ben")]


def test_corrections(give, answered, answers):
    out = give("answer", answers(p1="a", l1="a", p2="b"))[1]
    assert out == f"3 labels taken, 2 of them corrections\n{NEXT}"
    out = give("answer", answers(p1="b", p2="b"))[1]
    assert out == (f"1 label taken, 1 of them a correction\n1 was there already\n{NEXT}")


def test_the_same_again(give, answered, answers):
    assert give("answer", answers(p1="b"))[1] == (
        f"0 labels taken\n1 was there already\n1 hard example waits for an answer\n{NEXT}"
    )


def test_what_was_there_already(give, answered, answers):
    assert give("answer", answers(p1="b"), "--person", "Ben")[1].splitlines()[:2] == [
        "0 labels taken",
        "1 was there already",
    ]
    assert give("answer", answers(p1="b", l0="a"))[1].splitlines()[1] == "2 were there already"


def test_what_others_have_changed_since(give, asked, answers):
    give("answer", answers(p1="b", p2="a"))
    give("undo", "p1", "--person", "Ben")
    assert give("answer", answers(p1="b", p2="a"))[1].splitlines()[:3] == [
        "0 labels taken",
        "1 was there already",
        "1 passed over: changed by others since you gave this file",
    ]
    assert [label for label, _ in labels_of("p1")] == ["b", None]


def test_new_classes(give, asked, answers):
    assert give("answer", answers(p1="d", p2="c"), "--new-classes")[1] == (
        f"2 labels taken\n2 new classes: c, d\n{NEXT}"
    )
    assert give("answer", answers(p3="e"), "--new-classes")[1].splitlines()[1] == "1 new class: e"


def test_a_class_that_is_not_known(give, asked, answers):
    assert give("answer", answers(p1="b", p2="c")) == (
        2,
        "",
        "error: answers.csv, line 3: 'c' is no known class. Mend the label, or allow new classes "
        "(--new-classes).\n"
        "  Nothing of the file was taken.\n",
    )
    assert labels_of("p1") == []


def test_rows_without_a_label(give, asked, answers):
    file = answers(p1="", p2="a")
    status, out, err = give("answer", file)
    assert (status, out) == (2, "")
    assert err.count("Nothing of the file was taken") == 1
    assert give("answer", file, "--skip-empty")[1].splitlines()[0] == "1 label taken"


def test_a_file_that_is_missing(give, asked):
    assert give("answer", "gone.csv") == (
        2,
        "",
        "error: there is no file gone.csv; check the name and the folder\n",
    )


def test_standard_input(give, asked, type_in):
    type_in("sampleId,label\np1,b\np2,a\n")
    assert give("answer", "-") == (0, f"2 labels taken\n{NEXT}", "")
    assert labels_of("p1") == [("b", "Ann")]
    assert list((asked / "campaign").rglob("answers-*")) == []


def test_what_was_typed_is_kept_to_mend_it(give, asked, type_in):
    typed = "sampleId,label\np1,b\np2,c\n"
    type_in(typed)
    status, _, err = give("answer", "-")
    assert status == 2
    (kept,) = (asked / "campaign" / "work").glob("answers-*.csv")
    name = kept.relative_to(asked)
    assert err.startswith(f"error: {name}, line 3: 'c' is no known class.")
    assert err.endswith(f"\n  what came by standard input is kept: {name}\n")
    assert kept.read_text() == typed
    kept.write_text(typed.replace("c\n", "a\n"))
    assert give("answer", str(kept))[1].splitlines()[0] == "2 labels taken"
    assert kept.exists()


def test_standard_input_where_no_round_was_run(give, asked, type_in):
    """A copy of campaign.json is all that another machine has."""
    shutil.rmtree(asked / "campaign" / "work")
    type_in("sampleId,label\np1,b\n")
    assert give("answer", "-")[1].splitlines()[0] == "1 label taken"


def test_nothing_by_standard_input(give, asked, type_in):
    type_in("")
    assert give("answer", "-") == (
        2,
        "",
        "error: nothing came by standard input; give a file, or CSV with the columns sampleId and "
        "label\n",
    )
    assert list((asked / "campaign").rglob("answers-*")) == []


def test_standard_input_that_is_closed(give, asked, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert give("answer", "-")[2].startswith("error: nothing came by standard input; give a file")


@pytest.fixture
def pipe(asked):
    """Return a function that writes into a new named pipe, once somebody reads it."""
    os.mkfifo(asked / "pipe")
    writers = []

    def put(text):
        writer = threading.Thread(target=(asked / "pipe").write_text, args=[text])
        writer.start()
        writers.append(writer)

    yield put
    for writer in writers:
        writer.join()


def test_a_pipe(give, asked, pipe):
    """As in ``answer <(...)``; it can be read but once."""
    pipe("sampleId,label\np1,b\np2,a\n")
    assert give("answer", "pipe") == (0, f"2 labels taken\n{NEXT}", "")
    assert list((asked / "campaign").rglob("answers-*")) == []


def test_what_came_by_a_pipe_is_kept_to_mend_it(give, asked, pipe):
    pipe("sampleId,label\np1,c\n")
    _, _, err = give("answer", "pipe")
    (kept,) = (asked / "campaign" / "work").glob("answers-*.csv")
    assert err.endswith(f"\n  what came by pipe is kept: {kept.relative_to(asked)}\n")


def test_after_the_end(give, answered, answers):
    give("accept")
    status, out, err = give("answer", answers(p2="a"))
    assert (status, out) == (2, "")
    assert err.startswith("error: the campaign has ended (satisfied), and its labels are final; ")
    assert "next: " not in err


def test_standard_input_is_not_read_without_a_campaign(give, toy_round, type_in):
    type_in("sampleId,label\np1,b\n")
    assert give("answer", "-")[0] == 2
    assert sys.stdin.read() == "sampleId,label\np1,b\n"
    assert not (toy_round / "campaign").exists()
