import codecs
import csv
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core import csv_file
from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import InputError

NEVER_CLOSED = (
    "a quotation mark opens here and never closes; close it, or write it twice where it belongs to "
    "the text"
)
TEXT_AFTER_QUOTATION = (
    "text follows a closing quotation mark; close the one that opened before it, or write it twice "
    "where it belongs to the text"
)
PUT_IN_QUOTATION_MARKS = "put a field that holds a comma or a line break in quotation marks"


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "input.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows(path):
    """Return the header and the rows, as lists of fields."""
    file = open_csv(path, [])
    table = file.table()
    columns = [table.column(number).to_pylist() for number in range(table.num_columns)]
    return list(file.columns), [list(row) for row in zip(*columns, strict=True)]


def refusal(path, required=()):
    """Return what the error says after the name of the file."""
    with pytest.raises(InputError) as raised:
        open_csv(path, required).table()
    name, said = str(raised.value)[: len(str(path))], str(raised.value)[len(str(path)) :]
    assert name == str(path)
    return said


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        ("a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
        ("a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
        ("a,b\n1,2\n3,4", [["1", "2"], ["3", "4"]]),
        (codecs.BOM_UTF8 + b"a,b\n1,2\n", [["1", "2"]]),
        (codecs.BOM_UTF8 + b'"a","b"\r\n"1","2"\r\n', [["1", "2"]]),
        ("\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n", [["1", "2"], ["3", "4"]]),
        ('a,b\n"x, y","say ""no"""\n', [["x, y", 'say "no"']]),
        (
            'a,b\n1,"""Docs.\n\n    More, of it.\r\nEnd"""\n2,3\n',
            [
                ["1", '"Docs.\n\n    More, of it.\r\nEnd"'],
                ["2", "3"],
            ],
        ),
        ('a,b\n1,5" wide\n2, "x"\n', [["1", '5" wide'], ["2", ' "x"']]),
        ("a,b\n1,x\x0b\x0c\x85\u2028y\n", [["1", "x\x0b\x0c\x85\u2028y"]]),
        ("a,b\n猫,\U0001f408é\n", [["猫", "\U0001f408é"]]),
        ("a,b\n 1 ,\t\n", [[" 1 ", "\t"]]),
        ("a,b\n", []),
        ("a,b", []),
        (codecs.BOM_UTF8 + b"a,b\r\n", []),
    ],
)
def test_rows(write, content, expected):
    assert rows(write(content)) == (["a", "b"], expected)


@pytest.mark.parametrize(
    "text",
    ["007", "NA", "N/A", "null", "NULL", "nan", "None", "", "1e5", "TRUE", "2024-01-01", "-"],
)
@pytest.mark.parametrize("quotation_mark", ["", '"'])
def test_every_field_stays_the_text_that_it_is(write, text, quotation_mark):
    path = write(f"a,b\n{quotation_mark}{text}{quotation_mark},x\n")
    assert rows(path) == (["a", "b"], [[text, "x"]])


def test_a_single_column(write):
    assert rows(write('a\n1\n\n""\n2')) == (["a"], [["1"], [""], ["2"]])


def test_columns_keep_their_order_and_the_hash_is_of_the_bytes(write):
    content = b"label,sampleId,author,\ncat,1,Ann,x\n"
    file = open_csv(write(content), ["sampleId", "label"])
    assert file.columns == ("label", "sampleId", "author", "")
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.table().to_pylist() == [{"label": "cat", "sampleId": "1", "author": "Ann", "": "x"}]


