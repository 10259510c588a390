import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from fastlabel_core.errors import InputError
from fastlabel_core.score import ClassScore, Score, read_labels, score


def frame(**labels):
    return pd.DataFrame({"sampleId": list(labels), "label": list(labels.values())}, dtype="str")


def test_score_by_hand():
    truth = frame(s1="cat", s2="cat", s3="cat", s4="dog", s5="dog", s6="owl")
    predictions = frame(s6="", s5="cat", s4="dog", s3="cow", s2="cat", s1="cat", s9="dog")

    result = score(predictions, truth)

    assert result == Score(
        samples=6,
        accuracy=3 / 6,
        macro_f1=(2 / 3 + 0 + 2 / 3 + 0) / 4,
        classes=(
            ClassScore("cat", precision=2 / 3, recall=2 / 3, f1=2 / 3, support=3),
            ClassScore("cow", precision=0.0, recall=0.0, f1=0.0, support=0),
            ClassScore("dog", precision=1.0, recall=1 / 2, f1=2 / 3, support=2),
            ClassScore("owl", precision=0.0, recall=0.0, f1=0.0, support=1),
        ),
        without_prediction=1,
        only_in_predictions=1,
        only_in_truth=0,
    )


def test_samples_of_one_side_alone_do_not_count():
    truth = frame(s1="cat", s2="dog", s3="dog", s4="dog")
    predictions = frame(s1="cat", s7="cat", s8="")

    result = score(predictions, truth)

    assert (result.samples, result.accuracy, result.macro_f1) == (1, 1.0, 1.0)
    assert [each.label for each in result.classes] == ["cat"]
    assert result.without_prediction == 0
    assert result.only_in_predictions == 2
    assert result.only_in_truth == 3


def test_other_columns_are_passed_over():
    truth = frame(s1="cat").assign(path="a.png", label_predicted="dog")
    predictions = frame(s1="cat").assign(path="b.png", label_true="dog")
    assert score(predictions, truth).accuracy == 1.0


pairs_of_labels = st.lists(
    st.tuples(st.sampled_from(["NA", "null", "1", "01"]), st.sampled_from(["NA", "null", "1", ""])),
    min_size=1,
    max_size=30,
)


@given(pairs_of_labels, st.randoms(use_true_random=False))
def test_score_agrees_with_scikit_learn(pairs, random):
    ids = [f"{number:03}" for number in range(len(pairs))]
    true, predicted = zip(*pairs, strict=True)
    truth = pd.DataFrame({"sampleId": ids, "label": true})
    predictions = pd.DataFrame({"sampleId": ids, "label": predicted})
    order = list(range(len(pairs)))
    random.shuffle(order)

    result = score(predictions.iloc[order], truth)

    labels = sorted({*true, *predicted} - {""})
    precision, recall, f1, support = precision_recall_fscore_support(
        true, predicted, labels=labels, zero_division=0
    )
    assert [each.label for each in result.classes] == labels
    assert [each.precision for each in result.classes] == pytest.approx(precision)
    assert [each.recall for each in result.classes] == pytest.approx(recall)
    assert [each.f1 for each in result.classes] == pytest.approx(f1)
    assert [each.support for each in result.classes] == list(support)
    assert result.accuracy == pytest.approx(accuracy_score(true, predicted))
    assert result.without_prediction == predicted.count("")
    if "" not in predicted:
        assert result.macro_f1 == pytest.approx(f1_score(true, predicted, average="macro"))


@given(pairs_of_labels)
def test_macro_f1_agrees_with_counting_one_by_one(pairs):
    f1 = []
    for label in {label for pair in pairs for label in pair} - {""}:
        hits = sum(true == label and predicted == label for true, predicted in pairs)
        false_alarms = sum(true != label and predicted == label for true, predicted in pairs)
        misses = sum(true == label and predicted != label for true, predicted in pairs)
        f1.append(hits / (hits + (false_alarms + misses) / 2))
    ids = [str(number) for number in range(len(pairs))]
    true, predicted = zip(*pairs, strict=True)

    result = score(
        pd.DataFrame({"sampleId": ids, "label": predicted}),
        pd.DataFrame({"sampleId": ids, "label": true}),
    )

    assert result.macro_f1 == pytest.approx(sum(f1) / len(f1))


def test_nothing_in_common():
    with pytest.raises(InputError) as raised:
        score(frame(s1="cat"), frame(s2="cat"))
    assert str(raised.value) == (
        "No sample of the truth stands in the predictions; name the truth of the same data set"
    )


def test_a_true_label_is_empty():
    with pytest.raises(InputError) as raised:
        score(frame(s1="cat", s2=""), frame(s1="cat", s2=""))
    assert str(raised.value) == (
        "The truth has no label for sample 's2'; fill it in, or remove the row"
    )


@pytest.mark.parametrize("twice", ["predictions", "truth"])
def test_a_sample_twice_in_a_frame(twice):
    frames = {"predictions": frame(s1="cat"), "truth": frame(s1="cat")}
    frames[twice] = pd.concat([frames[twice], frames[twice]])
    with pytest.raises(ValueError, match="not a one-to-one merge"):
        score(**frames)


def test_labels_are_read_as_they_are_written(tmp_path):
    path = tmp_path / "predictions.csv"
    path.write_bytes(
        "\ufeffsampleId,text,label,score\r\n"
        '007,"a\nb",NA,1\r\n'
        "NA,,null,2\r\n"
        "1e3,x,01,3\r\n"
        'null,x,"猫, 狗",4\r\n'
        "8,x,,5\r\n".encode()
    )

    labels = read_labels(path)

    assert labels.to_dict("list") == {
        "sampleId": ["007", "NA", "1e3", "null", "8"],
        "label": ["NA", "null", "01", "猫, 狗", ""],
    }


def test_ids_that_look_like_one_number_are_two_samples(tmp_path):
    path = tmp_path / "truth.csv"
    path.write_text("sampleId,label\n7,a\n007,b\n7.0,c\n")
    assert read_labels(path)["sampleId"].tolist() == ["7", "007", "7.0"]


def test_a_file_without_rows(tmp_path):
    path = tmp_path / "truth.csv"
    path.write_text("sampleId,label\n")
    assert read_labels(path).to_dict("list") == {"sampleId": [], "label": []}


def test_a_sample_twice_in_a_file(tmp_path):
    path = tmp_path / "truth.csv"
    path.write_text('sampleId,label\n007,"a\nb"\n8,a\n007,c\n')
    with pytest.raises(InputError) as raised:
        read_labels(path)
    assert str(raised.value) == (
        f"{path}, line 5: sample '007' stands there a second time; remove one of its rows"
    )
