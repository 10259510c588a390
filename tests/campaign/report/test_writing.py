"""Reports of whole campaigns, worked by hand; see `tests/campaign/conftest.py`."""

import csv
import shutil
from base64 import b64decode

import pytest
from click.testing import CliRunner
from PIL import Image

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.examples import ShownExample
from fastlabel_core.campaign.report.gathering import gather_findings
from fastlabel_core.campaign.report.persons import Person
from fastlabel_core.cli.campaign import command
from fastlabel_core.errors import UsageError


@pytest.fixture
def gather(trial):
    def gathered():
        folder = CampaignFolder(trial.folder)
        with folder.find_database().reading() as connection:
            return gather_findings(connection, folder)

    return gathered


def test_a_campaign(trial, gather):
    """Of what nobody labelled, p1 is predicted vehicle and p2 fruit; p3 can't be read."""
    Image.new("RGB", (2, 1), "red").save(trial.input / "p1.txt", "PNG")
    campaign = trial.start(options={"warning": "beware"})
    campaign.run()
    trial.answer(campaign, {"p4": "boat", "a1": "vehicle"})
    campaign.undo(["p4"], who="Cat")
    trial.answer(campaign, {"p4": "boat"})
    found = gather()
    assert found.status == campaign.status()
    assert found.as_of.isoformat(timespec="milliseconds").replace("+00:00", "Z") == (
        campaign.history()[-1].at
    )
    assert found.predicted_round == 1
    assert found.validation is None
    assert found.balance == [
        ClassCount("vehicle", 3, 1),
        ClassCount("fruit", 1, 1),
        ClassCount("boat", 1, 0),
    ]
    first, second = found.examples
    assert b64decode(first.picture.removeprefix("data:image/png;base64,"))[:4] == b"\x89PNG"
    assert (first.rank, first.sample_id, first.suggestion, first.answer) == (
        1,
        "p1",
        "vehicle",
        None,
    )
    assert first.confidence == pytest.approx(0.6)
    assert first.fields == {"text": "red car", "origin": "north"}
    assert second == ShownExample(
        rank=2,
        sample_id="p4",
        suggestion="vehicle",
        confidence=pytest.approx(2 / 3),
        is_random=False,
        answer="boat",
        picture=None,
        unshown="no such file",
        fields={"text": "fast boat", "origin": "east, far"},
    )
    assert found.persons == [
        Person("Ann", 4, 0, 0, 0),
        Person("Bob", 0, 3, 0, 0),
        Person("Cat", 0, 0, 0, 1),
    ]
    assert found.approximations == []


def test_a_campaign_with_a_validation_set(trial, gather):
    campaign = trial.start(val_size=0.5)
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    campaign.run()
    with (trial.folder / "rounds/002/output/validation.csv").open() as file:
        answers = [(each["label"], each["predicted"]) for each in csv.DictReader(file)]
    (trial.folder / "rounds/001/output/validation.csv").unlink()
    found = gather()
    assert found.predicted_round == 2
    assert found.validation.samples == len(answers) == 2
    assert found.validation.confusion.counts == {each: answers.count(each) for each in answers}
    assert found.validation.reliability.samples == 2


def test_a_campaign_without_a_label(trial, gather):
    campaign = trial.start_cold()
    found = gather()
    assert (found.examples, found.approximations) == ([], ())
    campaign.run()
    found = gather()
    assert (found.predicted_round, found.validation, found.balance) == (0, None, [])
    assert [each.suggestion for each in found.examples] == [None, None]
    assert found.persons == []


def test_texts_and_how_many_are_shown(trial, gather):
    rows = "".join(f"p{number},red\n" for number in range(120))
    trial.write("input_unlabel.csv", f"sampleId,text\nlong,{'a' * 401}\nshort,{'b' * 400}\n{rows}")
    trial.start(query_cnt=110).run()
    examples = gather().examples
    assert [each.rank for each in examples] == list(range(1, 101))
    texts = {each.sample_id: each.fields["text"] for each in examples}
    assert texts["long"] == "a" * 400 + "…"
    assert texts["short"] == "b" * 400
    assert {(each.picture, each.unshown) for each in examples} == {(None, None)}


def test_the_command(trial, monkeypatch):
    trial.start().run()
    monkeypatch.chdir(trial.root)
    told = CliRunner().invoke(command, ["report", "--folder", "campaign"], catch_exceptions=False)
    assert told.output == "campaign/report.html\n"
    html = (trial.folder / "report.html").read_text(encoding="utf-8")
    assert "<title>Campaign words</title>" in html
    assert html.endswith("</html>")
    CliRunner().invoke(
        command, ["report", "--folder", "campaign", "-o", "other.html"], catch_exceptions=False
    )
    assert (trial.root / "other.html").read_text(encoding="utf-8") == html


def test_predictions_that_are_gone_are_told_as_every_command_does(trial):
    campaign = trial.start()
    campaign.run()
    path = trial.folder / "rounds/001/output/predictions.csv"
    kept = path.read_text()
    messages = []
    for problem in ("is missing", "is not what round 1 left"):
        path.unlink() if problem == "is missing" else path.write_text(kept.replace("fruit", "boat"))
        for needy in (campaign.write_report, lambda out: campaign.export("coco", out)):
            with pytest.raises(UsageError, match=rf"predictions\.csv {problem}, and the") as raised:
                needy(trial.root / "out")
            messages.append(str(raised.value))
    assert len(set(messages)) == 2
    assert not (trial.root / "out").exists()


def test_a_finished_campaign_needs_no_round(trial, gather):
    campaign = trial.start(val_size=0.5)
    campaign.run()
    campaign.accept(who="Ann")
    before = gather()
    assert before.validation is not None
    shutil.rmtree(trial.folder / "rounds")
    found = gather()
    assert found.balance == before.balance
    assert (found.validation, found.is_validation_gone) == (None, True)
    assert sum(each.predicted for each in found.balance) == 3


def test_a_validation_set_that_is_gone_before_the_end(trial):
    campaign = trial.start(val_size=0.5)
    campaign.run()
    (trial.folder / "rounds/001/output/validation.csv").unlink()
    with pytest.raises(UsageError, match=r"validation\.csv is missing, and the report needs it"):
        campaign.write_report(trial.root / "report.html")
