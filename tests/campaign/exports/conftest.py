"""A campaign whose labels can be worked by hand, and the files that it names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.campaign import Campaign, Settings

MODULE = '''
import numpy as np
from fastlabel_core import Predictions, hookimpl


class Pets:
    """P(cat) is 1 / (1 + n), for the n at the end of a text, or of a path without its suffix."""

    input_columns = ("text", "path")

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train):
        return None

    @hookimpl
    def predict(self, df_img):
        given = df_img["text"] if "text" in df_img.columns else df_img["path"].str[:-4]
        last = given.str[-1].tolist()
        errors = {row: "no digit" for row, end in enumerate(last) if not end.isdigit()}
        cat = np.array([1 / (1 + int(end if end.isdigit() else 0)) for end in last])
        return Predictions(["cat", "dog"], np.stack([cat, 1 - cat], axis=1), errors)

    def save_model(self, save_dir):
        (save_dir / "pets.json").write_text("{}")


class Rows(Pets):
    """Takes its input from whole rows."""

    input_columns = ()
'''
LABELLED = """sampleId,path,label
000,left/0.png,cat
001,left/1.png,dog
"""
POOL = """sampleId,path
002,left/3.png
003,right/3.png
004,left/x.png
007,left/2.png
008,left/4.png
"""


@pytest.fixture
def start(
    install_plugin: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Campaign]:
    """Return a function that begins a campaign with labels and a pool."""
    install_plugin("pets", MODULE, attribute="Pets")
    install_plugin("rows", MODULE, attribute="Rows")
    monkeypatch.chdir(tmp_path)
    inputs = tmp_path / "input"
    inputs.mkdir()

    def begin(
        labelled: str, pool: str, plugin: str = "pets", strategy: str = "LeastConfidence"
    ) -> Campaign:
        (inputs / "input_label.csv").write_text(labelled, encoding="utf-8")
        (inputs / "input_unlabel.csv").write_text(pool, encoding="utf-8")
        settings = Settings(
            name="pets",
            plugin=plugin,
            strategy=strategy,
            query_cnt=1,
            val_size=0,
            classes=("fox",),
        )
        return Campaign.start("campaign", inputs, settings, who="anna")

    return begin


@pytest.fixture
def answer(tmp_path: Path) -> Callable[..., None]:
    """Return a function that answers for one sample."""

    def give(campaign: Campaign, sample_id: str, label: str, who: str = "ben") -> None:
        file = tmp_path / "answers.csv"
        file.write_text(f'sampleId,label\n{sample_id},"{label}"\n', encoding="utf-8")
        campaign.answer(file, who=who, new_classes=True)

    return give


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Write the files that `LABELLED` and `POOL` name; return their folder."""
    folder = tmp_path / "input"
    for line in (LABELLED + POOL).splitlines():
        path = line.split(",")[1]
        if path != "path":
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(path.encode())
    return folder


@pytest.fixture
def campaign(
    start: Callable[..., Campaign], answer: Callable[..., None], pictures: Path
) -> Campaign:
    """Run a round, and answer for 007, which was ``dog`` and then undone before it is ``cat``.

    002 and 003 are predicted as ``dog`` with 3/4, 008 with 4/5; 004 can't be read.
    """
    begun = start(LABELLED, POOL)
    begun.run()
    answer(begun, "007", "dog")
    answer(begun, "007", "fox")
    begun.undo(["007"], who="ben")
    answer(begun, "007", "cat", who="carla")
    return begun
