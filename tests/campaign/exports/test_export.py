"""What holds for all formats, and the command."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fastlabel_core.campaign import exports
from fastlabel_core.campaign.exports import FORMATS
from fastlabel_core.cli.campaign import command
from fastlabel_core.errors import LockedError, UsageError
from fastlabel_core.events import Progress


def run(*arguments):
    return CliRunner().invoke(command, ["export", *arguments], catch_exceptions=True)


def test_the_command(campaign):
    result = run("coco", "-o", "labels.json")
    assert result.stdout == (
        "labels.json: 3 labels by persons, 3 by the model\n1 sample has no label\n"
    )
    assert result.exit_code == 0
    assert Path("labels.json").stat().st_size > 0


def test_nothing_is_said_of_no_sample(start):
    start("sampleId,path,label\n1,/a.png,cat\n", "sampleId,path\n").export("coco", "first.json")
    result = run("coco", "--output", "labels.json", "--folder", "campaign")
    assert result.stdout == "labels.json: 1 label by persons, 0 by the model\n"


def test_the_help_names_every_format():
    assert list(FORMATS) == ["coco", "image-folder", "label-studio"]
    assert [name for name in FORMATS if name not in command.commands["export"].help] == []


def test_an_unknown_format(campaign):
    with pytest.raises(UsageError) as caught:
        campaign.export("COCOS", "labels.json")
    assert str(caught.value) == (
        "there is no format 'COCOS'. Did you mean 'coco'? It is one of coco, image-folder, "
        "label-studio"
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("taken", ["a file", "an empty folder", "a link to nothing"])
def test_what_is_there_stays(campaign, name, taken):
    path = Path("taken")
    match taken:
        case "a file":
            path.write_text("mine")
        case "an empty folder":
            path.mkdir()
        case "a link to nothing":
            path.symlink_to("nowhere")
    before = path.lstat()
    with pytest.raises(UsageError) as caught:
        campaign.export(name, path)
    assert str(caught.value) == (
        "taken is there already; remove it, or give another file or folder (--output)"
    )
    assert (path.lstat().st_ino, path.lstat().st_mtime) == (before.st_ino, before.st_mtime)


@pytest.mark.parametrize("place", [".", "/"])
def test_a_place_without_a_name(campaign, place):
    with pytest.raises(UsageError) as caught:
        campaign.export("coco", place)
    assert str(caught.value) == (
        f"{place} is there already; remove it, or give another file or folder (--output)"
    )


def test_a_folder_that_can_t_be_made(campaign):
    Path("file").write_text("mine")
    with pytest.raises(UsageError) as caught:
        campaign.export("coco", "file/labels.json")
    assert str(caught.value) == (
        "file can't be made: File exists; give another file or folder (--output)"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_one_export_at_a_time_to_one_place(campaign, name, monkeypatch):
    """A second begins while the first reads; it is refused, and the first is not disturbed."""
    survey, refused = exports.survey, []

    def survey_beside_another(*given):
        monkeypatch.setattr(exports, "survey", survey)
        with pytest.raises(LockedError) as caught:
            campaign.export(name, "out")
        refused.append(str(caught.value))
        return survey(*given)

    monkeypatch.setattr(exports, "survey", survey_beside_another)
    campaign.export(name, "out")
    assert refused == [
        "another process exports to out; wait until it has ended, or give another file or folder "
        "(--output)"
    ]
    assert sorted(one.name for one in Path().iterdir() if "out" in one.name) == ["out"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_labels_are_the_same_bytes(campaign, name):
    for folder in ("first", "second"):
        campaign.export(name, f"{folder}/{name}")
    first, second = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (Path("first"), Path("second"))
    )
    assert first == second != {}


def test_progress(start):
    pool = "".join(f"{number},{number}\n" for number in range(19_999))
    campaign = start("sampleId,path,label\nx,0,cat\n", f"sampleId,path\n{pool}")
    heard = []
    campaign.export("coco", "labels.json", [heard.append])
    assert [each for each in heard if isinstance(each, Progress)] == [
        Progress("samples", 10_000, 20_000),
        Progress("samples", 20_000, 20_000),
    ] * 2
