"""Training: early stopping, later rounds, and the odd training sets."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.options import Reading, TextOptions
from fastlabel_text.prediction import predict
from fastlabel_text.training import balance, train

from fastlabel_core import (
    EpochEnded,
    Event,
    InputError,
    Progress,
    SampleUnreadable,
    Wanted,
    Warned,
)
from fastlabel_core.testing import listening

TEXTS = {
    "card": ["my card is lost", "card stolen", "freeze the card", "block my card please"],
    "rate": ["what is the exchange rate", "rate of the euro", "good rate today", "exchange rate?"],
    "top up": ["top up failed", "my top up is pending", "top up by cheque", "cancel my top up"],
}
NEW = TextClassifier.untrained(Reading())


def frame(**texts: list[str]) -> pd.DataFrame:
    labelled = [(text, label) for label, of_label in texts.items() for text in of_label]
    return pd.DataFrame(
        {
            "sampleId": [f"s{number}" for number in range(len(labelled))],
            "text": [text for text, _ in labelled],
            "label": [label for _, label in labelled],
        }
    )


def probabilities_of(classifier: TextClassifier, texts: list[str]) -> np.ndarray:
    return predict(classifier, pd.DataFrame({"text": texts}), Wanted(), 0).probabilities


TRAINING = frame(**TEXTS)
VALIDATION = frame(
    card=["is my card blocked"], rate=["today's rate"], **{"top up": ["top up, please"]}
)


def test_training_learns() -> None:
    classifier, _ = train(NEW, TRAINING, VALIDATION, TextOptions())
    predicted = probabilities_of(classifier, VALIDATION["text"].tolist()).argmax(axis=1)
    assert [classifier.classes[number] for number in predicted] == ["card", "rate", "top up"]


@pytest.mark.parametrize("validation", [VALIDATION, None])
@pytest.mark.parametrize("patience", [1, 3])
def test_training_stops_early_and_keeps_the_best_epoch(
    validation: pd.DataFrame | None, patience: int
) -> None:
    options = TextOptions(patience=patience, min_delta=0.01, epochs=1000)
    stopped, metrics = train(NEW, TRAINING, validation, options)

    watched = [
        epoch["train_loss" if validation is None else "val_loss"] for epoch in metrics["epochs"]
    ]
    best, best_epoch = np.inf, 0
    for number, loss in enumerate(watched, start=1):
        if loss < best - 0.01:
            best, best_epoch = loss, number
    assert metrics["best_epoch"] == best_epoch
    assert len(watched) == best_epoch + patience < 1000
    exact = TextOptions(epochs=best_epoch, min_delta=0, patience=1000)
    expected, _ = train(NEW, TRAINING, None, exact)
    np.testing.assert_array_equal(stopped.weights, expected.weights)


def test_training_ends_after_the_last_epoch() -> None:
    _, metrics = train(NEW, TRAINING, VALIDATION, TextOptions(epochs=4))
    assert len(metrics["epochs"]) == metrics["best_epoch"] == 4
    assert metrics["epochs"][0]["train_loss"] < np.log(3) - 0.1


def test_the_validation_set_is_not_trained_on() -> None:
    once = TextOptions(epochs=1)
    with_validation, _ = train(NEW, TRAINING, VALIDATION, once)
    without, _ = train(NEW, TRAINING, None, once)
    np.testing.assert_array_equal(with_validation.weights, without.weights)
    np.testing.assert_array_equal(with_validation.vocabulary.buckets, without.vocabulary.buckets)


def test_the_metrics_are_those_of_the_epoch() -> None:
    heard: list[Event] = []
    with listening(heard.append):
        classifier, metrics = train(NEW, TRAINING, VALIDATION, TextOptions(epochs=5))

    def losses(samples: pd.DataFrame) -> np.ndarray:
        probabilities = probabilities_of(classifier, samples["text"].tolist())
        targets = [classifier.classes.index(label) for label in samples["label"]]
        return -np.log(probabilities[range(len(targets)), targets])

    last = metrics["epochs"][4]
    assert last["train_loss"] == pytest.approx(losses(TRAINING).mean(), rel=1e-4)
    assert last["val_loss"] == pytest.approx(losses(VALIDATION).mean(), rel=1e-4)
    assert last["val_accuracy"] == 1
    assert [event for event in heard if isinstance(event, EpochEnded)] == [
        EpochEnded(number, epoch) for number, epoch in enumerate(metrics["epochs"], start=1)
    ]
    assert [event for event in heard if isinstance(event, Progress)] == [
        Progress("texts", 12, 12),
        Progress("texts", 3, 3),
    ]


def test_an_unknown_validation_label_counts_as_wrong_with_a_warning() -> None:
    stranger = pd.concat([VALIDATION, frame(atm=["atm broken"])])
    heard: list[Event] = []
    with listening(heard.append):
        _, metrics = train(NEW, TRAINING, stranger, TextOptions(epochs=5))
    _, expected = train(NEW, TRAINING, VALIDATION, TextOptions(epochs=5))

    assert metrics["epochs"][4]["val_accuracy"] == 3 / 4
    assert metrics["epochs"][4]["val_loss"] == expected["epochs"][4]["val_loss"]
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned(
            "1 of 4 validation samples have a label that no training sample has; they count as "
            "wrong in val_accuracy and are left out of val_loss"
        )
    ]


def test_a_useless_validation_set_is_no_validation_set_with_a_warning() -> None:
    heard: list[Event] = []
    with listening(heard.append):
        classifier, metrics = train(NEW, TRAINING, frame(atm=["atm broken"]), TextOptions())
    expected, expected_metrics = train(NEW, TRAINING, None, TextOptions())
    assert metrics == expected_metrics
    np.testing.assert_array_equal(classifier.weights, expected.weights)
    assert heard[-len(metrics["epochs"]) - 1] == Warned(
        "no validation sample can be used: training watches its own loss"
    )


def test_a_first_round_has_the_sorted_labels() -> None:
    classifier, _ = train(NEW, TRAINING.iloc[::-1], None, TextOptions(epochs=1))
    assert classifier.classes == ("card", "rate", "top up")


def test_the_order_of_classes_is_kept_and_new_ones_come_behind() -> None:
    first, _ = train(NEW, frame(b=["one"], d=["two"]), None, TextOptions())
    second, _ = train(first, frame(c=["x"], a=["y"], b=["z"]), None, TextOptions())
    assert second.classes == ("b", "d", "a", "c")


def test_a_class_without_samples_keeps_its_weights_when_others_are_added() -> None:
    first, _ = train(NEW, TRAINING, None, TextOptions())
    later = frame(card=["card gone"], atm=["atm broken", "cash machine"])
    second, _ = train(first, later, None, TextOptions())

    known = len(first.vocabulary)
    np.testing.assert_array_equal(second.vocabulary.buckets[:known], first.vocabulary.buckets)
    np.testing.assert_array_equal(second.vocabulary.idf[:known], first.vocabulary.idf)
    np.testing.assert_array_equal(second.weights[:known, 1:3], first.weights[:, 1:3])
    np.testing.assert_array_equal(second.weights[known:, 1:3], 0)
    assert (second.weights[:known, 0] != first.weights[:, 0]).any()
    probabilities = probabilities_of(second, ["exchange rate of the euro", "cash machine broken"])
    assert probabilities.argmax(axis=1).tolist() == [1, 3]


def test_a_later_round_begins_where_the_last_one_ended() -> None:
    first, _ = train(NEW, TRAINING, None, TextOptions())
    _, cold = train(NEW, TRAINING, None, TextOptions(epochs=1))
    _, warm = train(first, TRAINING, None, TextOptions(epochs=1))
    assert warm["epochs"][0]["train_loss"] < cold["epochs"][0]["train_loss"] / 10


def test_the_loaded_classifier_is_not_changed() -> None:
    first, _ = train(NEW, TRAINING, None, TextOptions())
    weights = first.weights.copy()
    train(first, frame(card=["card gone"]), None, TextOptions())
    np.testing.assert_array_equal(first.weights, weights)


@pytest.mark.parametrize("text", ["one text", ""])
def test_a_single_sample_makes_its_class_certain(text: str) -> None:
    classifier, _ = train(NEW, frame(only=[text]), frame(only=["other"]), TextOptions())
    assert probabilities_of(classifier, ["anything", ""]).tolist() == [[1], [1]]


def test_texts_without_features_leave_all_classes_equally_probable() -> None:
    classifier, _ = train(NEW, frame(a=[""], b=["  "]), None, TextOptions())
    assert probabilities_of(classifier, ["anything"]).tolist() == [[0.5, 0.5]]


def test_unreadable_samples_are_reported_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "good").write_text("card", encoding="utf-8")
    samples = pd.DataFrame(
        {
            "sampleId": ["gone", "here", "gone too"],
            "path": [str(tmp_path / name) for name in ("x", "good", "y")],
            "label": ["b", "a", "c"],
        }
    )
    heard: list[Event] = []
    with listening(heard.append):
        classifier, _ = train(NEW, samples, samples, TextOptions())
    good, _ = train(NEW, frame(a=["card"]), None, TextOptions())

    gone = [
        SampleUnreadable("gone", "No such file or directory"),
        SampleUnreadable("gone too", "No such file or directory"),
    ]
    assert [event for event in heard if isinstance(event, SampleUnreadable)] == gone * 2
    assert classifier.classes == ("a", "b", "c")
    np.testing.assert_array_equal(classifier.vocabulary.buckets, good.vocabulary.buckets)
    np.testing.assert_array_equal(classifier.weights[:, 1:], 0)


def test_an_unreadable_training_set_is_an_error(tmp_path: Path) -> None:
    samples = pd.DataFrame({"sampleId": ["s"], "path": [str(tmp_path / "x")], "label": ["a"]})
    with pytest.raises(InputError) as caught:
        train(NEW, samples, None, TextOptions())
    assert str(caught.value) == (
        "none of the 1 texts of the training set can be read\n"
        "  mend the column 'path' or 'text' of the label files; the report has each reason"
    )


def test_balanced_classes_weigh_the_same() -> None:
    targets = np.array([0, 0, 0, 2])
    assert balance(targets, balanced=False).tolist() == [1, 1, 1, 1]
    weights = balance(targets, balanced=True)
    np.testing.assert_allclose(weights, [4 / (2 * 3)] * 3 + [4 / (2 * 1)], rtol=1e-6)


def test_class_weight_reaches_the_training() -> None:
    rare = frame(often=["pay card", "pay now", "pay me", "pay it"], rare=["pay late"])
    options = {"epochs": 5, "patience": 5}
    plain, _ = train(NEW, rare, None, TextOptions(**options))
    balanced, _ = train(NEW, rare, None, TextOptions(class_weight="balanced", **options))
    assert probabilities_of(balanced, ["pay"])[0, 1] > 2 * probabilities_of(plain, ["pay"])[0, 1]


def test_a_weak_penalty_trusts_the_samples_more() -> None:
    weak, _ = train(NEW, TRAINING, None, TextOptions(C=1000))
    strong, _ = train(NEW, TRAINING, None, TextOptions(C=0.1))
    text = ["my card is lost"]
    assert probabilities_of(weak, text)[0, 0] > 0.9 > 0.5 > probabilities_of(strong, text)[0, 0]
