"""A default lies outside the limits that hold for what a caller gives.

Fails with: the default of the option patience can't be given as its value: plugin 'broken'
(acme-broken 1.0): option patience=0: Input should be greater than 0
"""

from pydantic import Field
from sound import SoundModel


class Model(SoundModel):
    class Options(SoundModel.Options):
        patience: int = Field(0, gt=0)
