"""Pickles are found in whatever they are packed, and in nothing else."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.testing.contract.made_up import made_up_samples
from fastlabel_core.testing.contract.pickles import find_pickle

VALUES = [True, 5, 2.5, "text", b"bytes", {}, {"weights": [1.5, 2.5]}, 2**100, {"a"}, slice(1)]

BEGINNINGS = [
    b"",
    b"\x80\x04",
    b"BZh9",
    b"x\x9c",
    b"]\x00",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"\xfd7zXZ\x00",
    b"\x93NUMPY",
]


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return file.getvalue()


def numpy_file(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def safetensors(header: str, tensors: bytes = b"") -> bytes:
    """Lay out safetensors as its format says: the header's length, JSON, the tensors."""
    return struct.pack("<Q", len(header)) + header.encode() + tensors


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_pickle(value: object, protocol: int) -> None:
    assert find_pickle(pickle.dumps(value, protocol)) == "a pickle"


@pytest.mark.parametrize("protocol", range(2, 6))
@pytest.mark.parametrize("value", [None, ()])
def test_the_smallest_pickles_that_bear_a_mark(value: object, protocol: int) -> None:
    assert find_pickle(pickle.dumps(value, protocol)) == "a pickle"


def test_a_pickle_with_arrays_in_it_as_joblib_writes_them() -> None:
    """The raw bytes of an array follow the object that wraps it, and then the program goes on."""
    begins = pickle.dumps(["NumpyArrayWrapper", (3, 2), "C"], 3)[:-1]
    assert find_pickle(begins + b"\xff" * 48 + b"s.") == "a pickle"


def test_four_opcodes_are_enough_before_other_bytes() -> None:
    """The mark, an empty list, its number in the memo, and the begin of what it holds."""
    assert find_pickle(b"\x80\x02]q\x00(\xff") == "a pickle"
    assert find_pickle(b"\x80\x02]q\x00\xff") is None


def test_several_pickles_in_one_file_as_torch_wrote_them_before_its_archives() -> None:
    """The first is torch's magic number alone: a mark, a number, the end."""
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    assert find_pickle(magic + pickle.dumps(1001, 2) + b"\xff" * 9) == "a pickle"


def test_a_pickle_in_whose_text_a_header_seems_to_begin() -> None:
    assert find_pickle(b"\x80\x02X\x05\x00\x00\x00a{bcdq\x00.") == "a pickle"


def test_the_archive_of_torch() -> None:
    members = {
        "archive/data.pkl": pickle.dumps({"weight": [1.0]}, 2),
        "archive/byteorder": b"little",
        "archive/data/0": b"\x00" * 16,
        "archive/version": b"3\n",
    }
    assert find_pickle(archive(**members)) == "an archive whose archive/data.pkl is a pickle"


def test_the_archive_of_numpy_with_objects_in_it() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, weights=np.zeros(3), classes=np.array(["a", None], dtype=object))
    assert find_pickle(file.getvalue()) == (
        "an archive whose classes.npy is an array of pickled objects"
    )


@pytest.mark.parametrize("dtype", [object, [("name", object), ("size", "f4")]])
def test_an_array_of_objects(dtype: object) -> None:
    assert find_pickle(numpy_file(np.zeros(2, dtype))) == "an array of pickled objects"


def test_an_array_of_objects_whose_header_is_long() -> None:
    """Two bytes tell how long it is; one of them is that of a line's end, as at the end of it."""
    dtype = [(f"column {row:04}", "f4") for row in range(104)]
    content = numpy_file(np.zeros(2, [*dtype, ("last", object)]))
    assert content[8:10] == b"6\n"
    assert find_pickle(content) == "an array of pickled objects"


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("gzip", gzip.compress),
        ("bzip2", bz2.compress),
        ("xz", lzma.compress),
        ("lzma", lambda content: lzma.compress(content, lzma.FORMAT_ALONE)),
        ("zlib", zlib.compress),
    ],
)
def test_what_is_compressed(name: str, compress: Callable[[bytes], bytes]) -> None:
    packed = compress(pickle.dumps({"weights": [1.5]}))
    assert find_pickle(packed) == f"a pickle compressed by {name}"
    assert find_pickle(archive(model=packed)) == (
        f"an archive whose model is a pickle compressed by {name}"
    )
    assert find_pickle(compress(b'{"weights": [1.5]}')) is None
    assert find_pickle(packed[:-9]) is None


