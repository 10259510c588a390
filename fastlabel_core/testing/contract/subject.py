"""What a check is given: a plugin, samples to try it on, and its hooks, called as a round does.

Nothing here judges what a hook returns; each check judges what it is about, and that alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from fastlabel_core.defaults import DefaultSplit
from fastlabel_core.errors import UsageError
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.options import complete_options, declared_options
from fastlabel_core.plugins import Plugin
from fastlabel_core.registration import create_instance, import_plugin
from fastlabel_core.samples import LABEL
from fastlabel_core.testing.contract.answers import Answers, read_answers

CLASSES = 3
SAMPLES_OF_A_CLASS = 6
RANDOM_SEED = 0


@dataclass(frozen=True)
class Subject:
    """A plugin under the contract, and what to try it on.

    Parameters
    ----------
    plugin : Plugin
        As it is installed.
    samples : DataFrame
        ``sampleId``, the input's column or columns, and ``label``, all strings: at least six
        samples of each of at least three classes, in the order of their ids.
    unreadable : DataFrame
        The same, for samples whose input can't be read; no row if there is no such thing.
    options : mapping
        The plugin's options, as a caller gives them.
    folder : Path
        An empty folder for this check alone.

    Raises
    ------
    UsageError
        If the samples are too few.
    """

    plugin: Plugin
    samples: pd.DataFrame
    unreadable: pd.DataFrame
    options: Mapping[str, Any]
    folder: Path

    def __post_init__(self) -> None:
        counts = self.samples[LABEL].value_counts()
        if len(counts) < CLASSES or counts.min() < SAMPLES_OF_A_CLASS:
            raise UsageError(
                f"the contract needs at least {SAMPLES_OF_A_CLASS} samples of each of at least "
                f"{CLASSES} classes; it was given {counts.to_dict()}"
            )

    @cached_property
    def model_class(self) -> type[Any]:
        """What the plugin's entry point names."""
        model_class: type[Any] = import_plugin(self.plugin)
        return model_class

    @cached_property
    def classes(self) -> list[str]:
        """The labels of the samples, sorted."""
        return sorted(set(self.samples[LABEL]))

    @cached_property
    def pool(self) -> pd.DataFrame:
        """All samples that can be read, without their labels."""
        return self.samples.drop(columns=LABEL)

    def of_classes(self, *labels: str) -> pd.DataFrame:
        """Return the samples of some classes."""
        return _renumbered(self.samples[self.samples[LABEL].isin(labels)])

    def train_and_validation(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return two thirds of the samples of each class to train on, and one to validate on."""
        is_validation = self.samples.groupby(LABEL).cumcount() % 3 == 2
        return _renumbered(self.samples[~is_validation]), _renumbered(self.samples[is_validation])

    def new_folder(self, name: str) -> Path:
        """Make an empty folder."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def new_model(self, model_dir: Path | None = None) -> LoadedModel:
        """Make an instance and load what `save` left, or nothing."""
        return LoadedModel(self, model_dir)

    def trained_model(self, samples: pd.DataFrame | None = None) -> LoadedModel:
        """Make a model and train it on samples, all unless given, without a validation set."""
        model = self.new_model()
        model.train(self.samples if samples is None else samples, None)
        return model

    def saved_model(self, model: LoadedModel, name: str = "saved") -> Path:
        """Let a model save itself into an empty folder, which is returned."""
        folder = self.new_folder(name)
        model.save(folder)
        return folder

    def completed_options(self) -> Any:
        """Return the options as the hooks get them."""
        declared = declared_options(self.plugin, self.model_class)
        return complete_options(self.plugin, declared, self.options, RANDOM_SEED)


class LoadedModel:
    """An instance of the plugin's class whose hooks are called as a round calls them.

    Parameters
    ----------
    subject : Subject
        The plugin, and the options for its hooks.
    model_dir : Path or None
        What to load; None for a new model.

    Attributes
    ----------
    changed : set of str
        The hooks that changed a frame which they were given.
    """

    def __init__(self, subject: Subject, model_dir: Path | None) -> None:
        self.changed: set[str] = set()
        self._options = subject.completed_options()
        self._work_dir = subject.folder / "work"
        self._hooks = HookManager()
        self._hooks.register(DefaultSplit())
        instance = create_instance(subject.plugin, subject.model_class)
        self._hooks.register_model(subject.plugin, instance)
        loaded = self._call("load_model", model_dir=model_dir)
        if loaded is not None and loaded is not instance:
            self._hooks.register_model(subject.plugin, loaded)

    def answers(self, hook: str) -> bool:
        """Whether the model itself, and not the core, answers a hook."""
        return bool(self._hooks.owners(hook))

    def split(
        self, df_init: pd.DataFrame, df_anno: pd.DataFrame, *, is_first_train: bool, val_size: float
    ) -> Any:
        """Return what `split_train_val` returns."""
        return self._call(
            "split_train_val",
            df_init=df_init,
            df_anno=df_anno,
            is_first_train=is_first_train,
            val_size=val_size,
            random_seed=RANDOM_SEED,
        )

    def train(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        *,
        is_first_train: bool = True,
        work_dir: Path | None = None,
    ) -> Any:
        """Return what `train_model` returns."""
        return self._call(
            "train_model",
            df_train=df_train,
            df_val=df_val,
            work_dir=self._made(work_dir or self._work_dir),
            is_first_train=is_first_train,
            options=deepcopy(self._options),
        )

    def predict(self, df_img: pd.DataFrame) -> Answers:
        """Return what the model says of samples, by `predict`, or else by `query_hard_example`."""
        said = self.predictions(df_img) if self.answers("predict") else self.query(df_img, 0)
        return read_answers(said, df_img)

    def predictions(self, df_img: pd.DataFrame) -> Any:
        """Return what `predict` returns."""
        return self._call(
            "predict",
            df_img=df_img,
            work_dir=self._made(self._work_dir),
            options=deepcopy(self._options),
        )

    def query(self, df_img: pd.DataFrame, query_cnt: int) -> Any:
        """Return what `query_hard_example` returns."""
        return self._call(
            "query_hard_example",
            df_img=df_img,
            work_dir=self._made(self._work_dir),
            query_cnt=query_cnt,
            strategy="LeastConfidence",
            options=deepcopy(self._options),
        )

    def save(self, save_dir: Path) -> None:
        """Call `save_model`."""
        self._call("save_model", save_dir=save_dir)

    def _call(self, hook: str, **arguments: Any) -> Any:
        """Call a hook with views of the frames, and see whether it changed them."""
        frames = {
            name: value for name, value in arguments.items() if isinstance(value, pd.DataFrame)
        }
        views = {name: frame.copy(deep=False) for name, frame in frames.items()}
        answer = getattr(self._hooks.hook, hook)(**{**arguments, **views})
        if any(not frame.equals(views[name]) for name, frame in frames.items()):
            self.changed.add(hook)
        return answer

    def _made(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        return folder


def _renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True)
