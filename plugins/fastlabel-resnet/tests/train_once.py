"""A training that another process can run: ``train_once.py SAMPLES.csv FOLDER``."""

import sys
from pathlib import Path

import pandas as pd
import torch
from fastlabel_resnet import Options, ResNetModel


def train(samples_csv: Path, folder: Path) -> None:
    """Leave checkpoints in ``FOLDER/work`` and, at the end, the model in ``FOLDER/saved``."""
    samples = pd.read_csv(samples_csv, dtype=str)
    options = Options(
        backbone="test_resnet",
        pretrained=False,
        image_size=32,
        device="cpu",
        epochs=6,
        patience=0,
        batch_size=4,
        random_seed=11,
    )
    (folder / "work").mkdir(parents=True, exist_ok=True)
    model = ResNetModel()
    model.load_model(None)
    model.train_model(samples.iloc[6:], samples.iloc[:6], folder / "work", True, options)
    (folder / "saved").mkdir()
    model.save_model(folder / "saved")


if __name__ == "__main__":
    torch.set_num_threads(1)
    train(Path(sys.argv[1]), Path(sys.argv[2]))
