"""What it made of a sample stands beside the sample, for the next time.

Fails with: it wrote where it must not: something beside the samples
"""

from pathlib import Path

from sound import SoundModel


class Model(SoundModel):
    def numbers(self, sample):
        numbers = super().numbers(sample)
        path = Path(sample["path"].removeprefix("file://"))
        path.with_suffix(".cached").write_text(str(numbers))
        return numbers
