"""What is printed of each check."""

import json
import re

from fastlabel_core import report_unreadable
from fastlabel_core.errors import PluginFailure


def fails_in_a_hook(subject):
    """Its hook raises."""
    raise ValueError("no such thing")


def fails_with_remedy(subject):
    """An error of fastlabel's own says all."""
    error = PluginFailure("plugin 'words' failed")
    error.add_note("mend it")
    raise error


def exits(subject):
    """It goes on."""
    raise SystemExit(3)


def test_the_table(check, words, only, is_kept, is_broken):
    only(is_kept, is_broken, fails_in_a_hook, fails_with_remedy, exits)
    status, out, _ = check("words")
    assert status == 1
    assert re.sub(r"\d\.\d", "#.#", out) == (
        "check              outcome  seconds  promise\n"
        "is_kept            ok           #.#  It keeps this.\n"
        "is_broken          broken       #.#  It does not keep this.\n"
        "fails_in_a_hook    failed       #.#  Its hook raises.\n"
        "fails_with_remedy  broken       #.#  An error of fastlabel's own says all.\n"
        "exits              failed       #.#  It goes on.\n"
        "\n"
        "is_broken broken:\n"
        "  predict says nothing\n"
        "  at all\n"
        "\n"
        "fails_in_a_hook failed:\n"
        "  ValueError: no such thing\n"
        "  --verbose shows where\n"
        "\n"
        "fails_with_remedy broken:\n"
        "  plugin 'words' failed\n"
        "  mend it\n"
        "\n"
        "exits failed:\n"
        "  SystemExit: 3\n"
        "  --verbose shows where\n"
        "\n"
        "5 checks: 1 kept, 2 broken, 2 failed\n"
    )


def test_what_breaks_several_is_told_once(check, words, only, is_kept, is_broken):
    def fails_too(subject):
        """It raises the same."""
        fails_in_a_hook(subject)

    only(fails_in_a_hook, fails_too, is_kept, fails_in_a_hook, is_broken)
    _, out, _ = check("words")
    assert out.split("\n\n")[1:] == [
        "fails_in_a_hook failed:\n"
        "fails_too failed:\n"
        "fails_in_a_hook failed:\n"
        "  ValueError: no such thing\n"
        "  --verbose shows where",
        "is_broken broken:\n  predict says nothing\n  at all",
        "5 checks: 1 kept, 1 broken, 3 failed\n",
    ]


def test_samples_that_it_can_not_read_are_told(check, words, only, is_broken):
    def reads_none(subject):
        """It reads samples."""
        for sample_id in ("s00", "s01", "another"):
            report_unreadable(sample_id, f"{sample_id} is no text")
        is_broken(subject)

    def reads_all(subject):
        """It reads samples."""
        report_unreadable("another", "it is no text")
        is_broken(subject)

    only(reads_none, reads_all)
    _, out, _ = check("words")
    assert out.split("\n\n")[1:3] == [
        "reads_none broken:\n"
        "  predict says nothing\n"
        "  at all\n"
        "  it could not read 2 of 18 samples, such as 's00' (s00 is no text); --samples FILE.csv "
        "gives others",
        "reads_all broken:\n  predict says nothing\n  at all",
    ]


def test_verbose(check, words, only, is_broken):
    only(is_broken, fails_in_a_hook)
    _, out, _ = check("words", "--verbose")
    broken, failed = out.split("\n\n")[1:3]
    assert broken == "is_broken broken:\n  predict says nothing\n  at all"
    assert failed.startswith("fails_in_a_hook failed:\n  Traceback (most recent call last):\n")
    assert failed.endswith(
        f'  File "{__file__}", line {fails_in_a_hook.__code__.co_firstlineno + 2}, in '
        "fails_in_a_hook\n"
        '      raise ValueError("no such thing")\n'
        "  ValueError: no such thing"
    )


def test_json(check, words, only, is_broken):
    def prints(subject):
        """It prints."""
        print("≡")

    only(prints, is_broken)
    status, out, err = check("words", "--json", "--option", "weight=2")
    assert status == 1
    assert err == "≡\n"
    rows = json.loads(out)
    assert all(row.pop("seconds") >= 0 for row in rows)
    assert "in is_broken\n" in rows[1].pop("traceback")
    assert rows == [
        {"check": "prints", "promise": "It prints.", "outcome": "ok", "message": "",
         "traceback": ""},
        {"check": "is_broken", "promise": "It does not keep this.", "outcome": "broken",
         "message": "predict says nothing\nat all"},
    ]  # fmt: skip
