"""The model that a campaign leaves: whether it can be published, and publishing it once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.round_results import intact_model
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.campaign.state import State
from fastlabel_core.errors import IntegrityError, UsageError
from fastlabel_core.extensions import load_extensions
from fastlabel_core.repository import Repository, open_repository, read_metadata
from fastlabel_core.repository.names import find_other_case


def refuse_taken_name(name: str, repository: Repository, remedy: str) -> None:
    """Raise `UsageError` if a model has this name in a repository but for its case.

    Parameters
    ----------
    name : str
        What a model is to be published as.
    repository : Repository
        Where.
    remedy : str
        What the caller can do.
    """
    other = find_other_case(name, repository.names())
    if other is not None:
        raise UsageError(
            f"no model can be published as {name!r} in {repository.location}: where case doesn't "
            f"count, it would be one with {other!r}, which is there; {remedy}"
        )


def refuse_unpublishable(folder: CampaignFolder, state: State) -> None:
    """Raise an error if the last model, where there is one, can't be published.

    Raises
    ------
    UsageError
        If the repository can't be opened, or can't take its name.
    IntegrityError
        If a file of it is missing or was changed.
    """
    if state.trained_round == 0:
        return
    intact_model(folder, state.trained_round)
    remedy = "move that model out of the repository"
    refuse_taken_name(state.settings.name, _repository_of(state.settings), remedy)


def publish_once(folder: CampaignFolder, state: State) -> str | None:
    """Publish the last model unless that was done.

    Returns
    -------
    str or None
        How others refer to it, such as ``"digits@3"``; None if no round trained one.
    """
    if state.trained_round == 0:
        return None
    if state.model_labels is not None:
        return state.model_labels.who
    model_dir = intact_model(folder, state.trained_round)
    name, repository = state.settings.name, _repository_of(state.settings)
    published = _published(repository, name, model_dir)
    return published or repository.publish(model_dir, name).metadata.reference


def _repository_of(settings: Settings) -> Repository:
    schemes = load_extensions(settings.disable).repositories()
    return open_repository(settings.repository, schemes)


def _published(repository: Repository, name: str, model_dir: Path) -> str | None:
    """Return the version of `name` that is the model in a folder, if it has one."""
    stage = read_metadata(model_dir)
    for version in repository.versions(name):
        # One that is broken is none that this campaign could be content with.
        with suppress(IntegrityError):
            metadata = repository.metadata(name, version)
            if (metadata.files, metadata.created) == (stage.files, stage.created):
                return metadata.reference
    return None
