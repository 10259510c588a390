"""Train in a process of its own: ``train_once.py SAMPLES.csv WORK_DIR SAVE_DIR EPOCHS``."""

import sys
from pathlib import Path

import pandas as pd
from fastlabel_resnet import Options, ResNetModel

samples_csv, work_dir, save_dir, epochs = sys.argv[1:]
samples = pd.read_csv(samples_csv, dtype=str)
options = Options(
    backbone="test_resnet",
    pretrained=False,
    image_size=32,
    device="cpu",
    epochs=int(epochs),
    patience=0,
    batch_size=4,
    random_seed=11,
)
model = ResNetModel()
model.load_model(None)
model.train_model(samples.iloc[6:], samples.iloc[:6], Path(work_dir), True, options)
Path(save_dir).mkdir()
model.save_model(Path(save_dir))
