import csv
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from sklearn.datasets import load_digits

from fastlabel_core.cli.demo import command
from fastlabel_core.errors import OptionError, UsageError


@pytest.fixture
def demo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(command, arguments)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_digits(demo, tmp_path):
    result = demo("digits")

    assert result.output == (
        "exp_dir/input: 300 labelled samples of 10 classes and a pool of 1497, whose labels stand"
        " in truth.csv.\n"
        "Next: fastlabel-run --plugin resnet\n"
    )
    folder = tmp_path / "exp_dir" / "input"
    labelled = rows_of(folder / "input_label.csv")
    pool = rows_of(folder / "input_unlabel.csv")
    truth = rows_of(folder / "truth.csv")
    assert (folder / "input_added_label.csv").read_bytes() == b"sampleId,path,label\n"
    assert [list(rows[0]) for rows in (labelled, pool, truth)] == [
        ["sampleId", "path", "label"],
        ["sampleId", "path"],
        ["sampleId", "label"],
    ]
    assert [row["sampleId"] for row in pool] == [row["sampleId"] for row in truth]
    assert len({row["sampleId"] for row in labelled + pool}) == 1797
    assert len(list((folder / "images").iterdir())) == 1797

    source = load_digits()
    label_of = {
        ((image.astype(int) * 255 + 8) // 16).tobytes(): str(label)
        for image, label in zip(source.images, source.target, strict=True)
    }
    for paths, labels in ((labelled, labelled), (pool, truth)):
        for row, named in zip(paths, labels, strict=True):
            with Image.open(folder / row["path"]) as picture:
                assert label_of[np.asarray(picture).astype(int).tobytes()] == named["label"]


def test_docstrings(demo, tmp_path):
    result = demo("docstrings", "--input-dir", "my texts", "--labels", "100")

    folder = tmp_path / "my texts"
    labelled = rows_of(folder / "input_label.csv")
    pool = rows_of(folder / "input_unlabel.csv")
    truth = rows_of(folder / "truth.csv")
    classes = {row["label"] for row in truth}
    assert result.output == (
        f"my texts: 100 labelled samples of {len(classes)} classes and a pool of {len(pool)},"
        " whose labels stand in truth.csv.\n"
        "Next: fastlabel-run --plugin text --input-dir 'my texts' --output-dir 'my texts/output'"
        " --work-dir 'my texts/work'\n"
    )
    assert {row["label"] for row in labelled} == classes
    assert (folder / "input_added_label.csv").read_bytes() == b"sampleId,text,label\n"
    assert [row["sampleId"] for row in pool] == [row["sampleId"] for row in truth]
    assert any("\n" in row["text"] for row in pool)
    assert all(len(row["text"].split()) >= 10 for row in labelled + pool)


@pytest.mark.parametrize(
    ("input_dir", "output_dir", "work_dir"),
    [
        ("other/input", "other/output", "other/work"),
        ("input", "output", "work"),
        # Beside it stands what belongs to exp_dir/input.
        ("exp_dir/input2", "exp_dir/input2/output", "exp_dir/input2/work"),
    ],
)
def test_the_next_round_leaves_the_files_of_other_data_sets(demo, input_dir, output_dir, work_dir):
    next_line = demo("digits", "--input-dir", input_dir).output.splitlines()[1]
    assert next_line == (
        f"Next: fastlabel-run --plugin resnet --input-dir {input_dir} --output-dir {output_dir}"
        f" --work-dir {work_dir}"
    )


def test_the_same_bytes_for_the_same_seed(demo, tmp_path):
    for folder, seed in (("first", "3"), ("second", "3"), ("third", "4")):
        assert demo("digits", "--input-dir", folder, "--random-seed", seed).exit_code == 0
    first = bytes_of(tmp_path / "first")
    assert first == bytes_of(tmp_path / "second")
    assert first != bytes_of(tmp_path / "third")


def test_labels_of_a_user_stay(demo, tmp_path):
    (tmp_path / "exp_dir" / "input").mkdir(parents=True)
    mine = tmp_path / "exp_dir" / "input" / "input_label.csv"
    mine.write_text("precious")

    result = demo("digits")

    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == (
        "exp_dir/input/input_label.csv is there already, and holds something else than this"
        " demo's.\n"
        "Name another folder with --input-dir, or have it replaced with --overwrite."
    )
    assert bytes_of(tmp_path) == {"input_label.csv": b"precious"}
    assert demo("digits", "--overwrite").exit_code == 0
    assert mine.read_text().startswith("sampleId,path,label\n0001,images/0001.png,")


def test_too_few_labels(demo):
    result = demo("digits", "--labels", "9")
    assert isinstance(result.exception, OptionError)
    assert str(result.exception) == (
        "--labels is 9, and must lie between 10, one for each class, and 1797, all samples."
    )


def test_the_modules_import_nothing_heavy():
    program = (
        "import sys, fastlabel_core.cli.demo, fastlabel_core.cli.score\n"
        "print(sorted({'numpy', 'pandas', 'pyarrow', 'sklearn', 'PIL', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_texts_need_nothing_beyond_the_core(tmp_path):
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['sklearn', 'scipy', 'PIL']))\n"
        "from fastlabel_core.demo import docstrings\n"
        "docstrings.LIBRARIES = tuple(set(docstrings.LIBRARIES) - {'sklearn', 'scipy'})\n"
        "print(sorted(set(docstrings.docstrings().samples['label'])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "['click', 'fsspec', 'numpy', 'packaging', 'pandas', 'pyarrow', 'pydantic', 'rich']\n"
    )
