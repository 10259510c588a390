import shutil

import pytest

from fastlabel_core.errors import UsageError


@pytest.mark.parametrize("done", ["removed", "changed"])
def test_predictions_that_are_not_there_any_more(trial, refusal, done):
    """It is said before anything is trained, and before the campaign is ended for good."""
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    path = trial.folder / "rounds/001/output/predictions.csv"
    content = path.read_text()
    path.unlink() if done == "removed" else path.write_text(content.replace("fruit", "vehicle"))
    message = (
        f"{path} {'is missing' if done == 'removed' else 'is not what round 1 left'}, and the "
        "campaign needs it; restore it. A round writes the same file again from "
        f"{trial.folder}/rounds/001/input: fastlabel run, with the campaign's settings and, if the "
        "round before left a model, with that one (--model)"
    )
    assert refusal(UsageError, campaign.run) == message
    assert refusal(UsageError, campaign.accept, who="Cat") == message
    assert not (trial.folder / "rounds/002").exists()
    path.write_text(content)
    campaign.run()
    path.unlink()
    trial.answer(campaign, {"p4": "vehicle"})
    campaign.run()
    assert len(campaign.status().rounds) == 3


def test_all_files_of_the_rounds_are_lost(trial, refusal):
    """What the last round read is written again: it can be run by hand, or be where another begins.

    Answers that came later are no part of it.
    """
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle", "a1": "berry"})
    campaign.run()
    read = {path.name: path.read_bytes() for path in (trial.folder / "rounds/002/input").iterdir()}
    assert set(read) == {"input_label.csv", "input_added_label.csv", "input_unlabel.csv"}
    trial.answer(campaign, {"p4": "boat"})
    shutil.rmtree(trial.folder / "rounds")
    message = refusal(UsageError, campaign.run)
    assert message.startswith(f"{trial.folder}/rounds/002/output/predictions.csv is missing")
    inputs = trial.folder / "rounds/002/input"
    assert {path.name: path.read_bytes() for path in inputs.iterdir()} == read
