import pytest
from sqlalchemy import insert

from fastlabel_core.campaign import data_set
from fastlabel_core.campaign.data_set import (
    Sample,
    count_samples,
    numbers_of,
    row_of,
    samples,
    samples_of,
)
from fastlabel_core.campaign.schema import sample


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(data_set, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(data_set, "IDS_AT_ONCE", 2)


def test_samples(connection):
    connection.execute(
        insert(sample), {"number": 5, "sample_id": "007", "path": "/a", "fields": ["x", ""]}
    )
    assert list(samples(connection)) == [
        *(Sample(number, f"s{number}", None, []) for number in range(5)),
        Sample(5, "007", "/a", ["x", ""]),
    ]


def test_samples_by_number(connection):
    assert samples_of(connection, []) == {}
    assert samples_of(connection, [4, 0, 3]) == {
        number: Sample(number, f"s{number}", None, []) for number in (0, 3, 4)
    }


def test_numbers(connection):
    assert numbers_of(connection, []) == {}
    assert numbers_of(connection, ("s4", "s9", "S1", "s0", "s3")) == {"s4": 4, "s0": 0, "s3": 3}


def test_count(connection):
    assert count_samples(connection) == 5
    connection.execute(sample.delete())
    assert count_samples(connection) == 0


def test_rows(connection):
    row = row_of(["b", "sampleId", "path"], ["a", "b"])
    assert row(Sample(0, "s0", "/p", ["x", "y"])) == ["y", "s0", "/p"]
    assert row(Sample(0, "s0", None, ["x", "y"])) == ["y", "s0", ""]
