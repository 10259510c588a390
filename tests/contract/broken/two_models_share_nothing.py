"""What it has learnt is kept by the class, not by the instance.

Fails with: the classes differ when another model was trained meanwhile: ['east', 'north', 'west']
and ['east 2', 'north 2', 'west 2']
"""

from sound import SoundModel


class Model(SoundModel):
    def __setattr__(self, name, value):
        setattr(type(self), name, value)
