"""Takes its numbers from two columns of a table."""

from sound import SoundModel


class Model(SoundModel):
    input_columns = ()

    def numbers(self, sample):
        return [float(sample["x"]), float(sample["y"])]
