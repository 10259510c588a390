"""TF-IDF, against scikit-learn's vectoriser and the formula."""

import math

import numpy as np
import pytest
from fastlabel_text.ngrams import find_ngrams
from fastlabel_text.options import Reading
from fastlabel_text.tfidf import Vocabulary, count, extend, weigh
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = ["a a a b", "a c 取消", "", "b b d d d", "👍 a"]
READING = Reading(word_ngrams=2, char_ngrams=4)


def buckets_of(text: str) -> list[int]:
    return find_ngrams([text], READING).buckets.tolist()


def counts_of(texts: list[str]):
    return count(find_ngrams(texts, READING), len(texts))


def grown(texts: list[str], min_df: int = 1, max_features: int = 1000) -> Vocabulary:
    return extend(Vocabulary.empty(), counts_of(texts), min_df, max_features)


def test_features_are_those_of_scikit_learn() -> None:
    vocabulary = grown(TEXTS)
    vectoriser = TfidfVectorizer(analyzer=buckets_of, sublinear_tf=True, dtype=np.float64)
    expected = vectoriser.fit_transform(TEXTS).toarray()
    names = vectoriser.get_feature_names_out()

    features = weigh(counts_of(TEXTS), vocabulary)

    assert vocabulary.buckets.tolist() == names.tolist()
    np.testing.assert_allclose(features.toarray(), expected, rtol=1e-6)
    assert features.dtype == vocabulary.idf.dtype == np.float32


def test_idf_is_the_formula() -> None:
    vocabulary = grown(TEXTS)
    texts_with = {
        bucket: sum(bucket in buckets_of(text) for text in TEXTS) for bucket in vocabulary.buckets
    }
    expected = [math.log((1 + 5) / (1 + texts_with[bucket])) + 1 for bucket in vocabulary.buckets]
    np.testing.assert_allclose(vocabulary.idf, expected, rtol=1e-6)


def test_texts_without_known_ngrams_have_no_features() -> None:
    features = weigh(counts_of(["", "zzz", "a"]), grown(["a"]))
    assert np.diff(features.indptr).tolist() == [0, 0, 4]


def test_an_empty_vocabulary_gives_no_features() -> None:
    features = weigh(counts_of(["a", "b"]), Vocabulary.empty())
    assert features.shape == (2, 0)
    assert features.dtype == np.float32


@pytest.mark.parametrize("min_df", [1, 2, 3, 6])
def test_min_df_counts_texts(min_df: int) -> None:
    texts_with = {
        bucket: sum(bucket in buckets_of(text) for text in TEXTS)
        for text in TEXTS
        for bucket in buckets_of(text)
    }
    expected = sorted(bucket for bucket, texts in texts_with.items() if texts >= min_df)
    assert grown(TEXTS, min_df=min_df).buckets.tolist() == expected


def test_max_features_keeps_the_lower_numbers_among_equals() -> None:
    often, rare = "the quick brown fox", "jumps over a lazy dog"
    twice, once = set(buckets_of(often)), set(buckets_of(rare)) - set(buckets_of(often))
    room = len(twice) + 20
    expected = sorted([*twice, *sorted(once)[:20]])
    assert grown([often, often, rare], max_features=room).buckets.tolist() == expected


@pytest.mark.parametrize("max_features", [1, 4, 7])
def test_max_features_keeps_the_most_frequent(max_features: int) -> None:
    texts_with = {
        bucket: sum(bucket in buckets_of(text) for text in TEXTS)
        for text in TEXTS
        for bucket in buckets_of(text)
    }
    ranked = sorted(texts_with, key=lambda bucket: (-texts_with[bucket], bucket))
    expected = sorted(ranked[:max_features])
    assert grown(TEXTS, max_features=max_features).buckets.tolist() == expected


def test_extending_keeps_what_is_known_and_adds_behind() -> None:
    known = grown(["a b", "a"])
    longer = extend(known, counts_of(["a zz", "zz"]), min_df=1, max_features=1000)

    np.testing.assert_array_equal(longer.buckets[: len(known)], known.buckets)
    np.testing.assert_array_equal(longer.idf[: len(known)], known.idf)
    added = set(buckets_of("a zz")) - set(known.buckets.tolist())
    assert longer.buckets[len(known) :].tolist() == sorted(added)
    texts_with = [2 if bucket in buckets_of("zz") else 1 for bucket in sorted(added)]
    expected = [math.log((1 + 2) / (1 + texts)) + 1 for texts in texts_with]
    np.testing.assert_allclose(longer.idf[len(known) :], expected, rtol=1e-6)


def test_a_full_vocabulary_drops_nothing_and_adds_nothing() -> None:
    known = grown(["a b", "a"])
    same = extend(known, counts_of(["zz"]), min_df=1, max_features=2)
    np.testing.assert_array_equal(same.buckets, known.buckets)
