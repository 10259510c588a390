"""Which samples a simulated campaign begins with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fastlabel_core.class_shares import choose_of_every_class
from fastlabel_core.samples import LABEL

# Beside the seed, so that the draw is independent of what a strategy draws by the same seed.
STREAM = 1


def draw_first_labels(
    samples: pd.DataFrame, count: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the samples that have a label from the start; the others are the pool.

    About the same share of each class is drawn, and at least one sample: so every model knows all
    classes from the start, as an annotator knows them, and no strategy wins by the luck of
    finding one. Both parts are shuffled, so that the order of the files plays no part in what is
    chosen, by chance or in a tie.

    Parameters
    ----------
    samples : DataFrame
        All samples, with their ``label``.
    count : int
        How many to draw, from the number of classes on.
    seed : int
        The run's. The draw depends on nothing else, so it is the same for every strategy.

    Returns
    -------
    first, pool : DataFrame
        Both with their ``label``.
    """
    generator = np.random.default_rng([seed, STREAM])
    shuffled = samples.iloc[generator.permutation(len(samples))]
    is_first = choose_of_every_class(shuffled[LABEL].reset_index(drop=True), count)
    return shuffled[is_first], shuffled[~is_first]
