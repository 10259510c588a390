"""The promises of the protocol, as functions that hold a plugin to them.

Each check is a function that takes a `Subject` and raises if the plugin breaks the promise, which
is the first line of its docstring. `ModelPluginContract` runs them under pytest, and
``fastlabel plugins check`` without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.finding import (
    hooks_keep_the_protocol,
    listing_does_not_import_it,
)
from fastlabel_core.testing.contract.frames import (
    labels_may_be_any_strings,
    other_columns_do_not_matter,
    paths_may_be_uris,
    sample_ids_may_be_any_strings,
)
from fastlabel_core.testing.contract.giving import (
    embeddings_need_no_label,
    predict_gives_what_it_declares,
)
from fastlabel_core.testing.contract.options import (
    defaults_are_valid_options,
    unknown_options_are_refused,
)
from fastlabel_core.testing.contract.other_process import other_process_gives_the_same
from fastlabel_core.testing.contract.predicting import (
    answers_keep_the_order,
    inputs_stay_unchanged,
    predictions_ignore_the_pieces,
    probabilities_are_sound,
    query_marks_the_hard_examples,
    unreadable_samples_keep_their_row,
)
from fastlabel_core.testing.contract.repeating import (
    interrupted_training_ends_the_same,
    two_models_share_nothing,
)
from fastlabel_core.testing.contract.rounds import (
    first_round_forgets_other_classes,
    later_round_keeps_the_classes,
    later_round_learns_a_new_class,
)
from fastlabel_core.testing.contract.saving import (
    loading_replaces_the_model,
    moved_model_predicts_the_same,
    nothing_is_written_elsewhere,
    saved_model_can_be_published,
    saved_model_holds_no_pickle,
)
from fastlabel_core.testing.contract.splitting import (
    split_can_do_without_validation,
    split_ignores_the_order_of_rows,
    split_is_disjoint_and_complete,
    split_is_the_same_in_every_round,
    split_trains_on_single_samples,
)
from fastlabel_core.testing.contract.subject import Subject
from fastlabel_core.testing.contract.training import (
    metrics_are_json_values,
    training_leaves_out_unreadable_samples,
    trains_on_one_class,
    trains_without_validation,
    validation_may_hold_another_class,
    validation_may_lack_a_class,
)

__all__ = ["CHECKS", "QUICK_CHECKS", "BrokenPromiseError", "Check", "Subject", "promise"]

Check: TypeAlias = Callable[[Subject], None]

QUICK_CHECKS: tuple[Check, ...] = (
    listing_does_not_import_it,
    hooks_keep_the_protocol,
    defaults_are_valid_options,
    unknown_options_are_refused,
    split_is_disjoint_and_complete,
    split_ignores_the_order_of_rows,
    split_is_the_same_in_every_round,
    split_can_do_without_validation,
    split_trains_on_single_samples,
    trains_without_validation,
    trains_on_one_class,
    probabilities_are_sound,
    answers_keep_the_order,
    predict_gives_what_it_declares,
    embeddings_need_no_label,
    query_marks_the_hard_examples,
    moved_model_predicts_the_same,
    saved_model_holds_no_pickle,
    saved_model_can_be_published,
)

CHECKS: tuple[Check, ...] = (
    *QUICK_CHECKS,
    validation_may_lack_a_class,
    validation_may_hold_another_class,
    training_leaves_out_unreadable_samples,
    metrics_are_json_values,
    inputs_stay_unchanged,
    unreadable_samples_keep_their_row,
    predictions_ignore_the_pieces,
    labels_may_be_any_strings,
    sample_ids_may_be_any_strings,
    paths_may_be_uris,
    other_columns_do_not_matter,
    loading_replaces_the_model,
    nothing_is_written_elsewhere,
    later_round_keeps_the_classes,
    later_round_learns_a_new_class,
    first_round_forgets_other_classes,
    two_models_share_nothing,
    interrupted_training_ends_the_same,
    other_process_gives_the_same,
)


def promise(check: Check) -> str:
    """Return what a check holds a plugin to, in one line."""
    return (check.__doc__ or "").strip().partition("\n")[0]
