"""A plugin's options, as its class declares them."""

from __future__ import annotations

from fastlabel_core.errors import OptionError
from fastlabel_core.options import complete_options, declared_options, option_names
from fastlabel_core.registration import takes_options
from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.subject import RANDOM_SEED, Subject

UNKNOWN = "no_such_option_as_this"


def defaults_are_valid_options(subject: Subject) -> None:
    """The default of each option, given as its value, is valid."""
    declared = declared_options(subject.plugin, subject.model_class)
    if declared is None:
        return
    names = option_names(declared)
    defaults = {
        name: declared.model_fields[field].get_default(call_default_factory=True, validated_data={})
        for name, field in names.items()
        if not declared.model_fields[field].is_required()
    }
    for name, default in defaults.items():
        given = {**subject.options, name: default}
        try:
            complete_options(subject.plugin, declared, given, RANDOM_SEED)
        except OptionError as error:
            raise BrokenPromiseError(
                f"the default of the option {name} can't be given as its value: {error}"
            ) from error


def unknown_options_are_refused(subject: Subject) -> None:
    """An option that it doesn't have is an error."""
    declared = declared_options(subject.plugin, subject.model_class)
    if declared is None and not takes_options(subject.model_class):
        return
    try:
        complete_options(subject.plugin, declared, {**subject.options, UNKNOWN: 1}, RANDOM_SEED)
    except OptionError:
        return
    raise BrokenPromiseError(
        f"the option {UNKNOWN} is taken; declare the options that there are as a pydantic model "
        "named Options"
    )
