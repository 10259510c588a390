"""Gives embeddings, which are the numbers, and passes that each do without some of them."""

from dataclasses import replace

import numpy as np
from sound import SoundModel

from fastlabel_core import hookimpl


class Model(SoundModel):
    gives = ("embeddings", "dropout")

    @hookimpl
    def predict(self, df_img, options, wanted):
        predictions = super().predict(df_img)
        given = {}
        if wanted.embeddings:
            given["embeddings"] = self.embeddings(df_img)
        if wanted.dropout_passes:
            given["dropout"] = self.dropout(df_img, options.random_seed, wanted)
        return replace(predictions, **given)

    def embeddings(self, df_img):
        rows, numbers, _ = self.read(df_img)
        embeddings = np.zeros((len(df_img), 2), dtype=np.float32)
        embeddings[rows] = numbers
        return embeddings

    def dropout(self, df_img, random_seed, wanted):
        rows, numbers, _ = self.read(df_img)
        shape = (len(df_img), wanted.dropout_passes, len(self.centres))
        dropout = np.zeros(shape, dtype=np.float32)
        for number in range(wanted.dropout_passes):
            mask = self.mask(random_seed, number, wanted.dropout_rate)
            for row, pair in zip(rows, numbers, strict=True):
                dropout[row, number] = self.probabilities(np.multiply(pair, mask))
        return dropout

    def mask(self, random_seed, number, rate):
        generator = np.random.default_rng([random_seed, number])
        return (generator.random(2) >= rate) / (1 - rate)
