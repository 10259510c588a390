from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fastlabel_core.errors import IntegrityError, ModelNotFoundError, UsageError
from fastlabel_core.repository import LocalRepository, Repository, read_metadata, read_model


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_local_repository_is_a_repository(repository: Repository, tmp_path: Path) -> None:
    assert repository.location == str(tmp_path / "repository")


def test_a_repository_that_is_not_there_yet_is_empty(repository: LocalRepository) -> None:
    assert repository.names() == ()
    assert repository.versions("digits") == ()
    assert repository.aliases("digits") == {}
    assert not Path(repository.location).exists()


def test_publishing_copies_files_and_gives_name_and_version(
    repository: LocalRepository, stage_model: Path
) -> None:
    before = files_below(stage_model)
    published = repository.publish(stage_model, "digits")
    assert published.folder == Path(repository.location) / "digits" / "1"
    assert files_below(stage_model) == before
    after = files_below(published.folder)
    metadata = json.loads(before.pop("metadata.json")) | {"name": "digits", "version": 1}
    text = json.dumps(metadata, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert after == {**before, "metadata.json": text.encode()}
    assert published == read_model(published.folder)
    assert published.metadata.reference == "digits@1"
    assert published.metadata.parent == "digits@2"


def test_versions_count_up_and_the_earlier_stay(
    repository: LocalRepository, stage_model: Path
) -> None:
    first = repository.publish(stage_model, "digits")
    content = files_below(first.folder)
    for number in range(2, 12):
        assert repository.publish(stage_model, "digits").metadata.version == number
    assert repository.publish(stage_model, "letters").metadata.version == 1
    assert repository.versions("digits") == tuple(range(1, 12))
    assert repository.names() == ("digits", "letters")
    assert files_below(first.folder) == content
    assert sorted(path.name for path in Path(repository.location, "letters").iterdir()) == ["1"]


def test_a_published_model_may_be_published_again(
    repository: LocalRepository, stage_model: Path
) -> None:
    first = repository.publish(stage_model, "digits")
    assert repository.publish(first.folder, "letters").metadata.reference == "letters@1"
    assert first == read_model(first.folder)


def test_a_folder_without_metadata_is_not_published(
    repository: LocalRepository, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        repository.publish(tmp_path, "digits")
    assert str(raised.value) == (
        f"{tmp_path} holds no model: it has no metadata.json. Give the folder that a round left, "
        "such as exp_dir/output/model."
    )
    assert not Path(repository.location).exists()


def test_a_tampered_model_is_not_published(repository: LocalRepository, stage_model: Path) -> None:
    (stage_model / "weights.safetensors").write_bytes(b"abd")
    with pytest.raises(IntegrityError, match=r"'weights\.safetensors' .* has changed"):
        repository.publish(stage_model, "digits")
    assert not Path(repository.location).exists()


@pytest.mark.parametrize("name", ["..", "../digits", "/tmp/digits", "a/b", "digits@1", ""])
def test_no_name_leads_out_of_the_repository(
    repository: LocalRepository, stage_model: Path, tmp_path: Path, name: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="can't be the name of a model"):
        repository.publish(stage_model, name)
    with pytest.raises(ModelNotFoundError):
        repository.fetch(name, 1)
    with pytest.raises(ModelNotFoundError):
        repository.set_alias(name, "production", 1)
    assert repository.versions(name) == ()
    assert repository.aliases(name) == {}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_beside_the_repository_is_no_model(
    repository: LocalRepository, stage_model: Path, tmp_path: Path
) -> None:
    published = repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    outside = LocalRepository(tmp_path / "repository" / "digits")
    assert outside.versions("../digits") == ()
    assert outside.aliases("../digits") == {}
    assert LocalRepository(published.folder).versions("..") == ()


def test_names_that_differ_in_case_alone(repository: LocalRepository, stage_model: Path) -> None:
    repository.publish(stage_model, "digits")
    with pytest.raises(UsageError) as raised:
        repository.publish(stage_model, "Digits")
    assert str(raised.value) == (
        "the model 'Digits' would be one with 'digits' where case doesn't count. Write 'digits', "
        "or choose another name."
    )
    assert repository.versions("Digits") == ()


def test_what_is_no_version_is_not_seen(
    repository: LocalRepository, stage_model: Path, tmp_path: Path
) -> None:
    repository.publish(stage_model, "digits")
    root = Path(repository.location)
    for name in (".publishing-0123456789abcdef", "02", "-3", "0", "v4", "\u0665"):
        (root / "digits" / name).mkdir()
    (root / "digits" / "6").write_bytes(b"")
    (root / "digits" / "7").symlink_to(stage_model)
    (root / ".hidden" / "1").mkdir(parents=True)
    (root / "unfinished" / ".publishing-0123456789abcdef").mkdir(parents=True)
    (root / "notes.txt").write_bytes(b"")
    (root / "linked").symlink_to(root / "digits")
    assert repository.names() == ("digits",)
    assert repository.versions("digits") == (1,)
    assert repository.versions("linked") == ()
    assert repository.publish(stage_model, "digits").metadata.version == 2
    assert repository.publish(stage_model, "unfinished").metadata.version == 1


def test_metadata_and_files_of_a_version(repository: LocalRepository, stage_model: Path) -> None:
    published = repository.publish(stage_model, "digits")
    assert repository.metadata("digits", 1) == read_metadata(published.folder)
    assert repository.fetch("digits", 1) == published.folder


def test_a_version_that_is_not_there(repository: LocalRepository, stage_model: Path) -> None:
    repository.publish(stage_model, "digits")
    expected = f"model 'digits' in the repository {repository.location} has no version 2; it has 1."
    for call in (repository.fetch, repository.metadata):
        with pytest.raises(ModelNotFoundError) as raised:
            call("digits", 2)
        assert str(raised.value) == expected
    with pytest.raises(ModelNotFoundError) as raised:
        repository.set_alias("digits", "production", 2)
    assert str(raised.value) == expected


def test_aliases_move_and_go(repository: LocalRepository, stage_model: Path) -> None:
    repository.publish(stage_model, "digits")
    repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    repository.set_alias("digits", "candidate", 2)
    shelf = Path(repository.location) / "digits" / "aliases"
    assert files_below(shelf) == {"candidate": b"2\n", "production": b"1\n"}
    repository.set_alias("digits", "production", 2)
    assert list(repository.aliases("digits").items()) == [("candidate", 2), ("production", 2)]
    repository.remove_alias("digits", "production")
    assert files_below(shelf) == {"candidate": b"2\n"}
    assert repository.versions("digits") == (1, 2)


def test_an_alias_is_replaced_and_never_written_to(
    repository: LocalRepository, stage_model: Path
) -> None:
    repository.publish(stage_model, "digits")
    repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    path = Path(repository.location) / "digits" / "aliases" / "production"
    with path.open("rb") as reader:
        repository.set_alias("digits", "production", 2)
        assert reader.read() == b"1\n"
    assert path.read_bytes() == b"2\n"


def test_setting_and_removing_an_alias_reach_the_disk(
    repository: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = repository.publish(stage_model, "digits").folder.parent
    journal: list[int | str] = []
    real_replace = Path.replace

    def replace(path: Path, target: Path) -> Path:
        journal.append(f"replace {target.name}")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", lambda descriptor: journal.append(os.fstat(descriptor).st_ino))
    monkeypatch.setattr(Path, "replace", replace)
    repository.set_alias("digits", "production", 1)
    shelf = digits / "aliases"
    in_place = journal.index("replace production")
    assert digits.stat().st_ino in journal[:in_place]
    assert (shelf / "production").stat().st_ino in journal[:in_place]
    assert journal[in_place + 1 :] == [shelf.stat().st_ino]
    journal.clear()
    repository.remove_alias("digits", "production")
    assert journal == [shelf.stat().st_ino]


@pytest.mark.parametrize("alias", ["3", "../digits", "a/b", ".hidden", ""])
def test_aliases_that_can_not_be(
    repository: LocalRepository, stage_model: Path, alias: str
) -> None:
    repository.publish(stage_model, "digits")
    with pytest.raises(UsageError, match="can't be an alias"):
        repository.set_alias("digits", alias, 1)
    assert sorted(path.name for path in Path(repository.location, "digits").iterdir()) == ["1"]


def test_aliases_that_differ_in_case_alone(repository: LocalRepository, stage_model: Path) -> None:
    repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    with pytest.raises(UsageError) as raised:
        repository.set_alias("digits", "Production", 1)
    assert str(raised.value) == (
        "the alias 'Production' would be one with 'production' where case doesn't count. Write "
        "'production', or choose another name."
    )


def test_removing_an_alias_that_is_not_there(
    repository: LocalRepository, stage_model: Path
) -> None:
    repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    with pytest.raises(ModelNotFoundError) as raised:
        repository.remove_alias("digits", "productoin")
    assert str(raised.value) == (
        f"model 'digits' in the repository {repository.location} has no alias 'productoin'; "
        "aliases: production; versions: 1. Did you mean 'production'?"
    )
    with pytest.raises(ModelNotFoundError, match="no model named 'digit'"):
        repository.remove_alias("digit", "production")


@pytest.mark.parametrize("content", ["", "one\n", "0\n", "../2\n"])
def test_an_alias_that_holds_no_version(
    repository: LocalRepository, stage_model: Path, content: str
) -> None:
    repository.publish(stage_model, "digits")
    repository.set_alias("digits", "production", 1)
    path = Path(repository.location) / "digits" / "aliases" / "production"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(IntegrityError) as raised:
        repository.aliases("digits")
    assert str(raised.value) == (
        f"the alias {path} holds {content.strip()!r} instead of the number of a version. Set it "
        "again, or delete the file."
    )
    repository.set_alias("digits", "production", 1)
    assert repository.aliases("digits") == {"production": 1}


def test_a_linked_folder_of_aliases(
    repository: LocalRepository, stage_model: Path, tmp_path: Path
) -> None:
    repository.publish(stage_model, "digits")
    shelf = Path(repository.location) / "digits" / "aliases"
    (tmp_path / "outside").mkdir()
    shelf.symlink_to(tmp_path / "outside")
    with pytest.raises(IntegrityError) as raised:
        repository.set_alias("digits", "production", 1)
    assert str(raised.value) == (
        f"{shelf} is a symbolic link, which may lead out of the repository. Put a folder in its "
        "place."
    )
    assert list((tmp_path / "outside").iterdir()) == []
