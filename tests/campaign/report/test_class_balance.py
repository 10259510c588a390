import pytest

from fastlabel_core.campaign.report.class_balance import ClassCount, class_balance, count_predicted
from fastlabel_core.errors import InputError


def test_the_most_frequent_first():
    assert class_balance({"b": 2, "a": 2, "c": 1}, {"c": 4, "d": 4}) == [
        ClassCount("c", 1, 4),
        ClassCount("d", 0, 4),
        ClassCount("a", 2, 0),
        ClassCount("b", 2, 0),
    ]


def test_nothing():
    assert class_balance({}, {}) == []


def test_predicted_labels_are_counted(tmp_path):
    file = tmp_path / "predictions.csv"
    file.write_text("sampleId,label\n1,NA\n2,\n3,dog\n4,NA\n5,\n")
    assert count_predicted(file) == {"NA": 2, "dog": 1}


def test_no_sample(tmp_path):
    file = tmp_path / "predictions.csv"
    file.write_text("sampleId,label\n")
    assert count_predicted(file) == {}


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"predictions\.csv is missing"):
        count_predicted(tmp_path / "predictions.csv")
