"""The protocol: what a model plugin answers, and where an extension joins in.

A model plugin is a class with four methods, named in the entry-point group ``fastlabel.models``::

    class MyModel:
        def load_model(self, model_dir): ...
        def train_model(self, df_train, df_val, work_dir, is_first_train, options): ...
        @hookimpl
        def predict(self, df_img, work_dir, options): ...
        def save_model(self, save_dir): ...

A hook may leave out arguments that it doesn't use, and must give none of them a default value. The
frames belong to the round: a plugin must not change them. They hold ``sampleId`` and the input
column, mostly ``path`` (absolute, or a URI; see `open_input`); labelled ones hold ``label``; all
are strings. Besides its methods a model class may declare

``Options``
    a pydantic model. The hooks then get `options` as its instance: validated, completed and typed.
    A field ``random_seed`` is filled with the round's seed. Without it, the caller's dict.
``input_columns``
    the columns that the model can take its input from, the preferred first; ``("path",)`` unless
    declared. ``()``: a row of a table, which is all columns of ``input_label.csv`` but
    ``sampleId``, ``path`` and ``label``.
``gives``
    what `predict` can give besides probabilities: ``("embeddings", "dropout")``, either, or ``()``,
    which it is unless declared. The query strategies differ in what they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import click
    import pandas as pd

    from fastlabel_core.events import Listener
    from fastlabel_core.predictions import Predictions, Wanted
    from fastlabel_core.query.strategy import Strategy
    from fastlabel_core.repository import Repository

hookspec = pluggy.HookspecMarker("fastlabel")
hookimpl = pluggy.HookimplMarker("fastlabel")


class ModelHooks:
    """What a model answers."""

    @hookspec(firstresult=True)
    def split_train_val(
        self,
        df_init: pd.DataFrame,
        df_anno: pd.DataFrame,
        is_first_train: bool,
        val_size: float,
        random_seed: int,
    ) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """Split the labelled samples into a training and a validation set.

        The core's default is stratified by label and doesn't depend on the order of the rows.

        Parameters
        ----------
        df_init : DataFrame
            The samples of ``input_label.csv``. The validation set comes from these alone.
        df_anno : DataFrame
            The labels added since, none of them for a sample of `df_init`. May be empty.
        is_first_train : bool
            Whether this is the first round.
        val_size : float
            The share of `df_init` to validate on, from 0 to below 1.
        random_seed : int
            The same seed gives the same validation set, in every round.

        Returns
        -------
        df_train, df_val : DataFrame, DataFrame or None
            Every sample in just one of them; `df_val` is None when `val_size` is 0.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def load_model(self, model_dir: Path | None) -> object:
        """Make the model ready to train or to predict.

        Parameters
        ----------
        model_dir : Path or None
            The folder that `save_model` filled, maybe moved since. None when the round starts
            without a model.

        Returns
        -------
        object
            The instance to go on with, mostly `self`. Another one takes its place.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def train_model(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        is_first_train: bool,
        options: Any,
    ) -> Mapping[str, Any] | None:
        """Train with early stopping.

        A round that was killed calls this again with the same arguments and with `work_dir` as it
        was left, so a model that keeps a checkpoint there goes on from it.

        Parameters
        ----------
        df_train : DataFrame
            The training set, with the column ``label``.
        df_val : DataFrame or None
            The validation set, if there is one. It may lack classes, and hold one that `df_train`
            lacks.
        work_dir : Path
            An existing folder for logs, checkpoints and caches; empty when the round is new. The
            folder ``pool-predictions`` in it will be the core's.
        is_first_train : bool
            True: shape the model to the classes in `df_train`. False: keep the classes that the
            loaded model knows, and add those that it has never seen.
        options : Options or dict
            See above.

        Returns
        -------
        mapping or None
            Metrics for the report, of JSON values; ``"epochs"`` holds a list with one mapping each.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def predict(
        self, df_img: pd.DataFrame, work_dir: Path, options: Any, wanted: Wanted
    ) -> Predictions:
        """Predict samples.

        Called for one piece of the pool, or of the labelled samples, after another; the answer for
        a sample must not depend on the others.

        Parameters
        ----------
        df_img : DataFrame
            Samples, without labels.
        work_dir : Path
            As for `train_model`.
        options : Options or dict
            As for `train_model`.
        wanted : Wanted
            What to give besides probabilities; never more than the class declares in `gives`. A
            model that gives embeddings is also asked for them alone after ``load_model(None)``,
            before there is any label, and then answers with no classes.

        Returns
        -------
        Predictions
            One row for each row of `df_img`, in its order. A sample that can't be read stands in
            its `errors`.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def query_hard_example(
        self,
        df_img: pd.DataFrame,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        query_cnt: int,
        strategy: str,
        strategy_options: Any,
        options: Any,
    ) -> pd.DataFrame:
        """Predict the pool and choose the samples to ask a person about.

        The core's default predicts piece by piece and leaves the choice to the named strategy, so a
        model that has `predict` need not answer this. One that has none is asked in this way about
        the validation set too, piece by piece, with a `query_cnt` of 0 and no `df_val`.

        Parameters
        ----------
        df_img : DataFrame
            The whole pool. It is a memory map: take slices of it, not a copy.
        df_train, df_val : DataFrame, DataFrame or None
            The labelled samples, as they were split. `df_train` is empty while there is no label.
        work_dir : Path
            As for `train_model`.
        query_cnt : int
            How many samples to mark as hard, at most.
        strategy : str
            The strategy's name.
        strategy_options : StrategyOptions or dict
            The strategy's options, validated; the caller's dict if the model chooses by itself.
        options : Options or dict
            As for `train_model`.

        Returns
        -------
        DataFrame
            One row for each row of `df_img`, in its order: ``sampleId``, ``label`` (the predicted
            one) and ``is_hard``; may hold ``confidence`` (from 0 to 1), ``score``, ``hard_rank`` (1
            is the hardest), ``is_random`` (whether a hard example was drawn at random from the
            whole pool) and ``error`` (why the sample can't be read, else an empty string).
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def save_model(self, save_dir: Path) -> None:
        """Save the trained model.

        Parameters
        ----------
        save_dir : Path
            An existing, empty folder. ``metadata.json`` in it belongs to the core. What is saved
            must load without running code from the folder: safetensors and JSON, no pickle.
        """
        raise NotImplementedError


class ExtensionHooks:
    """Where an extension adds to the core."""

    @hookspec
    def add_strategies(self) -> Iterable[Strategy]:
        """Return further query strategies."""
        raise NotImplementedError

    @hookspec
    def add_commands(self) -> Iterable[click.Command]:
        """Return further commands of ``fastlabel``."""
        raise NotImplementedError

    @hookspec
    def add_repositories(self) -> Mapping[str, Callable[[str], Repository]]:
        """Return model repositories: URI scheme to a function that opens one by its URI."""
        raise NotImplementedError

    @hookspec
    def add_listeners(self) -> Iterable[Listener]:
        """Return listeners to the events of a round."""
        raise NotImplementedError

    @hookspec(firstresult=True)
    def predict_pool(
        self,
        df_img: pd.DataFrame,
        work_dir: Path,
        predict: Callable[[pd.DataFrame], Predictions],
    ) -> Predictions:
        """Run the model's `predict` over the whole pool.

        The core's default goes through it in pieces and keeps what is complete in `work_dir`.

        Parameters
        ----------
        df_img : DataFrame
            The whole pool, a memory map.
        work_dir : Path
            Where to keep what must outlive the process.
        predict : callable
            The model's answer for a part of the pool, checked.

        Returns
        -------
        Predictions
            One row for each row of `df_img`, in its order.
        """
        raise NotImplementedError
