"""Which checks are run, one after the other, and what is left of them."""

from fastlabel_core.testing import contract


def test_a_row_is_printed_when_its_check_ends(check, words, only, is_kept, capsys):
    printed = []

    def looks(subject):
        """It looks at what is printed."""
        printed.append(capsys.readouterr().out)

    only(is_kept, looks)
    check("words")
    assert [line.split()[0] for line in printed[0].splitlines()] == ["check", "is_kept"]


def test_each_check_has_folders_of_its_own(check, words, only):
    folders = []

    def first(subject):
        """It is given a folder."""
        folders.append(subject.folder)
        assert list(subject.folder.iterdir()) == []
        (subject.folder / "left").mkdir()
        raise ValueError

    def second(subject):
        """It is given another one."""
        assert not folders[0].exists()
        first(subject)

    only(first, second)
    check("words")
    assert len(set(folders)) == 2
    assert not any(folder.parent.exists() for folder in folders)


def test_ctrl_c_stops_it(check, words, only, is_kept, is_broken):
    folders = []

    def is_stopped(subject):
        """It is stopped."""
        folders.append(subject.folder)
        raise KeyboardInterrupt

    only(is_kept, is_stopped, is_broken)
    status, out, err = check("words")
    assert status == 130
    assert [line.split()[0] for line in out.splitlines()] == ["check", "is_kept"]
    assert err.endswith("\nStopped.\n")
    assert not folders[0].exists()


def test_a_plugin_that_keeps_all(check, words):
    status, out, _ = check("words")
    assert status == 0
    quick = [each.__name__ for each in contract.QUICK_CHECKS]
    assert [line.split()[:2] for line in out.splitlines()[1:-2]] == [[name, "ok"] for name in quick]
    assert out.endswith(f"\n\n{len(quick)} checks: {len(quick)} kept\n")


def test_all(check, words):
    status, out, _ = check("words", "--all")
    names = [each.__name__ for each in contract.CHECKS]
    assert [line.split()[0] for line in out.splitlines()[1 : len(names) + 1]] == names
    assert (status, out.splitlines()[-1]) == (0, f"{len(names)} checks: {len(names)} kept")


def test_a_plugin_that_breaks_one(check, install_plugin, words_source):
    pickling = words_source.replace("import json", "import pickle").replace("json.", "pickle.")
    pickling = pickling.replace("_text(", "_bytes(").replace("seen.pickle", "seen.json")
    install_plugin("words", pickling, attribute="Words")
    status, out, _ = check("words")
    assert status == 1
    outcomes = dict(line.split()[:2] for line in out.split("\n\n")[0].splitlines())
    assert {name for name, outcome in outcomes.items() if outcome == "broken"} == {
        "saved_model_holds_no_pickle"
    }
    assert "\n\nsaved_model_holds_no_pickle broken:\n  save_model wrote seen.json, " in out
    count = len(contract.QUICK_CHECKS)
    assert out.endswith(f"\n\n{count} checks: {count - 1} kept, 1 broken\n")
