from fastlabel_core.campaign.current_labels import CurrentLabel, Source
from fastlabel_core.campaign.data_set import Sample
from fastlabel_core.campaign.report.class_balance import ClassCount, class_balance


def labels(source, *given):
    sample = Sample(0, "x", None, ())
    return [CurrentLabel(sample, label, source) for label in given]


def test_the_most_frequent_first():
    given = labels(Source.PERSON, "b", "a", "c", "b", "a")
    predicted = labels(Source.MODEL, *"cdcdcdcd")
    assert class_balance([*predicted, *given]) == [
        ClassCount("c", 1, 4),
        ClassCount("d", 0, 4),
        ClassCount("a", 2, 0),
        ClassCount("b", 2, 0),
    ]


def test_samples_without_a_label_are_passed_over():
    assert class_balance(labels(None, None, None)) == []
    assert class_balance([*labels(None, None), *labels(Source.MODEL, "NA")]) == [
        ClassCount("NA", 0, 1)
    ]
