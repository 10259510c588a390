import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.confusion import ConfusedPair, confusion

TRUE = ["cat", "cat", "cat", "dog", "dog", "eel", "eel", "eel", "eel"]
PREDICTED = ["cat", "dog", "fox", "cat", "cat", "eel", "dog", "dog", "eel"]


def test_the_matrix():
    found = confusion(TRUE, PREDICTED)
    assert found.classes == ("cat", "dog", "eel", "fox")
    assert found.matrix() == [[1, 1, 0, 1], [2, 0, 0, 0], [0, 2, 2, 0], [0, 0, 0, 0]]


def test_the_most_confused():
    pairs = [
        ConfusedPair("dog", "cat", 2, 2),
        ConfusedPair("eel", "dog", 2, 4),
        ConfusedPair("cat", "dog", 1, 3),
        ConfusedPair("cat", "fox", 1, 3),
    ]
    found = confusion(TRUE, PREDICTED)
    assert found.most_confused(9) == pairs
    assert found.most_confused(3) == pairs[:3]
    assert found.most_confused(0) == []


labels = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(labels, labels), max_size=40))
def test_counts_by_brute_force(pairs):
    true, predicted = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = confusion(true, predicted)
    names = sorted({*true, *predicted})
    assert found.matrix() == [[pairs.count((row, column)) for column in names] for row in names]
    for each in found.most_confused(99):
        assert each.samples == pairs.count((each.true, each.predicted)) > 0
        assert each.support == true.count(each.true)
    wrong = sum(one != other for one, other in pairs)
    assert sum(each.samples for each in found.most_confused(99)) == wrong


def test_nothing():
    found = confusion([], [])
    assert (found.classes, found.matrix(), found.most_confused(5)) == ((), [], [])


def test_labels_of_two_lengths():
    with pytest.raises(ValueError, match=r"zip\(\)"):
        confusion(["a"], [])
