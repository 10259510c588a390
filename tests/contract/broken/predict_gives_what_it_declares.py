"""Passes with dropout are declared, and not given.

Fails with: predict returned no passes with dropout, which were wanted
"""

from sound import SoundModel


class Model(SoundModel):
    gives = ("dropout",)
