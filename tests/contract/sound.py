"""A sound model plugin, from which the broken ones derive: the nearest centre, of two numbers."""

import json

import numpy as np
from pydantic import BaseModel, Field

from fastlabel_core import Predictions, hookimpl, open_input, report_epoch, report_unreadable


class SoundModel:
    """Moves a centre for each class, sample by sample, towards the numbers in the files."""

    class Options(BaseModel):
        epochs: int = Field(4, ge=1)
        rate: float = Field(0.3, gt=0)
        random_seed: int = 0

    def load_model(self, model_dir):
        self.centres = {} if model_dir is None else read_json(model_dir / "centres.json")
        return self

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        labels, numbers = self.read_labelled(df_train)
        if not labels:
            raise ValueError("no sample can be read")
        validation = ([], []) if df_val is None else self.read_labelled(df_val)
        self.begin(labels, is_first_train, options.random_seed)
        history = self.take_up(work_dir / "checkpoint.json")
        while len(history) < options.epochs:
            generator = self.generator(options.random_seed, len(history))
            for row in generator.permutation(len(labels)):
                self.move(labels[row], numbers[row], options.rate)
            losses = {"train_loss": self.loss(labels, numbers), "val_loss": self.loss(*validation)}
            history.append({name: loss for name, loss in losses.items() if loss is not None})
            self.keep(work_dir / "checkpoint.json", history)
            report_epoch(len(history), history[-1])
        return {"epochs": history}

    @hookimpl
    def predict(self, df_img):
        rows, numbers, errors = self.read(df_img)
        probabilities = np.zeros((len(df_img), len(self.centres)), dtype=np.float32)
        for row, pair in zip(rows, numbers, strict=True):
            probabilities[row] = self.probabilities(pair)
        return Predictions(list(self.centres), probabilities, errors)

    def save_model(self, save_dir):
        (save_dir / "centres.json").write_text(json.dumps(self.centres))

    def numbers(self, sample):
        """Return the numbers of a sample; what can't be read raises."""
        with open_input(sample["path"]) as file:
            return [float(word) for word in file.read().split()]

    def read(self, frame):
        """Return the rows that can be read, their numbers, and why the others can't be read."""
        rows, numbers, errors = [], [], {}
        columns = [frame[name].tolist() for name in frame]
        for row, values in enumerate(zip(*columns, strict=True)):
            try:
                numbers.append(self.numbers(dict(zip(frame, values, strict=True))))
                rows.append(row)
            except OSError as error:
                errors[row] = error.strerror
        return rows, numbers, errors

    def read_labelled(self, frame):
        """Return labels and numbers of the samples that can be read, and tell the others."""
        rows, numbers, errors = self.read(frame)
        for row, reason in errors.items():
            report_unreadable(frame["sampleId"][row], reason)
        labels = frame["label"].tolist()
        return [labels[row] for row in rows], numbers

    def begin(self, labels, is_first_train, random_seed):
        """Keep the centres that are known; put one anywhere for each new class."""
        generator = np.random.default_rng(random_seed)
        known = set(labels) if is_first_train else set(self.centres)
        self.centres = {label: pair for label, pair in self.centres.items() if label in known}
        for label in sorted(set(labels) - set(self.centres)):
            self.centres[label] = generator.normal(size=2).tolist()

    def take_up(self, checkpoint):
        """Return the epochs that are done, and go on from there."""
        if not checkpoint.exists():
            return []
        kept = read_json(checkpoint)
        self.centres = kept["centres"]
        return kept["history"]

    def keep(self, checkpoint, history):
        beside = checkpoint.with_suffix(".partial")
        beside.write_text(json.dumps({"centres": self.centres, "history": history}))
        beside.replace(checkpoint)

    def generator(self, random_seed, epochs_done):
        return np.random.default_rng([random_seed, epochs_done])

    def move(self, label, pair, rate):
        centre = self.centres[label]
        self.centres[label] = [a + rate * (b - a) for a, b in zip(centre, pair, strict=True)]

    def loss(self, labels, numbers):
        """Return the mean distance from the own centre; None if there is no sample."""
        pairs = zip(labels, numbers, strict=True)
        known = [self.distances(pair)[label] for label, pair in pairs if label in self.centres]
        return float(np.mean(known)) if known else None

    def distances(self, pair):
        return {
            label: float(np.hypot(*np.subtract(pair, at))) for label, at in self.centres.items()
        }

    def probabilities(self, pair):
        closeness = np.exp(-np.array(list(self.distances(pair).values())))
        return closeness / closeness.sum()


def read_json(path):
    return json.loads(path.read_text())


Model = SoundModel
