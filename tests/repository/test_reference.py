from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fastlabel_core.errors import IntegrityError, ModelNotFoundError, UsageError
from fastlabel_core.repository import LocalRepository, find_model, read_metadata


@pytest.fixture
def filled(repository: LocalRepository, stage_model: Path) -> LocalRepository:
    """Three versions of 'digits', of which the second is in production, and one of 'letters'."""
    for name in ("digits", "digits", "digits", "letters"):
        repository.publish(stage_model, name)
    repository.set_alias("digits", "production", 2)
    return repository


def complaint(reference: str | Path, repository: LocalRepository) -> str:
    with pytest.raises(ModelNotFoundError) as raised:
        find_model(reference, repository)
    return str(raised.value)


@pytest.mark.parametrize(
    ("reference", "found"),
    [("digits", "digits/3"), ("digits@1", "digits/1"), ("digits@production", "digits/2")],
)
def test_names(filled: LocalRepository, reference: str, found: str) -> None:
    model = find_model(reference, filled)
    assert model.folder == Path(filled.location, found)
    assert model.metadata == read_metadata(model.folder)


def test_the_newest_is_the_highest_number(filled: LocalRepository, stage_model: Path) -> None:
    for _ in range(8):
        filled.publish(stage_model, "digits")
    assert find_model("digits", filled).metadata.version == 11


def test_folders(
    filled: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_model(stage_model, filled).folder == stage_model
    assert find_model(str(stage_model), filled).folder == stage_model
    monkeypatch.chdir(stage_model.parent)
    for reference in ("./model", "model/", Path("model")):
        assert find_model(reference, filled).folder == Path("model")
    monkeypatch.chdir(stage_model / "labels")
    assert find_model("..", filled).folder == Path("..")
    monkeypatch.chdir(stage_model)
    assert find_model(".", filled).folder == Path()


def test_how_it_is_written_decides_and_not_what_exists(
    filled: LocalRepository, stage_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(stage_model, tmp_path / "letters")
    shutil.copytree(stage_model, tmp_path / "leters")
    monkeypatch.chdir(tmp_path)
    assert find_model("letters", filled).metadata.reference == "letters@1"
    assert find_model("./letters", filled).metadata.reference is None
    assert complaint("leters", filled) == (
        f"no model named 'leters' in the repository {filled.location}; it holds: digits, letters. "
        "Did you mean 'letters'? There is a folder 'leters' too: write './leters' to mean it."
    )


def test_no_such_model(filled: LocalRepository, repository: LocalRepository) -> None:
    assert complaint("digts", filled) == (
        f"no model named 'digts' in the repository {filled.location}; it holds: digits, letters. "
        "Did you mean 'digits'?"
    )
    assert complaint("digts@2", filled) == complaint("digts", filled)


def test_no_model_at_all(repository: LocalRepository) -> None:
    Path(repository.location).mkdir()
    assert complaint("digits", repository) == (
        f"no model named 'digits' in the repository {repository.location}; it holds no models yet."
    )


def test_no_repository(repository: LocalRepository) -> None:
    assert complaint("digits", repository) == (
        f"no model named 'digits' in the repository {repository.location}: there is no such "
        "folder. Give the one that holds the models (--repository)."
    )


def test_a_repository_at_a_uri_is_no_folder_that_could_be_missing() -> None:
    class OnShelf(LocalRepository):
        @property
        def location(self) -> str:
            return "shelf://oak"

    assert complaint("digits", OnShelf("nowhere")) == (
        "no model named 'digits' in the repository shelf://oak; it holds no models yet."
    )


def test_no_such_version(filled: LocalRepository) -> None:
    assert complaint("digits@9", filled) == (
        f"model 'digits' in the repository {filled.location} has no version 9; it has 1 to 3."
    )
    shutil.rmtree(Path(filled.location, "digits", "2"))
    assert complaint("digits@9", filled) == (
        f"model 'digits' in the repository {filled.location} has no version 9; it has 1, 3."
    )
    # The alias is still there; the version that it stands for isn't.
    assert complaint("digits@production", filled) == (
        f"model 'digits' in the repository {filled.location} has no version 2; it has 1, 3."
    )


def test_no_such_alias(filled: LocalRepository) -> None:
    assert complaint("digits@prodution", filled) == (
        f"model 'digits' in the repository {filled.location} has no alias 'prodution'; aliases: "
        "production; versions: 1 to 3. Did you mean 'production'?"
    )
    assert complaint("letters@latest", filled) == (
        f"model 'letters' in the repository {filled.location} has no alias 'latest'; aliases: "
        "none; versions: 1."
    )


def test_no_such_folder(filled: LocalRepository, tmp_path: Path) -> None:
    remedy = (
        "Give a folder that a round left, such as exp_dir/output/model, or the name of a model in "
        "the repository, such as digits@3."
    )
    missing = tmp_path / "nowhere"
    assert complaint(missing, filled) == f"no model in {missing}: there is no such folder. {remedy}"
    assert complaint(str(tmp_path), filled) == (
        f"no model in {tmp_path}: the folder has no metadata.json. {remedy}"
    )


@pytest.mark.parametrize(
    "reference", ["", "@", "@1", "digits@", "digits@0", "digits@03", "digits@1@2", "di gits", "a:b"]
)
def test_what_means_no_model(filled: LocalRepository, reference: str) -> None:
    with pytest.raises(UsageError) as raised:
        find_model(reference, filled)
    assert str(raised.value) == (
        f"{reference!r} means no model: write NAME, NAME@VERSION (a whole number), NAME@ALIAS, or "
        "a folder with a path separator, such as ./model."
    )


def test_a_tampered_version_is_not_handed_out(filled: LocalRepository) -> None:
    Path(filled.location, "digits", "3", "weights.safetensors").write_bytes(b"abd")
    with pytest.raises(IntegrityError, match=r"'weights\.safetensors' .* has changed"):
        find_model("digits", filled)
    find_model("digits@2", filled)


def test_a_version_in_the_place_of_another(filled: LocalRepository, stage_model: Path) -> None:
    third = Path(filled.location, "digits", "3")
    shutil.rmtree(third)
    shutil.copytree(Path(filled.location, "digits", "2"), third)
    with pytest.raises(IntegrityError) as raised:
        find_model("digits@3", filled)
    assert str(raised.value) == (
        f"the model in {third} should be digits@3, but its metadata.json says digits@2. Put the "
        "folder back where it was, and publish models with `fastlabel models publish`."
    )
    shutil.rmtree(third)
    shutil.copytree(stage_model, third)
    with pytest.raises(IntegrityError, match="says that it was never published"):
        find_model("digits@3", filled)
