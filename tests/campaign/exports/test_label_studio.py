"""The tasks of Label Studio and its labelling configuration, byte for byte."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fastlabel_core.errors import UsageError


def result(label):
    return {
        "from_name": "label",
        "to_name": "sample",
        "type": "choices",
        "value": {"choices": [label]},
    }


def tasks(folder="tasks"):
    return json.loads((Path(folder) / "tasks.json").read_text(encoding="utf-8"))


PICTURES = """[
{"data": {"sampleId": "000", "path": "/data/local-files/?d=ROOT/left/0.png"}, \
"meta": {"who": "anna", "round": 0}, "annotations": [{"result": [{"from_name": "label", \
"to_name": "sample", "type": "choices", "value": {"choices": ["cat"]}}], "ground_truth": false}], \
"predictions": []},
{"data": {"sampleId": "002", "path": "/data/local-files/?d=ROOT/left/3.png"}, \
"meta": {"who": "pets, round 1", "round": 1}, "annotations": [], "predictions": \
[{"model_version": "pets, round 1", "result": [{"from_name": "label", "to_name": "sample", \
"type": "choices", "value": {"choices": ["dog"]}}], "score": 0.75}]},
{"data": {"sampleId": "004", "path": "/data/local-files/?d=ROOT/left/x.png"}, \
"meta": {}, "annotations": [], "predictions": []}
]
"""


def test_pictures(start, pictures):
    campaign = start(
        "sampleId,path,label\n000,left/0.png,cat\n",
        "sampleId,path\n002,left/3.png\n004,left/x.png\n",
    )
    campaign.run()
    campaign.export("label-studio", "tasks")
    root = str(pictures).removeprefix("/")
    assert Path("tasks/tasks.json").read_text(encoding="utf-8") == PICTURES.replace("ROOT", root)
    assert Path("tasks/labelling.xml").read_text(encoding="utf-8") == (
        "<View>\n"
        '  <Image name="sample" value="$path"/>\n'
        '  <Choices name="label" toName="sample" choice="single">\n'
        '    <Choice value="cat"/>\n'
        '    <Choice value="dog"/>\n'
        '    <Choice value="fox"/>\n'
        "  </Choices>\n"
        "</View>\n"
    )
    assert sorted(one.name for one in Path("tasks").iterdir()) == ["labelling.xml", "tasks.json"]


def test_texts_with_another_column_and_an_umlaut(start):
    campaign = start(
        'sampleId,text,channel,label\n1,"Ein Bär, 0",mail,"a<b&""c"""\n',
        "sampleId,text,channel\n2,dog 1,phone\n",
    )
    campaign.export("label-studio", "tasks")
    assert tasks() == [
        {
            "data": {"sampleId": "1", "text": "Ein Bär, 0", "channel": "mail"},
            "meta": {"who": "anna", "round": 0},
            "annotations": [{"result": [result('a<b&"c"')], "ground_truth": False}],
            "predictions": [],
        },
        {
            "data": {"sampleId": "2", "text": "dog 1", "channel": "phone"},
            "meta": {},
            "annotations": [],
            "predictions": [],
        },
    ]
    assert "Ein Bär" in Path("tasks/tasks.json").read_text(encoding="utf-8")
    configuration = ElementTree.fromstring(Path("tasks/labelling.xml").read_bytes())
    assert configuration[0].attrib == {"name": "sample", "value": "$text"}
    assert configuration[0].tag == "Text"
    assert [choice.get("value") for choice in configuration[1]] == ['a<b&"c"', "fox"]


def test_the_last_label_of_a_person_and_the_published_model(campaign):
    campaign.accept(who="anna")
    campaign.export("label-studio", "tasks")
    by_id = {task["data"]["sampleId"]: task for task in tasks()}
    assert by_id["007"]["annotations"] == [{"result": [result("cat")], "ground_truth": False}]
    assert by_id["007"]["meta"] == {"who": "carla", "round": 1}
    assert by_id["008"]["predictions"] == [
        {"model_version": "pets@1", "result": [result("dog")], "score": 0.8}
    ]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/pictures/my cat#1.png", "/data/local-files/?d=pictures/my%20cat%231.png"),
        ("s3://bucket/my cat.png", "s3://bucket/my cat.png"),
        ("https://host/cat.png?size=1", "https://host/cat.png?size=1"),
    ],
)
def test_where_a_picture_is(start, path, url):
    campaign = start(f"sampleId,path,label\n1,{path},cat\n", "sampleId,path\n2,/b.png\n")
    campaign.export("label-studio", "tasks")
    assert tasks()[0]["data"]["path"] == url


def test_texts_are_shown_where_some_samples_have_a_path(start):
    campaign = start("sampleId,text,label\n1,cat 0,cat\n", "sampleId,path,text\n2,/b.png,dog 1\n")
    campaign.export("label-studio", "tasks")
    assert [task["data"] for task in tasks()] == [
        {"sampleId": "1", "text": "cat 0"},
        {"sampleId": "2", "path": "/data/local-files/?d=b.png", "text": "dog 1"},
    ]


def test_an_empty_path_is_none(start):
    labelled = "sampleId,text,path,label\n1,cat 0,/a.png,cat\n"
    start(labelled, "sampleId,text,path\n2,dog 1,\n").export("label-studio", "tasks")
    assert [task["data"] for task in tasks()] == [
        {"sampleId": "1", "path": "/data/local-files/?d=a.png", "text": "cat 0"},
        {"sampleId": "2", "text": "dog 1"},
    ]


def test_nothing_to_show(start):
    campaign = start("sampleId,grams,label\n1,300,cat\n", "sampleId,grams\n2,900\n", "rows")
    with pytest.raises(UsageError) as caught:
        campaign.export("label-studio", "tasks")
    assert str(caught.value) == (
        "Label Studio would have nothing to show: there is no column 'text', and 2 of the 2 "
        "samples have no path; start a campaign whose samples have one of them"
    )
    assert not Path("tasks").exists()


def test_a_label_that_xml_can_t_hold(start):
    campaign = start("sampleId,text,label\n1,cat 0,a\x01b\n", "sampleId,text\n2,dog 1\n")
    with pytest.raises(UsageError) as caught:
        campaign.export("label-studio", "tasks")
    assert str(caught.value) == (
        "the label 'a\\x01b' holds a character that can't stand in XML, in which Label Studio "
        "takes its choices; export in another format"
    )
    assert not Path("tasks").exists()


def test_a_label_of_two_lines_is_one_choice(start):
    campaign = start('sampleId,text,label\n1,cat 0,"a\n\tb"\n', "sampleId,text\n2,dog 1\n")
    campaign.export("label-studio", "tasks")
    configuration = ElementTree.fromstring(Path("tasks/labelling.xml").read_bytes())
    assert [choice.get("value") for choice in configuration[1]] == ["a\n\tb", "fox"]