def test_an_encrypted_archive_can_not_be_looked_into() -> None:
    """One bit says so, of each member and in the list of them at the end."""
    content = bytearray(archive(**{"data.pkl": pickle.dumps(["a"])}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + offset] |= 1
    assert find_pickle(bytes(content)) is None


def test_the_archive_of_skops_is_none() -> None:
    schema = {
        "__class__": "LogisticRegression",
        "__module__": "sklearn",
        "__loader__": "ObjectNode",
    }
    members = {"schema.json": json.dumps(schema).encode(), "140.npy": numpy_file(np.eye(2))}
    assert find_pickle(archive(**members)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        b"N.",
        b"\x80\x02",
        b"\x80\x02.",
        b'{"classes": ["a", "b"]}\n',
        b'"text"',
        b"[]",
        b"sampleId,path,label\n1,a.png,cat\n",
        b"(1, 2)\n",
        b"I am a text.",
        b"I\nam.",
        b"Very good.\n",
        b"xylophone: a text that begins as zlib does",
        b"BZh9: a text that begins as bzip2 does",
        b"]\x00: begins as lzma does",
        b"PK\x03\x04 but no archive",
        numpy_file(np.zeros((2, 3), np.float32)),
        numpy_file(np.array(["|O", "'|O'"])),
        archive(),
        archive(**{"config.json": b"{}", "weights.npy": numpy_file(np.zeros(3))}),
        safetensors('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"\x00" * 4),
    ],
    ids=repr,
)
def test_what_is_none(content: bytes) -> None:
    assert find_pickle(content) is None


def test_a_picture_is_none(tmp_path: Path) -> None:
    pictures = made_up_samples(("path",), tmp_path, np.random.default_rng(0))["path"]
    assert [find_pickle(Path(path).read_bytes()) for path in pictures] == [None] * 18


def test_a_header_of_safetensors_whose_length_looks_like_a_pickle() -> None:
    """Its eight bytes are a mark and a number of eight bytes, which reach into the header.

    The opcodes that follow are the letters of the first tensor's name.
    """
    name, length = "abeets.", int.from_bytes(b"\x80\x02G\x00", "little")
    padding = length - len(safetensors(f'{{"{name}":0}}')) + 8
    content = safetensors(f'{{"{name}":0{" " * padding}}}')
    assert content[:4] == b"\x80\x02G\x00"
    assert find_pickle(content) is None
    padded = safetensors(f'{{"{name}":0}}{" " * padding}')
    assert find_pickle(padded) is None
    assert find_pickle(content[:8] + b"[" + content[9:]) == "a pickle"
    assert find_pickle(content[:-1]) == "a pickle"


@pytest.mark.parametrize("length", [16, 300, 5000])
def test_random_bytes_are_none(length: int) -> None:
    found = [find_pickle(np.random.default_rng(seed).bytes(length)) for seed in range(2000)]
    assert found == [None] * 2000


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=100))
def test_whatever_the_bytes_it_says_yes_or_no(beginning: bytes, rest: bytes) -> None:
    assert find_pickle(beginning + rest) in (None, "a pickle", "an array of pickled objects")


def test_a_damaged_member_hides_no_other() -> None:
    content = archive(**{"first": b"first", "data.pkl": pickle.dumps(["a", "b"])})
    assert content.count(b"first") == 3
    damaged = content.replace(b"firstfirst", b"firstFIRST", 1)
    assert damaged != content
    assert find_pickle(damaged) == "an archive whose data.pkl is a pickle"


@given(st.data())
def test_a_damaged_archive_is_no_error(data: st.DataObject) -> None:
    content = bytearray(archive(**{"data.pkl": pickle.dumps(["a"]), "data/0": bytes(9)}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = find_pickle(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert found is None or found.startswith(("a pickle", "an archive whose "))
