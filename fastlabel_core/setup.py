"""What a round needs to know before it looks at a sample: its plugin, model and parameters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastlabel_core.declarations import input_columns
from fastlabel_core.errors import ModelMismatchError, OptionError, UsageError
from fastlabel_core.extensions import Extensions, load_extensions
from fastlabel_core.model import Model, Options
from fastlabel_core.options import complete_options, declared_options, plain_options
from fastlabel_core.plugins import MODELS, Plugin, choose_model, find_plugins
from fastlabel_core.query import StrategyOptions
from fastlabel_core.registration import create_instance, import_model_class, takes_options
from fastlabel_core.repository import StoredModel, find_model, open_repository
from fastlabel_core.strategy_choice import choose_strategy, refuse_without_labels

# NumPy's and scikit-learn's generators take no more.
SEED_LIMIT = 2**32


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything about a round but its samples and its folders.

    Parameters
    ----------
    plugin : Plugin
        The kind of model.
    model_class : type
        What its entry point names, checked.
    extensions : Extensions
        Those that join in.
    start : StoredModel or None
        The model that the round begins with; None for a new one.
    start_reference : str or None
        How the caller named it.
    is_first_train, query_cnt, val_size, strategy, random_seed
        As in `run_round`, completed.
    strategy_options : StrategyOptions or dict
        The strategy's options, validated; the caller's dict if the model chooses by itself.
    options : BaseModel or dict
        The plugin's options, validated.
    """

    plugin: Plugin
    model_class: type[Any]
    extensions: Extensions
    start: StoredModel | None
    start_reference: str | None
    is_first_train: bool
    query_cnt: int
    val_size: float
    strategy: str
    strategy_options: StrategyOptions | dict[str, Any]
    random_seed: int
    options: Options

    @property
    def input_columns(self) -> tuple[str, ...]:
        """The columns that the model can take its input from."""
        return input_columns(self.model_class)

    def parameters(self) -> dict[str, Any]:
        """Return what the caller asked for, completed, as JSON values."""
        return {
            "plugin": self.plugin.name,
            "model": self.start_reference,
            "is_first_train": self.is_first_train,
            "query_cnt": self.query_cnt,
            "val_size": self.val_size,
            "strategy": self.strategy,
            "strategy_options": plain_options(self.strategy_options),
            "random_seed": self.random_seed,
            "options": plain_options(self.options),
            "extensions": self.extensions.names,
        }

    def request(self, inputs: Mapping[str, str]) -> str:
        """Return a hash of the parameters and of the input files, the model's content left aside.

        Parameters
        ----------
        inputs : mapping of str to str
            The SHA-256 of each input file, by its name.
        """
        return fingerprint([{**self.parameters(), "model": None}, dict(inputs)])

    def create_model(self) -> Model:
        """Make the model's instance, with the extensions around it."""
        return Model(
            self.plugin,
            create_instance(self.plugin, self.model_class),
            self.extensions.new_hooks(),
            self.extensions.strategies(),
            self.random_seed,
        )

    def refuse_without_labels(self, why_no_labels: str) -> None:
        """Raise `StrategyError` if there is no model to go on from and the strategy needs one."""
        if self.start is None:
            refuse_without_labels(
                self.strategy,
                self.strategy_options,
                self.plugin,
                self.model_class,
                self.extensions.strategies(),
                why_no_labels,
            )

    def parent(self) -> str | None:
        """Return the published model from which the round's model descends, if any."""
        if self.start is None:
            return None
        return self.start.metadata.reference or self.start.metadata.parent


def prepare(
    *,
    plugin: str | None,
    model: str | Path | None,
    is_first_train: bool | None,
    query_cnt: int,
    val_size: float,
    strategy: str,
    strategy_options: Mapping[str, Any],
    random_seed: int,
    options: Mapping[str, Any],
    repository: str | Path,
    disable: Collection[str],
) -> Setup:
    """Find the plugin and the model, and hold the parameters against them; see `run_round`.

    Raises
    ------
    UsageError
        For a parameter that can't be, or a name that isn't known.
    Failure
        If a plugin or the model's files are broken.
    """
    _refuse_impossible(query_cnt, val_size, random_seed)
    extensions = load_extensions(disable)
    start = None
    if model is not None:
        start = find_model(model, open_repository(repository, extensions.repositories()))
    chosen = choose_model(_plugin_name(plugin, start))
    model_class = import_model_class(chosen)
    declared = declared_options(chosen, model_class)
    if options and not takes_options(model_class):
        raise OptionError(f"{chosen} takes no options; leave out {', '.join(options)}")
    strategy_name, completed_strategy_options = choose_strategy(
        strategy, strategy_options, chosen, model_class, extensions.strategies()
    )
    return Setup(
        plugin=chosen,
        model_class=model_class,
        extensions=extensions,
        start=start,
        start_reference=None if model is None else str(model),
        is_first_train=_is_first_train(is_first_train, start),
        query_cnt=query_cnt,
        val_size=val_size,
        strategy=strategy_name,
        strategy_options=completed_strategy_options,
        random_seed=random_seed,
        options=complete_options(chosen, declared, options, random_seed),
    )


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of a JSON value; equal values have the same."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_impossible(query_cnt: int, val_size: float, random_seed: int) -> None:
    if query_cnt < 0:
        raise OptionError(f"query_cnt is {query_cnt}; give 0 or more")
    if not 0 <= val_size < 1:
        raise OptionError(f"val_size is {val_size}; give a share from 0 to below 1")
    if not 0 <= random_seed < SEED_LIMIT:
        raise OptionError(f"random_seed is {random_seed}; give 0 to {SEED_LIMIT - 1}")


def _plugin_name(plugin: str | None, start: StoredModel | None) -> str:
    """Return the plugin that is asked for, or that the model belongs to."""
    if start is None:
        if plugin is None:
            names = ", ".join(found.name for found in find_plugins(MODELS)) or "none"
            raise UsageError(
                f"which kind of model? Give a plugin (--plugin; installed: {names}) or a model to "
                "go on from (--model)"
            )
        return plugin
    if plugin not in (None, start.metadata.plugin):
        raise ModelMismatchError(
            f"the model in {start.folder} belongs to plugin {start.metadata.plugin!r}, not "
            f"{plugin!r}; leave --plugin out, or give another model"
        )
    return start.metadata.plugin


def _is_first_train(asked: bool | None, start: StoredModel | None) -> bool:
    """Tell a stage model, from which a campaign goes on, from one that a campaign starts with."""
    if start is None:
        if asked is False:
            raise UsageError("a next round goes on from a model; give one (--model)")
        return True
    is_stage_model = start.metadata.reference is None
    return not is_stage_model if asked is None else asked
