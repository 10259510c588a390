import csv

from fastlabel_core.campaign.current_labels import CurrentLabel, Source
from fastlabel_core.campaign.data_set import Sample
from fastlabel_core.campaign.label_counts import LabelCounts
from fastlabel_core.campaign.labels_csv import COLUMNS, write_labels


def test_rows(tmp_path):
    path = tmp_path / "labels.csv"
    labels = [
        CurrentLabel(Sample(0, "007", None, ["x"]), "NA", Source.PERSON, "Ann", None, 0),
        CurrentLabel(Sample(1, "a,b", "/a", []), 'the "cat"', Source.MODEL, "m@1", 0.1, 12),
        CurrentLabel(Sample(2, "c", "s3://b/c", []), "two\nlines", Source.MODEL, "m@1", None, 2),
        CurrentLabel(Sample(3, "d", "", [])),
    ]
    assert write_labels(labels, path) == LabelCounts(by_persons=1, by_model=2, unlabelled=1)
    assert path.read_bytes().decode() == (
        "sampleId,path,label,source,confidence,round\n"
        "007,,NA,person,,0\n"
        '"a,b",/a,"the ""cat""",model,0.1,12\n'
        'c,s3://b/c,"two\nlines",model,,2\n'
        "d,,,,,\n"
    )


def test_a_confidence_is_the_shortest_that_reads_back(tmp_path):
    """As the column in `predictions.csv`: 1/3 as a float32."""
    label = CurrentLabel(Sample(0, "a", None, []), "cat", Source.MODEL, "m@1", 1 / 3, 1)
    write_labels([label], tmp_path / "labels.csv")
    with (tmp_path / "labels.csv").open(newline="") as file:
        assert [row["confidence"] for row in csv.DictReader(file)] == ["0.33333334"]


def test_no_sample(tmp_path):
    assert write_labels([], tmp_path / "labels.csv") == LabelCounts(0, 0, 0)
    assert (tmp_path / "labels.csv").read_text() == ",".join(COLUMNS) + "\n"
