"""The three files of a round: which must be there, and which columns they must have."""

import pytest

from fastlabel_core.errors import InputError
from fastlabel_core.input_files import open_inputs


def refusal(folder, input_columns=("path",)):
    with pytest.raises(InputError) as raised:
        open_inputs(folder, input_columns)
    return str(raised.value)


def test_there_are_labels(write_inputs):
    assert open_inputs(write_inputs(), ["path"]).has_labels


def test_without_labels_the_pool_has_the_model_s_input(write_inputs):
    folder = write_inputs(initial="sampleId,path,label\n", pool="sampleId,text\n")
    assert not open_inputs(folder, ["text"]).has_labels
    assert refusal(folder, ["path", "url"]) == (
        f"{folder / 'input_unlabel.csv'}, line 1: no column 'path' or 'url', from which the model "
        "takes its input; found: sampleId, text.\n"
        "  Rename the column that holds it, or add one."
    )


def test_a_missing_pool_is_refused(write_inputs):
    folder = write_inputs(initial=None)
    (folder / "input_unlabel.csv").unlink()
    assert refusal(folder) == (
        f"{folder / 'input_unlabel.csv'} is missing; write it, or give the folder that holds it"
    )


@pytest.mark.parametrize("is_file", [True, False])
def test_a_missing_folder_is_refused(tmp_path, is_file):
    folder = tmp_path / "inptu"
    if is_file:
        folder.write_text("no folder")
    assert refusal(folder) == (
        f"there is no folder {folder}; give the one that holds input_unlabel.csv"
    )


def test_a_file_of_labels_without_a_byte_is_refused(write_inputs):
    folder = write_inputs(initial="")
    assert refusal(folder).startswith(f"{folder / 'input_label.csv'} is empty")


@pytest.mark.parametrize(
    ("files", "name", "missing", "found"),
    [
        ({"initial": "sampleId,path\n"}, "input_label.csv", "label", "sampleId, path"),
        ({"initial": "id,path,label\n"}, "input_label.csv", "sampleId", "id, path, label"),
        ({"added": "sampleId,path\n"}, "input_added_label.csv", "label", "sampleId, path"),
        ({"pool": "id,path\n"}, "input_unlabel.csv", "sampleId", "id, path"),
    ],
)
def test_a_missing_column_is_refused(write_inputs, files, name, missing, found):
    folder = write_inputs(**files)
    assert refusal(folder) == (
        f"{folder / name}, line 1: no column {missing!r}; found: {found}.\n"
        "  Add the column, or mend its name."
    )


@pytest.mark.parametrize(
    ("header", "input_columns", "wanted"),
    [
        ("sampleId,url,label", ["text", "path"], "'text' or 'path'"),
        ("label,path,sampleId", [], "besides 'sampleId' and 'label'"),
    ],
)
def test_labels_without_the_input_column_are_refused(write_inputs, header, input_columns, wanted):
    folder = write_inputs(initial=f"{header}\na,b,c\n")
    assert refusal(folder, input_columns) == (
        f"{folder / 'input_label.csv'}, line 1: no column {wanted}, from which the model takes its "
        f"input; found: {header.replace(',', ', ')}.\n"
        "  Rename the column that holds it, or add one."
    )


@pytest.mark.parametrize(
    ("files", "input_columns", "name", "wanted", "found"),
    [
        ({"pool": "sampleId,url\n"}, ["path"], "input_unlabel.csv", "'path'", "sampleId, url"),
        (
            {"initial": "sampleId,path,text,label\na,b,c,d\n"},
            ["text", "path"],
            "input_unlabel.csv",
            "'text'",
            "sampleId, path",
        ),
        (
            {
                "initial": "sampleId,width,height,label\na,1,2,x\n",
                "added": "sampleId,width,label\n",
            },
            [],
            "input_added_label.csv",
            "'height'",
            "sampleId, width, label",
        ),
    ],
)
def test_a_file_without_the_input_column_of_the_first_is_refused(
    write_inputs, files, input_columns, name, wanted, found
):
    folder = write_inputs(**files)
    assert refusal(folder, input_columns) == (
        f"{folder / name}, line 1: no column {wanted}, from which the model takes its input in "
        f"input_label.csv; found: {found}.\n"
        "  Rename the column that holds it, or add one."
    )


def test_hashes_by_name(write_inputs):
    inputs = open_inputs(write_inputs(initial="sampleId,path,label\n"), ["path"])
    assert inputs.sha256 == {
        "input_label.csv": "4f437c708be308f27d04ceea949ae869596f46d29914d86208872d2fffc96877",
        "input_unlabel.csv": "d9ec706bbbab79a234ec2d2968812783638291f71f7759cc75b1aad2214e8861",
    }
    assert list(open_inputs(write_inputs(added="sampleId,path,label\n"), ["path"]).sha256) == [
        "input_label.csv",
        "input_added_label.csv",
        "input_unlabel.csv",
    ]
