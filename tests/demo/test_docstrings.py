import collections
import hashlib
import sys

import pytest

from fastlabel_core.demo import docstrings as module
from fastlabel_core.demo.docstrings import docstrings, texts_in
from fastlabel_core.errors import UsageError

TEN = "one two three four five six seven eight nine ten"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_library(folder, texts):
    functions = (f'def f{number}():\n    """{text}"""\n' for number, text in enumerate(texts))
    write(folder / "__init__.py", "".join(functions))


def test_docstrings_of_everything_that_has_one(tmp_path):
    write(
        tmp_path / "module.py",
        f'"""M {TEN}"""\n'
        "class Thing:\n"
        f'    """C {TEN}"""\n'
        "    def method(self):\n"
        f'        """D {TEN}\n\n        indented,\n          and more\n        """\n'
        f'    async def wait(self): """W {TEN}"""\n'
        "def bare(): ...\n"
        f'x = 1\n"""not a docstring {TEN}"""\n',
    )
    assert sorted(texts_in(tmp_path)) == [
        f"C {TEN}",
        f"D {TEN}\n\nindented,\n  and more",
        f"M {TEN}",
        f"W {TEN}",
    ]


def test_the_files_are_not_run(tmp_path):
    write(tmp_path / "a.py", f'"""A {TEN}"""\nraise SystemExit("was run")\n')
    assert texts_in(tmp_path) == [f"A {TEN}"]


def test_files_that_can_not_be_parsed_are_passed_over(tmp_path):
    write(tmp_path / "old.py", f'"""O {TEN}"""\nprint "python 2"\n')
    write(tmp_path / "null.py", "\0")
    write(tmp_path / "warns.py", f'"""E \\d {TEN}"""\n')
    (tmp_path / "latin.py").write_bytes(b'"""\xe9"""\n')
    assert texts_in(tmp_path) == [f"E \\d {TEN}"]


def test_tests_and_copies_of_other_projects_are_passed_over(tmp_path):
    for folder in ("tests", "sub/test", "_vendor/other", "externals", "own"):
        write(tmp_path / folder / "a.py", f'"""{folder} {TEN}"""\n')
    assert texts_in(tmp_path) == [f"own {TEN}"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("one two three four five six seven eight nine", []),
        (TEN, [TEN]),
        (f"{TEN} \\0", []),
        (f"{TEN} \\ud800", []),
        (f"{TEN}\\r\\nnext", [f"{TEN}\nnext"]),
        (f"{TEN} 猫", [f"{TEN} 猫"]),
    ],
)
def test_which_texts_are_usable(tmp_path, given, expected):
    write_library(tmp_path, [given])
    assert texts_in(tmp_path) == expected


def test_a_long_text_ends_after_30_lines(tmp_path):
    lines = [f"line {number}" for number in range(31)]
    write_library(tmp_path, ["\n    ".join(lines)])
    assert texts_in(tmp_path) == ["\n".join(lines[:30])]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("import numpy as np", "import library as library"),
        ("NumPy's and scikit-learn's", "library's and library's"),
        ("pandas_datareader, np.ndarray", "library_datareader, library.ndarray"),
        ("enrich clicks numpydoc", "enrich clicks numpydoc"),
    ],
)
def test_names_of_libraries_are_masked(tmp_path, given, expected):
    write_library(tmp_path, [f"{TEN} {given}"])
    assert texts_in(tmp_path) == [f"{TEN} {expected}"]


def test_a_library_gives_200_different_texts(tmp_path):
    write_library(tmp_path, [f"{TEN} {number // 2}" for number in range(500)])
    assert texts_in(tmp_path) == [f"{TEN} {number}" for number in range(200)]


def test_files_come_in_the_order_of_the_hash_of_their_names(tmp_path):
    names = [f"part{number % 3}/module{number}.py" for number in range(20)]
    for name in names:
        write(tmp_path / name, f'"""{name} {TEN}"""\n')
    names.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert texts_in(tmp_path) == [f"{name} {TEN}" for name in names]


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put libraries of so many texts in the place of the installed ones."""

    def install(**counts):
        for name, count in counts.items():
            texts = [f"{TEN} {name} {number}" for number in range(count)]
            write_library(tmp_path / name, [*texts, f"{TEN} in all"])
        monkeypatch.setattr(module, "LIBRARIES", (*counts, "nosuchlibrary"))
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_libraries_that_give_enough_are_the_classes(install):
    install(lib1=60, lib2=50, lib3=70, lib4=49, lib5=50, lib6=300)

    samples = docstrings().samples

    assert list(samples.columns) == ["sampleId", "text", "label"]
    assert samples["sampleId"].tolist() == [f"{number:04}" for number in range(1, 431)]
    assert collections.Counter(samples["label"]) == {
        "lib1": 60,
        "lib2": 50,
        "lib3": 70,
        "lib5": 50,
        "lib6": 200,
    }
    assert all(samples["text"].str.contains(f"{TEN} lib"))
    assert [text.split()[-2] for text in samples["text"]] == samples["label"].tolist()
    assert "lib1" not in sys.modules


def test_too_few_libraries(install):
    install(lib1=50, lib2=50, lib3=50, lib4=50, lib5=49)
    with pytest.raises(UsageError) as raised:
        docstrings()
    assert str(raised.value) == (
        "The docstrings demo needs the source files of 5 of these libraries:"
        " lib1, lib2, lib3, lib4, lib5, nosuchlibrary.\n"
        "Only these give 50 docstrings or more: lib1, lib2, lib3, lib4.\n"
        "Install more of them: pip install 'fastlabel-core[demo]'"
    )


def test_the_seed_makes_the_order_alone(install):
    install(lib1=50, lib2=50, lib3=50, lib4=50, lib5=50)
    texts, again, other = (docstrings(seed).samples["text"].tolist() for seed in (0, 0, 1))
    assert again == texts
    assert other != texts
    assert sorted(other) == sorted(texts)
    assert texts != sorted(texts)


def test_the_installed_libraries():
    dataset = docstrings()
    sizes = collections.Counter(dataset.samples["label"])
    assert {"numpy", "pandas", "pyarrow", "click", "rich", "pydantic", "fsspec"} <= set(sizes)
    assert set(sizes) <= set(module.LIBRARIES)
    assert all(50 <= size <= 200 for size in sizes.values())
    assert dataset.samples["text"].is_unique
    assert dataset.files == {}
    assert not dataset.samples["text"].str.contains(r"\b(?:numpy|pandas|sklearn)\b").any()
