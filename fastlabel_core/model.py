"""A model at work: a plugin's instance behind a typed face, every call of it checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel

from fastlabel_core.defaults import DefaultPoolPrediction, DefaultQuery, DefaultSplit
from fastlabel_core.errors import (
    FastlabelError,
    PluginFailure,
    PluginProtocolError,
    PluginResultError,
    describe_cause,
)
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.plugins import Plugin
from fastlabel_core.predictions import Predictions, Wanted
from fastlabel_core.query import Strategy, StrategyOptions
from fastlabel_core.registration import check_model
from fastlabel_core.results import (
    Split,
    UnsoundResultError,
    checked_metrics,
    checked_predictions,
    checked_query,
    checked_split,
)

Options = BaseModel | dict[str, Any]


class Model:
    """A plugin's instance on a hook manager of its own, which holds the extensions too.

    Parameters
    ----------
    plugin : Plugin
        Whose instance it is; for the messages.
    instance : object
        Checked already, by its class.
    hooks : HookManager
        With the extensions registered on it.
    strategies : iterable of Strategy
        Those that the default query may be asked for.
    random_seed : int
        The round's seed.
    """

    def __init__(
        self,
        plugin: Plugin,
        instance: object,
        hooks: HookManager,
        strategies: Iterable[Strategy],
        random_seed: int,
    ) -> None:
        self._plugin = plugin
        self._hooks = hooks
        self._random_seed = random_seed
        self._is_trained = True
        self._defaults = {
            "split_train_val": DefaultSplit(),
            "query_hard_example": DefaultQuery(
                self.predict, self.predict_pool, strategies, random_seed
            ),
        }
        hooks.register(DefaultPoolPrediction())
        self._take(instance)

    def answers(self, hook: str) -> bool:
        """Whether the model itself, and not the core, answers a hook."""
        implementations = getattr(self._hooks.hook, hook).get_hookimpls()
        return any(implementation.plugin is self._hooks.model for implementation in implementations)

    def split(
        self, df_init: pd.DataFrame, df_anno: pd.DataFrame, is_first_train: bool, val_size: float
    ) -> Split:
        """Split the labelled samples into a training and a validation set."""
        with self._calling("split_train_val", df_init, df_anno) as (init, anno):
            split = self._hooks.hook.split_train_val(
                df_init=init,
                df_anno=anno,
                is_first_train=is_first_train,
                val_size=val_size,
                random_seed=self._random_seed,
            )
            return checked_split(split, df_init, df_anno)

    def load(self, model_dir: Path | None) -> None:
        """Load what `save` left, or begin anew if `model_dir` is None."""
        with self._calling("load_model"):
            loaded = self._hooks.hook.load_model(model_dir=model_dir)
        self._is_trained = model_dir is not None
        if loaded is None or loaded is self._hooks.model:
            return
        if isinstance(loaded, type):
            raise PluginResultError(f"{self._plugin}: load_model returned a class; return self")
        try:
            check_model(self._plugin, loaded)
        except PluginProtocolError as error:
            error.add_note(f"it is what load_model returned, {type(loaded).__name__}; return self")
            raise
        self._take(loaded)

    def train(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        is_first_train: bool,
        options: Options,
    ) -> dict[str, Any]:
        """Train; return the metrics, empty if the model has none."""
        frames = [df_train] if df_val is None else [df_train, df_val]
        with self._calling("train_model", *frames) as handed:
            metrics = self._hooks.hook.train_model(
                df_train=handed[0],
                df_val=None if df_val is None else handed[1],
                work_dir=work_dir,
                is_first_train=is_first_train,
                options=deepcopy(options),
            )
            self._is_trained = True
            return checked_metrics(metrics)

    def predict(
        self, df_img: pd.DataFrame, work_dir: Path, options: Options, wanted: Wanted
    ) -> Predictions:
        """Predict samples; a model that was never trained knows no class."""
        with self._calling("predict", df_img) as (img,):
            predictions = self._hooks.hook.predict(
                df_img=img, work_dir=work_dir, options=deepcopy(options), wanted=wanted
            )
            return checked_predictions(predictions, df_img, wanted, is_trained=self._is_trained)

    def predict_pool(
        self, df_img: pd.DataFrame, work_dir: Path, options: Options, wanted: Wanted
    ) -> Predictions:
        """Predict the pool, in pieces unless an extension does it in another way.

        A model that was never trained isn't asked unless it can give what is wanted.
        """
        if not (self._is_trained or wanted.embeddings):
            return Predictions([], np.empty((len(df_img), 0), dtype=np.float32))
        with self._calling("predict_pool", df_img) as (img,):
            predictions: Predictions = self._hooks.hook.predict_pool(
                df_img=img,
                work_dir=work_dir,
                predict=lambda piece: self.predict(piece, work_dir, options, wanted),
            )
            if self._hooks.owners("predict_pool"):
                return checked_predictions(predictions, df_img, wanted, is_trained=self._is_trained)
            return predictions

    def query(
        self,
        df_img: pd.DataFrame,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        query_cnt: int,
        strategy: str,
        strategy_options: StrategyOptions | dict[str, Any],
        options: Options,
    ) -> pd.DataFrame:
        """Predict the pool and choose the hard examples; see `checked_query` for the columns."""
        frames = [df_img, df_train] if df_val is None else [df_img, df_train, df_val]
        with self._calling("query_hard_example", *frames) as handed:
            answer = self._hooks.hook.query_hard_example(
                df_img=handed[0],
                df_train=handed[1],
                df_val=None if df_val is None else handed[2],
                work_dir=work_dir,
                query_cnt=query_cnt,
                strategy=strategy,
                strategy_options=deepcopy(strategy_options),
                options=deepcopy(options),
            )
            return checked_query(answer, df_img, query_cnt)

    def save(self, save_dir: Path) -> None:
        """Save the model into an empty folder."""
        with self._calling("save_model"):
            self._hooks.hook.save_model(save_dir=save_dir)
            if not any(save_dir.iterdir()):
                raise UnsoundResultError("saved nothing")

    def _take(self, instance: object) -> None:
        """Let `instance` be the model, and the core answer what it doesn't."""
        self._hooks.register_model(self._plugin, instance)
        for hook, default in self._defaults.items():
            if self._hooks.is_registered(default):
                self._hooks.unregister(default)
            if not self.answers(hook):
                self._hooks.register(default)

    @contextmanager
    def _calling(self, hook: str, *frames: pd.DataFrame) -> Iterator[list[pd.DataFrame]]:
        """Hand out views of `frames`, blame the plugin for what it raises or changes."""
        handed = [frame.copy(deep=False) for frame in frames]
        try:
            yield handed
        except UnsoundResultError as error:
            self._refuse_changed(hook, frames, handed)
            raise self._unsound(hook, str(error)) from None
        except FastlabelError:
            raise
        except Exception as error:
            culprit = self._hooks.culprit(hook, error)
            if culprit is None:
                raise
            raise PluginFailure(f"{culprit} failed in {hook}: {describe_cause(error)}") from error
        self._refuse_changed(hook, frames, handed)

    def _refuse_changed(
        self, hook: str, frames: Iterable[pd.DataFrame], handed: Iterable[pd.DataFrame]
    ) -> None:
        for given, after in zip(frames, handed, strict=True):
            if not given.equals(after):
                raise self._unsound(hook, "changed a frame that it was given")

    def _unsound(self, hook: str, problem: str) -> PluginResultError:
        """Name those who may have done it; where only the core answers, it was `predict`."""
        owners = self._hooks.owners(hook)
        if owners:
            return PluginResultError(f"{' or '.join(map(str, owners))}: {hook} {problem}")
        return PluginResultError(f"{self._plugin}: predict {problem}")
