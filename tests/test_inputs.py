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


def test_a_damaged_archive_is_an_os_error_when_it_is_read(tmp_path):
    """What zipfile raises where the content is not what its checksum says is none of its own."""
    archive = tmp_path / "more.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.png", b"\x89PNG\r\n")
    archive.write_bytes(archive.read_bytes().replace(b"PNG", b"GNP"))
    with (
        open_input(f"zip://a.png::{archive}") as file,
        pytest.raises(
            OSError,
            match=rf"^zip://a\.png::{archive} can't be read: Bad CRC-32 for file 'a\.png'$",
        ),
    ):
        file.read()


def test_what_is_no_archive_is_an_os_error(tmp_path):
    (tmp_path / "more.zip").write_bytes(b"no archive")
    with pytest.raises(OSError, match=r"more\.zip can't be opened: File is not a zip file$"):
        open_input(f"zip://a.png::{tmp_path}/more.zip")


def test_closing_closes_what_the_store_opened(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    stored = []
    find = fsspec.open

    def recorded(*given):
        stored.append(find(*given))
        return stored[0]

    monkeypatch.setattr(fsspec, "open", recorded)
    with open_input(f"file://{tmp_path}/a.png"):
        (file,) = stored[0].fobjects
        assert not file.closed
    assert file.closed


def test_any_place_of_a_stored_file(memory):
    with open_input("memory://bucket/ü 1.png") as file:
        assert file.seek(1) == 1
        assert (file.read(3), file.tell()) == (b"PNG", 4)
        assert (file.seek(-1, 2), file.read(), file.read()) == (5, b"\n", b"")
        assert file.readable()
        assert not file.writable()
    assert file.closed


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
