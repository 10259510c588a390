import numpy as np
import pandas as pd

from fastlabel_core.simulation.first_labels import draw_first_labels

SAMPLES = pd.DataFrame(
    {
        "sampleId": [f"s{number}" for number in range(101)],
        "label": ["a"] * 60 + ["b"] * 30 + ["c"] * 10 + ["rare"],
    }
)


def test_each_class_gives_its_share_and_one_at_least():
    first, pool = draw_first_labels(SAMPLES, 11, 0)
    assert first["label"].value_counts().to_dict() == {"a": 6, "b": 3, "c": 1, "rare": 1}
    assert sorted([*first["sampleId"], *pool["sampleId"]]) == sorted(SAMPLES["sampleId"])
    merged = pd.concat([first, pool]).set_index("sampleId")["label"]
    assert merged.to_dict() == SAMPLES.set_index("sampleId")["label"].to_dict()


def test_a_seed_draws_the_same_and_another_seed_others():
    first, pool = draw_first_labels(SAMPLES, 11, 3)
    again, pool_again = draw_first_labels(SAMPLES, 11, 3)
    assert first.equals(again)
    assert pool.equals(pool_again)
    other, _ = draw_first_labels(SAMPLES, 11, 4)
    assert set(first["sampleId"]) != set(other["sampleId"])


def test_every_sample_of_a_class_is_as_likely():
    """Over 600 seeds, 6 of 60: each 60 times, give or take 7.3."""
    drawn = pd.concat([draw_first_labels(SAMPLES, 11, seed)[0] for seed in range(600)])
    counts = drawn["sampleId"].value_counts()
    assert counts["s100"] == 600
    of_the_largest = counts[[f"s{number}" for number in range(60)]]
    assert of_the_largest.between(60 - 30, 60 + 30).all()


def test_the_order_of_the_file_is_gone():
    """Of 90 samples in random order, half of the neighbours ascend, give or take 2.7."""
    _, pool = draw_first_labels(SAMPLES, 11, 0)
    numbers = pool["sampleId"].str[1:].astype(int)
    assert abs((numbers.diff() > 0).sum() - 44.5) < 4 * 2.8


def test_the_draw_is_not_what_a_strategy_draws_by_the_same_seed():
    """The stream of the seed alone is that of `default_rng(5)`."""
    _, pool = draw_first_labels(SAMPLES, 11, 5)
    same = np.random.default_rng(5).permutation(101)
    numbers = pool["sampleId"].str[1:].astype(int).tolist()
    assert numbers != [number for number in same if number in set(numbers)]