def test_thousands_of_columns(write):
    names = [f"c{number}" for number in range(10_000)]
    assert rows(write(",".join(names) + "\n" + ",".join(names).upper())) == (
        names,
        [[name.upper() for name in names]],
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", " is empty; its first line must name the columns"),
        (codecs.BOM_UTF8, " is empty; its first line must name the columns"),
        ("\n\r\n", " is empty; its first line must name the columns"),
        ("a,b,c,b\n", ", line 1: column 'b' stands there twice; rename one"),
        ("a,,\n", ", line 1: column '' stands there twice; rename one"),
        (
            "a,b\n1,2\n3,4,5\n",
            f", line 3: 3 fields where the header has 2; {PUT_IN_QUOTATION_MARKS}",
        ),
        ("a,b\n1,2\n3\n", f", line 3: 1 field where the header has 2; {PUT_IN_QUOTATION_MARKS}"),
        ("a,b\n \n", f", line 2: 1 field where the header has 2; {PUT_IN_QUOTATION_MARKS}"),
        (
            'a,b\n1,"x\r\ny\nz"\n\n2,"q"\n3,4,5\n',
            f", line 7: 3 fields where the header has 2; {PUT_IN_QUOTATION_MARKS}",
        ),
        (
            "a,b\r1,2\r3\r",
            f", line 3: 1 field where the header has 2; {PUT_IN_QUOTATION_MARKS}",
        ),
        (
            "a,b\n1" + ",2" * 300_000 + "\n",
            f", line 2: 300001 fields where the header has 2; {PUT_IN_QUOTATION_MARKS}",
        ),
        (
            "a,b\n1," + "x" * 200_000 + "\n2\n",
            f", line 3: 1 field where the header has 2; {PUT_IN_QUOTATION_MARKS}",
        ),
        ('a,b\n1,2\n3,"4\n5,6\n', f", line 3: {NEVER_CLOSED}"),
        ('a,b\n1,"x\ny"\n3,"4\n5,6\n', f", line 4: {NEVER_CLOSED}"),
        ('a,"b\n1,2\n', f", line 1: {NEVER_CLOSED}"),
        ('a,b\n1,2\n3,"4\n5,6\n7,"8\n9,0\n', f", line 3: {TEXT_AFTER_QUOTATION}"),
        ('a,b\n1,2\n3,"4\n5,"6"\n7,8\n', f", line 3: {TEXT_AFTER_QUOTATION}"),
        ('a,b\n1,"x"y\n', f", line 2: {TEXT_AFTER_QUOTATION}"),
        ('"a"x,b\n1,2\n', f", line 1: {TEXT_AFTER_QUOTATION}"),
        (
            'a,b\n1,"x"\n2,"y,z\n',
            f", line 3: {NEVER_CLOSED}",
        ),
        (
            "a,b\n1,2\né,4\n".encode("cp1252"),
            ", line 3: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
        (
            "é,b\n1,2\n".encode("cp1252"),
            ", line 1: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
        (
            b'a,b\n1,"x\n\xed\xa0\x80"\n',
            ", line 3: byte 0xed is not UTF-8; save the file as UTF-8",
        ),
        (
            "a,b\n1,2\n".encode("utf-16"),
            ", line 1: byte 0xff is not UTF-8; save the file as UTF-8",
        ),
        (
            "a,b\n1,2\n".encode("utf-16-le"),
            ", line 1: byte 0x00 is not UTF-8; save the file as UTF-8",
        ),
        (
            "a,b\n1,2\nüü,x\0y\n".encode(),
            ", line 3: byte 0x00 is not UTF-8; save the file as UTF-8",
        ),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(write, content, expected):
    assert refusal(write(content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "id,path\n",
            ", line 1: no column 'sampleId'; found: id, path.\n  Add the column, or mend its name.",
        ),
        (
            "sampleId;path;label\n1;a;b\n",
            ", line 1: no column 'sampleId'; found: sampleId;path;label.\n"
            "  The fields seem to be separated by semicolons; separate them by commas.",
        ),
        (
            "sampleId\tpath\n1\ta\n",
            ", line 1: no column 'sampleId'; found: sampleId\tpath.\n"
            "  The fields seem to be separated by tabs; separate them by commas.",
        ),
        (
            "SampleId, path,sampleId\n",
            ", line 1: no column 'path'; found: SampleId,  path, sampleId.\n"
            "  Add the column, or mend its name.",
        ),
    ],
)
def test_a_missing_column_is_refused(write, content, expected):
    assert refusal(write(content), ["sampleId", "path"]) == expected


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    missing = tmp_path / "nowhere" / "input.csv"
    with pytest.raises(InputError) as raised:
        open_csv(missing, [])
    assert str(raised.value) == f"there is no file {missing}; check the name and the folder"
    assert refusal(tmp_path) == " can't be read: Is a directory"


def test_a_field_beyond_the_usual_limit_of_pythons_parser(write):
    text = '"\n' * 100_000
    path = write('a,b\n1,"' + text.replace('"', '""') + '"\n2,x\n')
    assert rows(path) == (["a", "b"], [["1", text], ["2", "x"]])


def test_a_field_longer_than_a_block_is_refused(write):
    path = write("a,b\n1,2\n3," + "x" * 40_000_000 + "\n")
    assert refusal(path) == (
        ", line 3: a field is longer than 16777216 bytes; is a quotation mark missing?"
    )


def test_a_row_longer_than_two_blocks_is_refused_with_arrows_words(write, monkeypatch):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 1000)
    names = ",".join(f"c{number}" for number in range(100))
    path = write(names + "\n" + ",".join(["x" * 50] * 100) + "\n")
    assert refusal(path) == (
        ": straddling object straddles two block boundaries (try to increase block size?)"
    )


@pytest.mark.parametrize("block_bytes", [16, 17, 18, 19, 20, 64])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_across_the_bounds_of_blocks(write, monkeypatch, block_bytes, end):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", block_bytes)
    expected = [[f"{number:03}", f"{number}\n,é"] for number in range(100)]
    path = write(f"a,b{end}" + "".join(f'{a},"{b}"{end}' for a, b in expected))
    assert rows(path) == (["a", "b"], expected)


def test_a_faulty_row_in_a_later_block_is_refused_when_its_turn_comes(write, monkeypatch):
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 64)
    batches = open_csv(write("a,b\n" + "1,2\n" * 100 + "1\n"), []).batches()
    assert next(batches).to_pylist()[0] == {"a": "1", "b": "2"}
    with pytest.raises(InputError, match=", line 102: 1 field where the header has 2;"):
        list(batches)


