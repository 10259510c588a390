"""A folder for each class."""

from pathlib import Path
from zipfile import ZipFile

import fsspec
import pytest

from fastlabel_core.campaign.exports.image_folder import file_name
from fastlabel_core.errors import Failure, UsageError
from fastlabel_core.events import Warned


def files(folder="out"):
    root = Path(folder)
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def warnings_of(campaign, folder="out"):
    heard = []
    campaign.export("image-folder", folder, [heard.append])
    return [each.message for each in heard if isinstance(each, Warned)]


def test_each_file_lies_with_its_class(campaign):
    assert warnings_of(campaign) == []
    assert files() == {
        "cat/0.png": b"left/0.png",
        "cat/2.png": b"left/2.png",
        "dog/1.png": b"left/1.png",
        "dog/3.png": b"left/3.png",
        "dog/3-3.png": b"right/3.png",
        "dog/4.png": b"left/4.png",
    }
    assert sorted(one.name for one in Path().iterdir() if one.name.startswith(".")) == []


def test_they_are_copies(campaign, pictures):
    campaign.export("image-folder", "out")
    Path("out/cat/0.png").write_bytes(b"changed")
    assert (pictures / "left/0.png").read_bytes() == b"left/0.png"


def test_a_name_that_is_taken_twice(start, pictures):
    for name in ("a/1.png", "1-1.png", "b/1.png"):
        (pictures / name).parent.mkdir(exist_ok=True)
        (pictures / name).write_bytes(name.encode())
    labelled = "sampleId,path,label\nx,a/1.png,cat\ny,b/1.png,cat\nz,1-1.png,cat\n"
    start(labelled, "sampleId,path\n").export("image-folder", "out")
    assert files() == {
        "cat/1.png": b"a/1.png",
        "cat/1-1.png": b"b/1.png",
        "cat/1-1-2.png": b"1-1.png",
    }


def test_a_label_that_can_t_be_a_folder(campaign, answer):
    answer(campaign, "007", "../dog")
    answer(campaign, "008", "CAT")
    campaign.export("image-folder", "out")
    assert sorted(one.name for one in Path("out").iterdir()) == [
        "%2E.%2Fdog",
        "%63%61%74",
        "CAT",
        "classes.csv",
        "dog",
    ]
    assert files()["%2E.%2Fdog/2.png"] == b"left/2.png"
    assert files()["classes.csv"] == b"folder,label\n%2E.%2Fdog,../dog\n%63%61%74,cat\n"


def test_classes_csv_leaves_out_a_class_without_a_file(campaign, answer, pictures):
    answer(campaign, "007", "a/b")
    answer(campaign, "001", "c/d")
    (pictures / "left/1.png").unlink()
    campaign.export("image-folder", "out")
    assert files()["classes.csv"] == b"folder,label\na%2Fb,a/b\n"


def test_a_class_has_the_name_of_classes_csv(campaign, answer):
    answer(campaign, "007", "classes.csv")
    campaign.export("image-folder", "out")
    folder = "%63%6C%61%73%73%65%73%2E%63%73%76"
    assert files()["classes.csv"] == f"folder,label\n{folder},classes.csv\n".encode()
    assert files()[f"{folder}/2.png"] == b"left/2.png"


def test_uris(start, pictures):
    with ZipFile(pictures / "more.zip", "w") as archive:
        archive.writestr("pets/cat.jpg", "zipped")
    address = f"zip://pets/cat.jpg::{pictures}/more.zip"
    labelled = f"sampleId,path,label\n1,{address},cat\n2,file://{pictures}/left/0.png,cat\n"
    start(labelled, "sampleId,path\n").export("image-folder", "out")
    assert files() == {"cat/cat.jpg": b"zipped", "cat/0.png": b"left/0.png"}


def test_what_can_t_be_read_is_left_out(campaign, pictures):
    (pictures / "left/1.png").unlink()
    (pictures / "left/2.png").unlink()
    path = pictures / "left/1.png"
    assert warnings_of(campaign) == [
        "2 files can't be read and were left out; the first is that of sample '001' "
        f"(FileNotFoundError: [Errno 2] No such file or directory: '{path}')"
    ]
    assert sorted(files()) == ["cat/0.png", "dog/3-3.png", "dog/3.png", "dog/4.png"]


