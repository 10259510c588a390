import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.class_shares import choose_of_every_class


def chosen(labels, count):
    return choose_of_every_class(pd.Series(list(labels), dtype="str"), count).tolist()


def test_the_first_of_each_class():
    assert chosen("aaaabb", 2) == [True, False, False, False, True, False]
    assert chosen("aaaabb", 3) == [True, True, False, False, True, False]
    assert chosen("aaaabb", 6) == [True] * 6


@given(st.lists(st.sampled_from("aaaabbc"), min_size=1), st.data())
def test_shares(labels, data):
    classes = pd.Series(labels).value_counts()
    count = data.draw(st.integers(len(classes), len(labels)))

    kept = pd.Series(labels)[chosen(labels, count)].value_counts().reindex(classes.index)

    assert kept.sum() == count
    assert kept.min() >= 1
    # No class could give a label to another one and bring the two closer to the same share.
    for other in classes.index:
        assert np.all((kept - 1) / classes <= kept[other] / classes[other])


@given(st.lists(st.sampled_from("abc"), min_size=4))
def test_more_labels_are_more_of_the_same(labels):
    for count in range(len(set(labels)), len(labels)):
        fewer, more = np.array(chosen(labels, count)), np.array(chosen(labels, count + 1))
        assert np.all(more[fewer])
        assert more.sum() == fewer.sum() + 1
