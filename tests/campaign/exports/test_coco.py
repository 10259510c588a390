"""COCO-style JSON, byte for byte."""

import json
from pathlib import Path

import pytest

from fastlabel_core.campaign import Exported, LabelCounts
from fastlabel_core.errors import UsageError

EXPECTED = """{"info": {"year": YEAR, "version": "1", \
"description": "labels of the campaign pets", \
"contributor": "", "url": "", "date_created": "LAST", "folder": "ROOT"},
"licenses": [],
"categories": [
{"id": 1, "name": "cat", "supercategory": ""},
{"id": 2, "name": "dog", "supercategory": ""},
{"id": 3, "name": "fox", "supercategory": ""}
],
"images": [
{"id": 1, "file_name": "left/0.png", "sampleId": "000"},
{"id": 2, "file_name": "left/1.png", "sampleId": "001"},
{"id": 3, "file_name": "left/3.png", "sampleId": "002"},
{"id": 4, "file_name": "right/3.png", "sampleId": "003"},
{"id": 5, "file_name": "left/x.png", "sampleId": "004"},
{"id": 6, "file_name": "left/2.png", "sampleId": "007"},
{"id": 7, "file_name": "left/4.png", "sampleId": "008"}
],
"annotations": [
{"id": 1, "image_id": 1, "category_id": 1, "source": "person"},
{"id": 2, "image_id": 2, "category_id": 2, "source": "person"},
{"id": 3, "image_id": 3, "category_id": 2, "source": "model", "score": 0.75},
{"id": 4, "image_id": 4, "category_id": 2, "source": "model", "score": 0.75},
{"id": 6, "image_id": 6, "category_id": 1, "source": "person"},
{"id": 7, "image_id": 7, "category_id": 2, "source": "model", "score": 0.8}
]}
"""


def expected(campaign, root: Path) -> str:
    last = campaign.history()[-1].at
    text = EXPECTED.replace("ROOT", str(root)).replace("LAST", last)
    return text.replace("YEAR", last[:4])


def test_after_a_round(campaign, pictures):
    exported = campaign.export("coco", "new/folder/labels.json")
    path = Path("new/folder/labels.json")
    assert exported == Exported(path, LabelCounts(by_persons=3, by_model=3, unlabelled=1))
    assert path.read_text(encoding="utf-8") == expected(campaign, pictures)
    json.loads(path.read_text(encoding="utf-8"))
    assert [one.name for one in path.parent.iterdir()] == ["labels.json"]


def test_after_the_end_the_labels_are_the_same(campaign, pictures):
    campaign.accept(who="anna")
    campaign.export("coco", "labels.json")
    assert Path("labels.json").read_text(encoding="utf-8") == expected(campaign, pictures)


def test_what_was_not_predicted_in_the_last_round_has_no_label(campaign, answer):
    answer(campaign, "008", "dog")
    campaign.run()
    campaign.undo(["008"], who="ben")
    exported = campaign.export("coco", "labels.json")
    assert exported.counts == LabelCounts(by_persons=3, by_model=2, unlabelled=2)
    annotated = json.loads(Path("labels.json").read_text())["annotations"]
    assert [each["id"] for each in annotated] == [1, 2, 3, 4, 6]


def test_before_a_round_there_are_the_labels_of_persons(start):
    campaign = start("sampleId,path,label\n1,a.png,Löwe\n", "sampleId,path\n2,b.png\n")
    campaign.export("coco", "labels.json")
    text = Path("labels.json").read_text(encoding="utf-8")
    assert '{"id": 1, "name": "Löwe", "supercategory": ""},\n{"id": 2, "name": "fox",' in text
    assert json.loads(text)["info"]["version"] == "0"
    assert json.loads(text)["annotations"] == [
        {"id": 1, "image_id": 1, "category_id": 1, "source": "person"}
    ]


@pytest.mark.parametrize(
    ("paths", "folder", "names"),
    [
        (["/a/b/1.png", "/a/b/2.png"], "/a/b", ["1.png", "2.png"]),
        (["/a/b/1.png", "/a/bc/2.png"], "/a", ["b/1.png", "bc/2.png"]),
        (["/a/1.png", "/b/2.png"], "/", ["a/1.png", "b/2.png"]),
        (["/a/b/../1.png", "/a/b/2.png"], "/a", ["1.png", "b/2.png"]),
        (["/a/1.png", "s3://b/2.png"], "", ["/a/1.png", "s3://b/2.png"]),
    ],
)
def test_the_names_begin_below_the_folder_of_all_files(start, paths, folder, names):
    campaign = start(f"sampleId,path,label\n1,{paths[0]},cat\n", f"sampleId,path\n2,{paths[1]}\n")
    campaign.export("coco", "labels.json")
    written = json.loads(Path("labels.json").read_text())
    assert written["info"]["folder"] == folder
    assert [image["file_name"] for image in written["images"]] == names


def test_an_empty_path_is_none(start):
    """The file of a text may have the column, and a sample nothing in it."""
    campaign = start(
        "sampleId,text,path,label\n1,cat 0,/a.png,cat\n", "sampleId,text,path\n2,dog 1,\n"
    )
    with pytest.raises(UsageError, match="and 1 of the 2 samples have no path; export in"):
        campaign.export("coco", "labels.json")


def test_a_data_set_without_paths_is_refused(start):
    campaign = start("sampleId,text,label\n1,cat 0,cat\n", "sampleId,text\n2,dog 1\n")
    with pytest.raises(UsageError) as caught:
        campaign.export("coco", "labels.json")
    assert str(caught.value) == (
        "COCO names the file of each image, and 2 of the 2 samples have no path; export in another "
        "format, such as label-studio"
    )
    assert not Path("labels.json").exists()