@pytest.mark.parametrize(("row", "line"), [(0, 2), (1, 4), (2, 8), (3, 9)])
def test_line_of_a_row(write, row, line):
    path = write('a,b\n1,2\n\n3,"x\n\ny"\n\n4,5\n6,7\n')
    assert open_csv(path, []).line_of(row) == line


def test_line_of_a_row_that_is_not_there(write):
    path = write("a\n1\n")
    with pytest.raises(IndexError) as raised:
        open_csv(path, []).line_of(1)
    assert str(raised.value) == f"{path} has no row 1"


fields = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
fields |= st.sampled_from(['"', ",", "\n", "\r", "\r\n"])
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(fields, min_size=width, max_size=width), max_size=8)
)


def test_a_line_break_in_a_field_at_the_end_of_a_block(tmp_path, monkeypatch):
    """Wherever the block of 256 bytes ends, and at each of its bytes in turn."""
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 256)
    path = tmp_path / "written.csv"
    for length in range(230, 260):
        path.write_bytes(f'"h"\n"{"x" * length}"\n"a\r\nb"\n"c\r"\n'.encode())
        assert rows(path) == (["h"], [["x" * length], ["a\r\nb"], ["c\r"]])


@given(
    tables.filter(bool),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig"]),
    st.sampled_from([256, 2**20]),
)
def test_what_pythons_writer_wrote_is_read(
    tmp_path_factory, table, line_terminator, quoting, encoding, block_bytes
):
    names = [f"c{number}" for number in range(len(table[0]))]
    text = io.StringIO(newline="")
    # A lone "\r" is put in quotation marks by Python 3.13 only, or if it is in the terminator.
    quoting = csv.QUOTE_ALL if "\r" not in line_terminator else quoting
    csv.writer(text, lineterminator=line_terminator, quoting=quoting).writerows([names, *table])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.getvalue().encode(encoding))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "BLOCK_BYTES", block_bytes)
        assert rows(path) == (names, table)


@given(st.text(alphabet='a",\n\r ', max_size=24), st.sampled_from([16, 2**20]))
def test_any_text_is_read_as_pythons_strict_parser_does_or_refused(
    tmp_path_factory, text, block_bytes
):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"a,b\n" + text.encode())
    try:
        records = [
            fields for fields in csv.reader(io.StringIO(text, newline=""), strict=True) if fields
        ]
    except csv.Error:
        records = [["broken"]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "BLOCK_BYTES", block_bytes)
        if any(len(fields) != 2 for fields in records):
            assert refusal(path).startswith(", line ")
        else:
            assert rows(path) == (["a", "b"], records)
