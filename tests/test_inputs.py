import gc
import subprocess
import sys
import zipfile

import fsspec
import pytest

from fastlabel_core import open_input


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    files.pipe("/bucket/ü 1.png", b"\x89PNG\r\n")
    yield files
    files.rm("/bucket", recursive=True)


def test_a_path(tmp_path):
    (tmp_path / "ü 1.png").write_bytes(b"\x89PNG\r\n")
    with open_input(str(tmp_path / "ü 1.png")) as file:
        assert file.read() == b"\x89PNG\r\n"


def test_a_uri_of_a_file(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    with open_input(f"file://{tmp_path}/a.png") as file:
        assert file.read() == b"\x89PNG\r\n"


def test_a_uri_of_another_store(memory):
    with open_input("memory://bucket/ü 1.png") as file:
        assert file.read() == b"\x89PNG\r\n"


def test_a_file_in_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("a.png", b"\x89PNG\r\n" * 9)
        archive.writestr("b.png", b"b")
    opened = [open_input(f"zip://{name}.png::{tmp_path}/more.zip") for name in "ab"]
    gc.collect()
    assert [file.read() for file in opened] == [b"\x89PNG\r\n" * 9, b"b"]


@pytest.mark.parametrize("path", ["{folder}/none", "file://{folder}/none", "memory://bucket/none"])
def test_a_missing_file(tmp_path, memory, path):
    with pytest.raises(FileNotFoundError):
        open_input(path.format(folder=tmp_path))


def test_a_folder(tmp_path):
    with pytest.raises(IsADirectoryError):
        open_input(f"{tmp_path}/")


def test_what_fsspec_does_not_know_is_an_os_error_too():
    with pytest.raises(
        OSError, match=r"^nowhere://a\.png can't be opened: Protocol not known: nowhere$"
    ):
        open_input("nowhere://a.png")


def test_a_store_whose_package_is_not_installed_is_an_os_error_too(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(
        OSError, match=r"^s3://bucket/a\.png can't be opened: Install s3fs to access S3"
    ):
        open_input("s3://bucket/a.png")


def test_fsspec_is_imported_for_a_uri_only(tmp_path):
    (tmp_path / "a").touch()
    code = (
        "import sys; from fastlabel_core.inputs import open_input; "
        f"open_input({str(tmp_path / 'a')!r}).close(); print('fsspec' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "False\n"
