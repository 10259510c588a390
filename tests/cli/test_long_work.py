"""What long work leaves where it fails."""

import pytest

from fastlabel_core.cli.long_work import keeping_traceback
from fastlabel_core.errors import Failure, UsageError


@pytest.mark.parametrize("error", [Failure("broken"), OSError("full"), MemoryError("all")])
def test_a_failure_names_the_file_of_its_traceback(tmp_path, error):
    folder = tmp_path / "new" / "work"
    with pytest.raises(type(error)) as caught, keeping_traceback(folder, verbose=False):
        raise error
    assert caught.value.__notes__ == [f"details: {folder}/traceback.txt"]
    written = (folder / "traceback.txt").read_text()
    assert written.startswith("Traceback (most recent call last):\n")
    assert "raise error\n" in written


@pytest.mark.parametrize("error", [UsageError("mend it"), KeyboardInterrupt()])
def test_what_is_no_failure_leaves_nothing(tmp_path, capsys, error):
    for verbose in (False, True):
        with pytest.raises(type(error)) as caught, keeping_traceback(tmp_path, verbose=verbose):
            raise error
        assert not hasattr(caught.value, "__notes__")
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err == ""
