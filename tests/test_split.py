import subprocess
import sys
from hashlib import blake2b
from string import ascii_letters

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.split import stratified_split


def samples(*labels):
    ids = [f"s{number}" for number in range(len(labels))]
    return pd.DataFrame({"sampleId": ids, "label": labels}, dtype="str")


def validation_ids(frame, val_size, random_seed=0):
    _, df_val = stratified_split(frame, val_size, random_seed)
    return set() if df_val is None else set(df_val["sampleId"])


def reference(frame, val_size, random_seed):
    """Largest remainders of who can spare one, ties by name; in a class the smallest hashes."""
    by_class = {}
    for sample_id, label in zip(frame["sampleId"], frame["label"], strict=True):
        by_class.setdefault(label, []).append(sample_id)
    wanted = {label: int(len(ids) * val_size) for label, ids in by_class.items()}
    missing = round(len(frame) * val_size) - sum(wanted.values())
    remainder = {label: len(ids) * val_size - wanted[label] for label, ids in by_class.items()}
    can_spare = [label for label, ids in by_class.items() if wanted[label] + 1 < len(ids)]
    for label in sorted(can_spare, key=lambda label: (-remainder[label], label))[:missing]:
        wanted[label] += 1
    chosen = set()
    for label, ids in by_class.items():
        draws = {
            sample_id: int.from_bytes(
                blake2b(f"{random_seed}\0{sample_id}".encode(), digest_size=7).digest(), "big"
            )
            for sample_id in ids
        }
        chosen |= set(sorted(ids, key=draws.__getitem__)[: wanted[label]])
    return chosen


@given(
    st.lists(st.sampled_from(["cat", "NA", "", "猫", "1", "01"]), min_size=1, max_size=40),
    st.sampled_from([0.0, 0.05, 0.125, 0.2, 0.25, 1 / 3, 0.5, 0.75, 0.99]),
    st.integers(0, 3),
    st.randoms(use_true_random=False),
)
def test_against_the_reference_in_any_order(labels, val_size, random_seed, random):
    frame = samples(*labels)
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = frame.iloc[order]

    df_train, df_val = stratified_split(shuffled, val_size, random_seed)

    expected = reference(frame, val_size, random_seed)
    is_validation = shuffled["sampleId"].isin(expected)
    pd.testing.assert_frame_equal(df_train, shuffled[~is_validation])
    if expected:
        pd.testing.assert_frame_equal(df_val, shuffled[is_validation])
    else:
        assert df_val is None


@pytest.mark.parametrize(
    ("counts", "val_size", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 0.2, {"a": 10, "b": 6, "c": 4}),
        ({"a": 7, "b": 5, "c": 3}, 0.2, {"a": 1, "b": 1, "c": 1}),
        ({"a": 4, "b": 4, "c": 4}, 0.2, {"a": 1, "b": 1}),
        ({"a": 3, "b": 9}, 0.25, {"a": 1, "b": 2}),
        ({"a": 100, "b": 1}, 0.29, {"a": 29}),
        ({"a": 1, "b": 1, "c": 1}, 0.5, {}),
        ({"a": 2, "b": 2}, 0.99, {"a": 1, "b": 1}),
        ({"a": 1000, "b": 2, "c": 1}, 0.99, {"a": 991, "b": 1}),
        ({"a": 10, "b": 10}, 0.01, {}),
        ({"a": 10, "b": 10}, 0.0, {}),
        ({"a": 60, "b": 40}, 0.01, {"a": 1}),
        (dict.fromkeys(ascii_letters, 4), 0.2, dict.fromkeys(sorted(ascii_letters)[:42], 1)),
    ],
)
def test_how_many_of_each_class(counts, val_size, expected):
    frame = samples(*(label for label, count in counts.items() for _ in range(count)))
    df_train, df_val = stratified_split(frame, val_size, 0)
    found = {} if df_val is None else df_val["label"].value_counts().to_dict()
    assert found == expected
    assert df_train["label"].value_counts().to_dict() == {
        label: count - expected.get(label, 0) for label, count in counts.items()
    }


def test_the_set_of_one_seed_is_this_one():
    assert validation_ids(samples(*"ab" * 10), 0.3, 7) == {"s17", "s19", "s2", "s4", "s6", "s9"}


def test_the_same_set_in_another_process():
    code = (
        "import pandas as pd; from fastlabel_core.split import stratified_split; "
        "ids = [f's{number}' for number in range(20)]; "
        "frame = pd.DataFrame({'sampleId': ids, 'label': list('ab' * 10)}, dtype='str'); "
        "print(*stratified_split(frame, 0.3, 7)[1]['sampleId'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "123"},
    )
    assert set(result.stdout.split()) == validation_ids(samples(*"ab" * 10), 0.3, 7)


def test_another_seed_draws_another_set():
    frame = samples(*"ab" * 50)
    sets = [frozenset(validation_ids(frame, 0.2, seed)) for seed in range(20)]
    assert len(set(sets)) == 20


def test_every_sample_is_drawn_about_as_often():
    frame = samples(*"a" * 20)
    drawn = np.zeros(20)
    for seed in range(200):
        drawn[[int(sample_id[1:]) for sample_id in validation_ids(frame, 0.25, seed)]] += 1
    assert drawn.sum() == 200 * 5
    # 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    assert (np.square(drawn - 50) / (50 * 0.75)).sum() * 19 / 20 < 43.8


def test_a_row_more_leaves_the_other_classes_alone():
    frame = samples(*"a" * 20, *"b" * 20)
    more = pd.concat([frame, pd.DataFrame({"sampleId": ["new"], "label": ["b"]}, dtype="str")])
    before = {each for each in validation_ids(frame, 0.2) if int(each[1:]) < 20}
    after = {each for each in validation_ids(more, 0.2) if each != "new" and int(each[1:]) < 20}
    assert before == after


def test_the_frame_is_left_as_it_was():
    frame = samples(*"aabb").assign(path="x")
    before = frame.copy(deep=True)
    df_train, df_val = stratified_split(frame, 0.5, 0)
    pd.testing.assert_frame_equal(frame, before)
    assert list(df_train.columns) == list(df_val.columns) == ["sampleId", "label", "path"]
