"""The classifier that a training starts from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from fastlabel_core import OptionError, report_warning
from fastlabel_resnet.classifier import Classifier, Config, with_classes
from fastlabel_resnet.network import describe
from fastlabel_resnet.options import Options
from fastlabel_resnet.samples import typical_side
from fastlabel_resnet.weights import start_network

_STRIDE = 32
_ENLARGEMENT = 2


def new_classifier(labels: Collection[str], paths: Sequence[str], options: Options) -> Classifier:
    """Return a classifier for the classes in `labels` that has seen nothing yet."""
    classes = tuple(sorted(set(labels)))
    description = describe(options.backbone)
    image_size = choose_image_size(paths, options)
    network, pretrained = start_network(options, len(classes), image_size)
    config = Config(
        backbone=options.backbone,
        classes=classes,
        image_size=image_size,
        mean=tuple(description.mean),
        std=tuple(description.std),
        pretrained=pretrained,
    )
    return Classifier(config, network)


def continued_classifier(
    loaded: Classifier, labels: Collection[str], is_first_train: bool, options: Options
) -> Classifier:
    """Return a classifier with the loaded one's weights, for the classes to learn now.

    Raises
    ------
    OptionError
        If the options ask for what the loaded one isn't.
    """
    _refuse_change("backbone", loaded.config.backbone, options)
    _refuse_change("image_size", loaded.config.image_size, options)
    if options.pretrained is True or isinstance(options.pretrained, Path):
        report_warning(
            f"pretrained={options.pretrained} is left aside: the model to go on from has weights"
        )
    found = sorted(set(labels))
    known = () if is_first_train else loaded.config.classes
    classes = [*known, *(name for name in found if name not in known)]
    return with_classes(loaded, classes)


def _refuse_change(name: str, of_the_model: object, options: Options) -> None:
    asked = getattr(options, name)
    if name in options.model_fields_set and asked not in ("auto", of_the_model):
        raise OptionError(
            f"{name}={asked}: the model to go on from has {name}={of_the_model}\n"
            f"Leave {name} out, or start without a model."
        )


def choose_image_size(paths: Sequence[str], options: Options) -> int:
    """Return the side of the squares that the network is to see.

    Unless the user says so, or the network takes one size alone, it is twice the pictures' own,
    since a network made for photos soon condenses a small picture to a point; in steps of 32, the
    least picture that such a network condenses to one; and no more than the network was made for.
    """
    if options.image_size != "auto":
        return options.image_size
    description = describe(options.backbone)
    made_for = description.input_size[-1]
    side = typical_side(paths)
    if description.fixed_input_size or side is None:
        return made_for
    return min(made_for, _STRIDE * -(-_ENLARGEMENT * side // _STRIDE))