def test_a_damaged_archive_is_left_out_with_its_class(start):
    """Its file can be opened, and fails when it is read to its end."""
    with ZipFile("more.zip", "w") as archive:
        archive.writestr("a.png", b"a picture")
        archive.writestr("b.png", b"a poster")
    Path("more.zip").write_bytes(Path("more.zip").read_bytes().replace(b"picture", b"fixture"))
    address = f"zip://a.png::{Path.cwd()}/more.zip"
    other = address.replace("a.png", "b.png")
    campaign = start(f"sampleId,path,label\n1,{other},dog\n2,{address},cat\n", "sampleId,path\n")
    assert warnings_of(campaign) == [
        "1 files can't be read and were left out; the first is that of sample '2' (OSError: "
        f"{address} can't be read: Bad CRC-32 for file 'a.png')"
    ]
    assert files() == {"dog/b.png": b"a poster"}
    assert sorted(one.name for one in Path("out").iterdir()) == ["dog"]


def test_nothing_can_be_read(start):
    campaign = start("sampleId,path,label\n1,/nowhere/a.png,cat\n", "sampleId,path\n2,/b.png\n")
    with pytest.raises(UsageError) as caught:
        campaign.export("image-folder", "out")
    assert str(caught.value) == (
        "none of the 1 files can be read; the first is that of sample '1' (FileNotFoundError: "
        "[Errno 2] No such file or directory: '/nowhere/a.png'). Bring them back to where the "
        "campaign found them; nothing was exported"
    )
    assert sorted(one.name for one in Path().iterdir() if "out" in one.name) == []


def test_a_file_that_can_t_be_copied(start):
    path = f"memory://pets/{'n' * 260}.png"
    fsspec.filesystem("memory").pipe(path, b"kept in memory")
    labelled = f"sampleId,path,label\n1,/nowhere/a.png,cat\n2,{path},cat\n"
    campaign = start(labelled, "sampleId,path\n")
    with pytest.raises(Failure) as caught:
        campaign.export("image-folder", "out")
    message = str(caught.value)
    assert message.startswith(
        f"the file of sample '2' can't be copied from {path}: OSError: [Errno 36] File name too "
    )
    assert message.endswith("; nothing was exported. Mend that, and export again")
    assert sorted(one.name for one in Path().iterdir() if "out" in one.name) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/pictures/cat.png", "cat.png"),
        ("/pictures/cat#1?.png", "cat#1?.png"),
        ("s3://bucket/pets/cat#1.png", "cat#1.png"),
        ("s3://cat.png", "cat.png"),
        ("https://host/pets/cat.png?size=1#top", "cat.png"),
        ("http://host", ""),
        ("zip://pets/cat.png::/data/more.zip", "cat.png"),
        ("simplecache::s3://bucket/cat.png", "cat.png"),
        ("s3://bucket/..", ""),
        ("s3://bucket/pets/", "pets"),
    ],
)
def test_the_name_of_a_file(path, name):
    assert file_name(path) == name


def test_a_file_without_a_name_is_called_after_its_number(start):
    fsspec.filesystem("memory").pipe("/pets/..", b"dots")
    labelled = "sampleId,path,label\nx,/nowhere/a.png,cat\ny,memory://pets/..,cat\n"
    start(labelled, "sampleId,path\n").export("image-folder", "out")
    assert files() == {"cat/1": b"dots"}


def test_no_label_yet(start):
    campaign = start(
        "sampleId,path,label\n", "sampleId,path\n2,/b.png\n", strategy="RandomSampling"
    )
    with pytest.raises(UsageError) as caught:
        campaign.export("image-folder", "out")
    assert str(caught.value) == (
        "no sample has a label yet, so there is nothing to put into folders; run a round, or answer"
    )


def test_a_data_set_without_paths_is_refused(start):
    campaign = start("sampleId,text,label\n1,cat 0,cat\n", "sampleId,text\n2,dog 1\n")
    with pytest.raises(UsageError) as caught:
        campaign.export("image-folder", "out")
    assert str(caught.value) == (
        "there are no files to put into folders: 2 of the 2 samples have no path; export in "
        "another format, such as label-studio"
    )
