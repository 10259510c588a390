import pytest

from fastlabel_core.campaign.report.validation import read_validation
from fastlabel_core.errors import InputError


@pytest.fixture
def read(tmp_path):
    def read_rows(*rows):
        file = tmp_path / "validation.csv"
        file.write_text("\n".join(["sampleId,label,predicted,confidence,error", *rows]) + "\n")
        return read_validation(file)

    return read_rows


def test_what_is_told(read):
    found = read(
        "1,cat,cat,0.9,", "2,cat,dog,0.6,", "3,dog,dog,0.95,", "4,dog,,,no such file", "5,NA,cat,,"
    )
    assert (found.samples, found.unreadable) == (5, 1)
    assert found.confusion.counts == {
        ("cat", "cat"): 1,
        ("cat", "dog"): 1,
        ("dog", "dog"): 1,
        ("NA", "cat"): 1,
    }
    assert found.reliability.samples == 3
    # Bins with 0.6, wrong; 0.9 and 0.95, each right: (0.6 + 0.1 + 0.05) / 3.
    assert found.reliability.error == pytest.approx(0.25)


def test_no_confidence(read):
    found = read("1,cat,cat,,", "2,cat,dog,,")
    assert found.reliability is None
    assert found.samples == 2


def test_nothing_can_be_read(read):
    found = read("1,cat,,,no such file")
    assert (found.samples, found.unreadable, found.confusion.counts) == (1, 1, {})
    assert found.reliability is None


def test_no_validation_set(read):
    assert read() is None


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*validation\.csv; "):
        read_validation(tmp_path / "validation.csv")
