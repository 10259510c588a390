import pytest

from fastlabel_core.campaign.answers import read_answers
from fastlabel_core.errors import InputError


@pytest.fixture
def read(tmp_path):
    def read(content, **given):
        path = tmp_path / "answers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_answers(path, **given)

    return read


@pytest.fixture
def refused(read, refusal, tmp_path):
    """Return a function that gives the message, without the file and the remark after it."""

    def refused(content, check=None, *given):
        function = (
            (lambda: read(content)) if check is None else (lambda: check(read(content), *given))
        )
        message = refusal(InputError, function)
        start, end = f"{tmp_path / 'answers.csv'}, ", ".\n  Nothing of the file was taken."
        assert message.startswith(start)
        assert message.endswith(end)
        return message.removeprefix(start).removesuffix(end)

    return refused


def test_labels_as_they_stand(read):
    answers = read(
        'note,label,sampleId\n,NA,007\n,null,s1\n,1e5,"s,2"\n, cat ,S1\n,"two\nlines",NA\n'
    )
    assert answers.labels == {
        "007": "NA",
        "s1": "null",
        "s,2": "1e5",
        "S1": " cat ",
        "NA": "two\nlines",
    }
    assert answers.rows == {"007": 0, "s1": 1, "s,2": 2, "S1": 3, "NA": 4}
    assert answers.is_suggestion_shown is None


def test_a_suggestion_was_shown(read):
    assert read("sampleId,suggestion,label\ns1,cat,dog\n").is_suggestion_shown is True


def test_a_file_of_excel(read):
    """A byte order mark, and CR LF."""
    answers = read(b"\xef\xbb\xbfsampleId,label\r\ns1,cat\r\n")
    assert answers.labels == {"s1": "cat"}


def test_semicolons(read, refusal, tmp_path):
    assert refusal(InputError, read, "sampleId;label\ns1;cat\n") == (
        f"{tmp_path / 'answers.csv'}, line 1: no column 'sampleId'; found: sampleId;label.\n"
        "  The fields seem to be separated by semicolons; separate them by commas."
    )


def test_no_row(read):
    assert read("sampleId,label\n").labels == {}


@pytest.mark.parametrize("empty", ["", " ", "\t", '"\n"', "\u3000"])
def test_empty_fields(read, refused, empty):
    assert refused(f"sampleId,label\ns1,cat\n{empty},dog\n") == (
        "line 3: the sampleId is empty; fill it in, or remove the row"
    )
    content = f"sampleId,label\ns1,cat\ns2,{empty}\ns3,dog\n"
    assert refused(content) == (
        "line 3: the label of sample 's2' is empty; fill it in, remove the row, or pass over such "
        "rows (--skip-empty)"
    )
    assert read(content, skip_empty=True).labels == {"s1": "cat", "s3": "dog"}


def test_a_row_twice(refused):
    assert refused("sampleId,label\ns1,cat\ns2,cat\ns1,cat\n") == (
        "line 4: sample 's1' stands in line 2 already, with the same label; remove one of the rows"
    )


def test_rows_in_conflict(refused):
    """Lines are counted in the file: the first row of s1 takes lines 2 and 3."""
    assert refused('sampleId,label\ns1,"cat\n"\ns2,cat\ns1,dog\n') == (
        "line 5: sample 's1' is 'dog' here and 'cat\\n' in line 2; remove the row that is wrong"
    )


def test_a_row_that_was_passed_over_is_no_conflict(read):
    answers = read("sampleId,label\ns1,\ns1,cat\n", skip_empty=True)
    assert (answers.labels, answers.rows) == ({"s1": "cat"}, {"s1": 1})


def test_unknown_samples(read, refused):
    def check(answers, known):
        answers.refuse_unknown_samples(known, {"s1": None, "s2": None}.get)

    content = "sampleId,label\ns1,cat\ns2,cat\ns3,cat\ns4,cat\n"
    check(read(content), {"s1", "s2", "s3", "s4"})
    remedy = "mend the sampleId, or remove the row"
    assert refused(content, check, {"s1", "s3", "s4"}) == (
        f"line 3: the data set has no sample 's2'; {remedy}"
    )
    assert refused(content, check, {"s1", "s3"}) == (
        f"line 3: the data set has no sample 's2' (nor that of 1 more row); {remedy}"
    )
    assert refused(content, check, ()) == (
        f"line 2: the data set has no sample 's1' (nor that of 3 more rows); {remedy}"
    )


def test_new_classes(read, refused):
    def check(answers, known):
        answers.refuse_new_classes(known)

    content = "sampleId,label\ns1,cat\ns2,Cta\ns3,xyz\n"
    check(read(content), {"cat", "Cta", "xyz"})
    remedy = "Mend the label, or allow new classes (--new-classes)"
    assert refused(content, check, {"cat", "dog"}) == (
        f"line 3: 'Cta' is no known class (nor that of 1 more row). Did you mean 'cat'? {remedy}"
    )
    assert refused("sampleId,label\ns1,xyz\n", check, {"cat", "dog"}) == (
        f"line 2: 'xyz' is no known class. {remedy}"
    )


def test_blank_ends(read, refused):
    def check(answers, known):
        answers.refuse_blank_ends(known)

    content = 'sampleId,label\ns1,a cat\ns2,cat \ns3,"\ndog"\n'
    check(read(content), {"cat ", "\ndog"})
    assert refused(content, check, {"cat"}) == (
        "line 3: the label 'cat ' begins or ends with a blank; remove it"
    )
    assert refused(content, check, {"cat "}) == (
        "line 4: the label '\\ndog' begins or ends with a blank; remove it"
    )
