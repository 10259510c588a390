"""Where texts lie, by hand on tiny texts, and whether what lies close is alike."""

import numpy as np
import pandas as pd
import pytest
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.embedding import embed
from fastlabel_text.ngrams import find_ngrams
from fastlabel_text.options import Reading, TextOptions
from fastlabel_text.prediction import predict
from fastlabel_text.tfidf import count, weigh
from fastlabel_text.training import train
from scipy import sparse

from fastlabel_core import Wanted

READING = Reading(word_ngrams=1, char_ngrams=0)
NEW = TextClassifier.untrained(READING)
TRAINING = pd.DataFrame(
    {
        "sampleId": list("abcd"),
        "text": ["lost card", "card stolen", "top up", "top up failed"],
        "label": ["card", "card", "top up", "top up"],
    }
)


def embeddings_of(classifier: TextClassifier, texts: list[str]) -> np.ndarray:
    wanted = Wanted(embeddings=True)
    embeddings = predict(classifier, pd.DataFrame({"text": texts}), wanted, 0).embeddings
    assert embeddings is not None
    return embeddings


def bucket_of(word: str) -> int:
    (bucket,) = find_ngrams([word], READING).buckets.tolist()
    return bucket


def folded(weights: dict[str, float]) -> list[float]:
    """Add up the weights of words by the definition, and scale the sum to length 1."""
    total = [0.0] * 256
    for word, weight in weights.items():
        bits = f"{bucket_of(word):022b}"
        total[int(bits[-8:], 2)] += -weight if bits[-9] == "1" else weight
    length = sum(number**2 for number in total) ** 0.5
    return [number / length for number in total]


def test_entries_are_folded_by_hand() -> None:
    """Bucket 3 adds to number 3, 256 + 3 takes from it, 512 + 5 adds to number 5."""
    weights = sparse.csr_array(np.array([[2, 5, 0], [0, 0, 7], [0, 3, 4]], np.float32))
    buckets = np.array([3, 259, 517], np.int32)
    lies = embed(weights, buckets[weights.indices])
    expected = np.zeros((3, 256))
    expected[0, 3] = -1
    expected[1, 5] = 1
    expected[2, [3, 5]] = -0.6, 0.8
    assert lies.dtype == np.float32
    np.testing.assert_allclose(lies, expected, atol=1e-6)


def test_before_training_every_word_counts_alike() -> None:
    (lies,) = embeddings_of(NEW, ["card card card lost"])
    assert lies.tolist() == pytest.approx(folded({"card": 1 + np.log(3), "lost": 1}), abs=1e-6)


def test_after_training_known_words_count_by_how_rare_they_are() -> None:
    """Of four texts, two hold "card" and one "lost"; "unheard" is in none."""
    classifier, _ = train(NEW, TRAINING, None, TextOptions())
    (lies,) = embeddings_of(classifier, ["card unheard lost lost"])
    rarity = {"card": np.log(5 / 3) + 1, "lost": (1 + np.log(2)) * (np.log(5 / 2) + 1)}
    assert lies.tolist() == pytest.approx(folded(rarity), abs=1e-6)


def test_texts_that_say_nothing_lie_at_the_origin() -> None:
    classifier, _ = train(NEW, TRAINING, None, TextOptions())
    assert not embeddings_of(classifier, ["", "unheard"]).any()
    before = embeddings_of(NEW, ["", "unheard"])
    assert not before[0].any()
    assert before[1].any()


def test_a_classifier_that_knows_no_word_takes_all_for_alike() -> None:
    classifier, _ = train(NEW, TRAINING, None, TextOptions(min_df=5))
    assert len(classifier.vocabulary) == 0
    texts = ["card lost", "top"]
    np.testing.assert_array_equal(embeddings_of(classifier, texts), embeddings_of(NEW, texts))


def test_cosines_are_nearly_those_of_the_features() -> None:
    """In the mean square they are off by ``1 / sqrt(256)``, or less."""
    generator = np.random.default_rng(0)
    words = [f"w{number}" for number in range(400)]
    texts = [" ".join(generator.choice(words, 60)) for _ in range(150)]
    samples = pd.DataFrame({"sampleId": texts, "text": texts, "label": ["a", "b"] * 75})
    classifier, _ = train(NEW, samples, None, TextOptions(epochs=1))
    counts = count(find_ngrams(texts, READING), len(texts))
    features = weigh(counts, classifier.vocabulary).toarray()
    lies = embeddings_of(classifier, texts)
    errors = (lies @ lies.T - features @ features.T)[np.triu_indices(150, 1)]
    assert 0.02 < np.sqrt(np.mean(errors**2)) < 1 / 16
