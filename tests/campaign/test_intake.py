import pytest
from sqlalchemy import select

from fastlabel_core.campaign.intake import read_data_set, store_samples
from fastlabel_core.campaign.schema import sample


@pytest.fixture
def read(tmp_path):
    """Return a function that reads three files."""

    def read(labelled, unlabelled, input_columns=("text", "path"), added=None):
        folder = tmp_path / "input"
        folder.mkdir()
        (tmp_path / "work").mkdir()
        (folder / "input_label.csv").write_text(labelled)
        (folder / "input_unlabel.csv").write_text(unlabelled)
        if added is not None:
            (folder / "input_added_label.csv").write_text(added)
        return read_data_set(folder, input_columns, tmp_path / "work")

    return read


def test_columns(read):
    found = read(
        "text,sampleId,path,author,label\nx,a1,,Ann,A\n", "sampleId,z,text,label\np1,1,x,B\n"
    )
    assert found.columns == ("z", "text", "author")
    assert found.label_header == ("text", "sampleId", "path", "author")
    assert found.pool_header == ("sampleId", "z", "text")


def test_columns_of_added_labels_alone(read, connection):
    """Undone, their sample goes to the pool with all that its file says of it."""
    found = read(
        "sampleId,text,label\na1,x,A\n",
        "sampleId,text,origin\np1,y,north\n",
        added="origin,sampleId,source,text,label\nsouth,b1,web,z,B\nwest,a1,web,x,B\n",
    )
    assert found.columns == ("text", "origin", "source")
    assert (found.label_header, found.pool_header) == (
        ("sampleId", "text"),
        ("sampleId", "text", "origin"),
    )
    connection.execute(sample.delete())
    store_samples(connection, found)
    rows = connection.execute(select(sample).order_by(sample.c.number)).all()
    assert [(row.sample_id, row.fields) for row in rows] == [
        ("a1", ["x", "", ""]),
        ("b1", ["z", "south", "web"]),
        ("p1", ["y", "north", ""]),
    ]


def test_what_the_pool_says_of_added_samples(read, connection, tmp_path):
    """They may stand there still, the later row counts, and undone, they go back there."""
    found = read(
        "sampleId,text,label\na1,x,A\n",
        "sampleId,text,path,origin\nb1,old,old.txt,east\nb1,y,b1.txt,north\np1,z,,\n",
        added="sampleId,text,label\nb2,w,B\nb1,y,B\n",
    )
    connection.execute(sample.delete())
    store_samples(connection, found)
    rows = connection.execute(select(sample).order_by(sample.c.number)).all()
    assert [(row.sample_id, row.path, row.fields) for row in rows] == [
        ("a1", None, ["x", ""]),
        ("b2", None, ["w", ""]),
        ("b1", str(tmp_path / "input" / "b1.txt"), ["y", "north"]),
        ("p1", None, ["z", ""]),
    ]


def test_columns_of_no_labels(read):
    found = read("sampleId,path,label\n", "sampleId,z,text,label\np1,1,x,B\n")
    assert found.columns == ("z", "text")
    assert found.label_header == found.pool_header == ("sampleId", "z", "text")


def test_samples_are_stored_in_order(read, connection, tmp_path, monkeypatch):
    """Labelled ones first; fields stand in the order of all columns, empty where there is none."""
    monkeypatch.setattr("fastlabel_core.campaign.intake.ROWS_AT_ONCE", 2)
    found = read(
        "sampleId,path,text,author,label\nc,c.txt,tc,Ann,A\nb,/b,tb,,A\na,s3://b/a,ta,Bob,A\n",
        "sampleId,z,text\ne,1,te\nd,2,td\n",
    )
    connection.execute(sample.delete())
    store_samples(connection, found)
    rows = connection.execute(select(sample).order_by(sample.c.number)).all()
    assert [tuple(row) for row in rows] == [
        (0, "c", str(tmp_path / "input" / "c.txt"), ["", "tc", "Ann"]),
        (1, "b", "/b", ["", "tb", ""]),
        (2, "a", "s3://b/a", ["", "ta", "Bob"]),
        (3, "e", None, ["1", "te", ""]),
        (4, "d", None, ["2", "td", ""]),
    ]
