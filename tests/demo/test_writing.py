import pandas as pd
import pytest

from fastlabel_core.demo.dataset import DemoDataset, sample_ids
from fastlabel_core.demo.writing import WrittenDemo, write_demo
from fastlabel_core.errors import OptionError, UsageError

DATASET = DemoDataset(
    samples=pd.DataFrame(
        {
            "sampleId": ["0001", "0002", "0003", "0004"],
            "text": ["plain", 'two\nlines, "quoted"', "猫", "last"],
            "label": ["NA", "NA", "007", "007"],
        }
    ),
    files={"images/0001.png": b"one", "images/0002.png": b"two"},
)
CONTENT = {
    "images/0001.png": b"one",
    "images/0002.png": b"two",
    "input_label.csv": b"sampleId,text,label\n0001,plain,NA\n" + "0003,猫,007\n".encode(),
    "input_added_label.csv": b"sampleId,text,label\n",
    "input_unlabel.csv": b'sampleId,text\n0002,"two\nlines, ""quoted"""\n0004,last\n',
    "truth.csv": b"sampleId,label\n0002,NA\n0004,007\n",
}


def content_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_file(tmp_path):
    written = write_demo(DATASET, tmp_path / "new" / "input", labels=2)
    assert content_of(tmp_path / "new" / "input") == CONTENT
    assert written == WrittenDemo(labelled=2, pool=2, classes=2)


def test_all_labels_leave_an_empty_pool(tmp_path):
    written = write_demo(DATASET, tmp_path, labels=4)
    assert written == WrittenDemo(labelled=4, pool=0, classes=2)
    assert (tmp_path / "input_unlabel.csv").read_bytes() == b"sampleId,text\n"


@pytest.mark.parametrize("count", [1, 5])
def test_a_count_of_labels_that_can_not_be(tmp_path, count):
    with pytest.raises(OptionError) as raised:
        write_demo(DATASET, tmp_path / "input", labels=count)
    assert str(raised.value) == (
        f"--labels is {count}, and must lie between 2, one for each class, and 4, all samples."
    )
    assert not (tmp_path / "input").exists()


def test_the_same_again_is_no_obstacle(tmp_path):
    write_demo(DATASET, tmp_path, labels=2)
    (tmp_path / "notes.txt").write_text("mine")
    write_demo(DATASET, tmp_path, labels=2)
    assert content_of(tmp_path) == {**CONTENT, "notes.txt": b"mine"}


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_a_file_with_other_content_stays(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sampleId,path,label\n1,mine.png,precious\n")

    with pytest.raises(UsageError) as raised:
        write_demo(DATASET, tmp_path, labels=2)

    assert str(raised.value) == (
        f"{path} is there already, and holds something else than this demo's.\n"
        "Name another folder with --input-dir, or have it replaced with --overwrite."
    )
    assert content_of(tmp_path) == {name: b"sampleId,path,label\n1,mine.png,precious\n"}


def test_of_many_files_with_other_content_the_labels_are_named(tmp_path):
    write_demo(DATASET, tmp_path, labels=2)
    with pytest.raises(UsageError, match=r"input_label\.csv is there already"):
        write_demo(DATASET, tmp_path, labels=3)


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_overwrite(tmp_path, name):
    (tmp_path / "images").mkdir()
    (tmp_path / name).write_bytes(b"other")
    write_demo(DATASET, tmp_path, labels=2, overwrite=True)
    assert content_of(tmp_path) == CONTENT


def test_the_labels_are_written_last(tmp_path):
    """A demo that was stopped midway is no input of a round."""
    (tmp_path / "truth.csv").mkdir()
    with pytest.raises(OSError, match=r"truth\.csv"):
        write_demo(DATASET, tmp_path, labels=2, overwrite=True)
    assert (tmp_path / "images" / "0002.png").read_bytes() == b"two"
    assert not (tmp_path / "input_label.csv").exists()


def test_sample_ids():
    assert sample_ids(2) == ["0001", "0002"]
    assert sample_ids(10_000)[::9_999] == ["00001", "10000"]
