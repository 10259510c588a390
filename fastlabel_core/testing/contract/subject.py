"""What a check is given: a plugin, samples to try it on, and its hooks, called as a round does.

Nothing here judges what a hook returns; each check judges what it is about, and that alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd

from fastlabel_core.defaults import DefaultSplit
from fastlabel_core.errors import UsageError
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.options import complete_options, declared_options
from fastlabel_core.plugins import Plugin
from fastlabel_core.predictions import Wanted
from fastlabel_core.registration import create_instance, import_plugin
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID
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
        samples of each of at least three classes.
    unreadable : DataFrame
        The same, for samples whose input can't be read; no row if there is no such thing.
    options : mapping
        The plugin's options, as a caller gives them.
    folder : Path
        An empty folder for this check alone.

    Raises
    ------
    UsageError
        If the samples are too few, or not as a round would hand them out.
    """

    plugin: Plugin
    samples: pd.DataFrame
    unreadable: pd.DataFrame
    options: Mapping[str, Any]
    folder: Path

    def __post_init__(self) -> None:
        for name in ("samples", "unreadable"):
            frame = getattr(self, name)
            _refuse_incomplete(frame, name)
            object.__setattr__(self, name, _renumbered(frame))
        _refuse_repeated(pd.concat([self.samples[SAMPLE_ID], self.unreadable[SAMPLE_ID]]))
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

    @cached_property
    def input_columns(self) -> tuple[str, ...]:
        """The columns that the model can take its input from."""
        return tuple(getattr(self.model_class, "input_columns", (PATH,)))

    def of_classes(self, *labels: str) -> pd.DataFrame:
        """Return the samples of some classes, numbered as they are among all."""
        return self.samples[self.samples[LABEL].isin(labels)]

    def renamed(self, names: Mapping[str, str]) -> pd.DataFrame:
        """Return the samples with other names for their classes."""
        return self.samples.assign(**{LABEL: self.samples[LABEL].map(names).astype("str")})

    def train_and_validation(
        self, samples: pd.DataFrame | None = None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return two thirds of the samples of each class to train on, and one to validate on.

        Of all samples, unless some are given, which must be numbered as they are among all.
        """
        samples = self.samples if samples is None else samples
        is_validation = self._is_validation[samples.index]
        return _renumbered(samples[~is_validation]), _renumbered(samples[is_validation])

    @cached_property
    def _is_validation(self) -> pd.Series[bool]:
        return self.samples.groupby(LABEL).cumcount() % 3 == 2

    def new_folder(self, name: str) -> Path:
        """Make an empty folder."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def new_model(
        self, model_dir: Path | None = None, *, work_dir: Path | None = None
    ) -> LoadedModel:
        """Make an instance and load what `save` left, or nothing; its work folder is new."""
        new_work_dir = work_dir or Path(mkdtemp(prefix="work-", dir=self.folder))
        return LoadedModel(self, model_dir, new_work_dir)

    def trained_model(self, samples: pd.DataFrame | None = None) -> LoadedModel:
        """Make a model, train it on two thirds of samples and validate it on the others."""
        model = self.new_model()
        model.train(*self.train_and_validation(samples))
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
    work_dir : Path
        For its hooks.

    Attributes
    ----------
    instance : object
        What answers the hooks: what `load_model` returned.
    changed : set of str
        The hooks that changed a frame which they were given.
    """

    def __init__(self, subject: Subject, model_dir: Path | None, work_dir: Path) -> None:
        self.work_dir = work_dir
        self.changed: set[str] = set()
        self._plugin = subject.plugin
        self._options = subject.completed_options()
        self._labelled: tuple[pd.DataFrame, pd.DataFrame | None] = (subject.samples[:0], None)
        self._hooks = HookManager()
        self._hooks.register(DefaultSplit())
        self._take(create_instance(subject.plugin, subject.model_class))
        self.load(model_dir)

    def answers(self, hook: str) -> bool:
        """Whether the model itself, and not the core, answers a hook."""
        return bool(self._hooks.owners(hook))

    def load(self, model_dir: Path | None) -> None:
        """Call `load_model`; what it returns answers from then on."""
        loaded = self._call("load_model", model_dir=model_dir)
        if loaded is not None and loaded is not self.instance:
            self._take(loaded)

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
        self, df_train: pd.DataFrame, df_val: pd.DataFrame | None, *, is_first_train: bool = True
    ) -> Any:
        """Return what `train_model` returns."""
        self._labelled = df_train, df_val
        return self._call(
            "train_model",
            df_train=df_train,
            df_val=df_val,
            work_dir=self.work_dir,
            is_first_train=is_first_train,
            options=deepcopy(self._options),
        )

    def predict(self, df_img: pd.DataFrame) -> Answers:
        """Return what the model says of samples, by `predict`, or else by `query_hard_example`."""
        said = self.predictions(df_img) if self.answers("predict") else self.query(df_img, 0)
        return read_answers(said, df_img)

    def predictions(self, df_img: pd.DataFrame, wanted: Wanted | None = None) -> Any:
        """Return what `predict` returns, when it is asked for probabilities alone or for more."""
        return self._call(
            "predict",
            df_img=df_img,
            work_dir=self.work_dir,
            options=deepcopy(self._options),
            wanted=wanted or Wanted(),
        )

    def query(self, df_img: pd.DataFrame, query_cnt: int) -> Any:
        """Return what `query_hard_example` returns, when it is given what was last trained on."""
        df_train, df_val = self._labelled
        return self._call(
            "query_hard_example",
            df_img=df_img,
            df_train=df_train,
            df_val=df_val,
            work_dir=self.work_dir,
            query_cnt=query_cnt,
            strategy="LeastConfidence",
            strategy_options={},
            options=deepcopy(self._options),
        )

    def save(self, save_dir: Path) -> None:
        """Call `save_model`."""
        self._call("save_model", save_dir=save_dir)

    def _take(self, instance: object) -> None:
        self.instance = instance
        self._hooks.register_model(self._plugin, instance)

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


def _refuse_incomplete(frame: pd.DataFrame, name: str) -> None:
    """Raise `UsageError` unless a frame is as a round hands it out: strings in every field."""
    for required in (SAMPLE_ID, LABEL):
        if required not in frame:
            raise UsageError(f"the {name} for the contract have no column {required!r}; add it")
    for column, values in frame.items():
        if values.dtype != "str" or values.isna().any():
            raise UsageError(
                f"the {name} for the contract hold other things than strings in the column "
                f"{column!r}; read them by read_csv(..., dtype='str', keep_default_na=False)"
            )


def _refuse_repeated(ids: pd.Series) -> None:
    repeated = ids[ids.duplicated()]
    if len(repeated):
        raise UsageError(
            f"two of the samples for the contract have the sampleId {repeated.iloc[0]!r}; give "
            "each its own"
        )


def _renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True)
