"""``fastlabel campaign start``."""

import json

import pytest

from fastlabel_core.campaign import Campaign, Settings


def test_what_it_says(give, toy_round):
    assert give("start", "--plugin", "toy") == (
        0,
        "campaign: 13 samples, 10 of them labelled\nnext: fastlabel campaign run\n",
        "",
    )


def test_labels_that_differ_only_in_case_or_blanks(give, toy_round):
    labels = toy_round / "exp_dir" / "input" / "input_label.csv"
    labels.write_text(labels.read_text() + "l10,l10,A\n")
    assert give("start", "--plugin", "toy") == (
        0,
        "campaign: 14 samples, 11 of them labelled\nnext: fastlabel campaign run\n",
        "warning: input_label.csv: labels that differ only in case or blanks are classes of their "
        "own: 'a', 'A'. If they mean one class, give its samples one label\n",
    )


def test_the_folder_that_was_given_stands_in_what_is_next(give, toy_round):
    status, out, _ = give("start", "--plugin", "toy", "--folder", "my own", "--name", "own")
    assert status == 0
    assert out == (
        "my own: 13 samples, 10 of them labelled\nnext: fastlabel campaign run --folder 'my own'\n"
    )


def test_the_folder_of_the_environment_need_not_be_given_again(give, toy_round, monkeypatch):
    monkeypatch.setenv("FASTLABEL_CAMPAIGN", "ours")
    assert give("start", "--plugin", "toy")[1] == (
        "ours: 13 samples, 10 of them labelled\nnext: fastlabel campaign run\n"
    )
    assert give("status")[1].startswith("13 samples")


def test_the_defaults(give, toy_round):
    give("start", "--plugin", "toy")
    settings = Campaign("campaign").status().settings
    repository = str(toy_round / "repository")
    assert settings == Settings(name="campaign", plugin="toy", repository=repository)


def test_all_that_can_be_given(give, toy_round, monkeypatch):
    heard = {}

    def fake_start(*places, **given):
        heard.update(given, places=places)
        raise OSError("enough")

    monkeypatch.setattr(Campaign, "start", fake_start)
    monkeypatch.setenv("FASTLABEL_DATABASE", "postgresql://host/name")
    monkeypatch.setenv("FASTLABEL_REPOSITORY", "elsewhere")
    arguments = "--folder f --input-dir i --plugin p --model m --strategy s --query-cnt 7"
    more = "--strategy-option b=0.5 --round-limit 3 --val-size 0 --random-seed 9 --option a=1"
    most = "--class x --class y --name n --disable d --person Ben"
    assert give("start", *arguments.split(), *more.split(), *most.split())[0] == 1
    assert len(heard.pop("listeners")) == 1
    assert heard == {
        "places": ("f", "i", Settings(
            name="n",
            plugin="p",
            model="m",
            strategy="s",
            strategy_options={"b": 0.5},
            query_cnt=7,
            round_limit=3,
            val_size=0.0,
            random_seed=9,
            options={"a": 1},
            repository="elsewhere",
            classes=("x", "y"),
            disable=("d",),
        )),
        "who": "Ben",
        "database": "postgresql://host/name",
    }  # fmt: skip


def test_the_person_is_the_login_name_by_default(give, toy_round, monkeypatch):
    monkeypatch.delenv("FASTLABEL_PERSON")
    monkeypatch.setenv("LOGNAME", "Dora")
    give("start", "--plugin", "toy")
    assert [step.who for step in Campaign("campaign").history()] == ["Dora"]


def test_nobody_logged_in(give, toy_round, monkeypatch):
    def getuser():
        raise OSError("no username")

    monkeypatch.delenv("FASTLABEL_PERSON")
    monkeypatch.setattr("getpass.getuser", getuser)
    status, out, err = give("start", "--plugin", "toy")
    assert (status, out) == (2, "")
    assert err.endswith("\nError: nobody knows your name here; give it (--person)\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: which kind of model? Give a plugin (--plugin; installed: toy) or a model to "
         "go on from (--model)\n"),
        (["--plugin", "toy", "--option", "x"],
         "error: --option 'x' is not NAME=VALUE, such as --option epochs=5\n"),
        (["--plugin", "toy", "--strategy-option", "x"], "error: --strategy-option 'x' is not "
         "NAME=VALUE, such as --strategy-option random_share=0.1\n"),
        (["--plugin", "toy", "--random-seed=-1"],
         "error: random_seed is -1; give 0 to 4294967295\n"),
        (["--plugin", "toy", "--query-cnt", "0", "--round-limit=-1"],
         "error: the campaign can't be begun: --query-cnt 0: Input should be greater than or equal "
         "to 1\n"
         "  --round-limit -1: Input should be greater than or equal to 1\n"),
        (["--plugin", "toy", "--class", "a", "--class", "", "--class", " b"],
         "error: the campaign can't be begun: --class '': a label is not empty\n"
         "  --class ' b': a label does not begin or end with a blank\n"),
        (["--plugin", "toy", "--name", "a/b"],
         "error: 'a/b' can't be the name of a model: a name has up to 100 letters a-z, digits, "
         "'.', '_' and '-', begins with a letter or digit, doesn't end with '.', and is not one "
         "that Windows reserves, such as 'con'.\n"
         "  what the last model is to be published as: --name NAME\n"),
    ],
)  # fmt: skip
def test_a_mistake_ends_in_2(give, toy_round, arguments, message):
    assert give("start", *arguments) == (2, "", message)
    assert not (toy_round / "campaign" / "work" / "traceback.txt").exists()
    assert give("status")[0] == 2


def test_a_person_without_a_name(give):
    status, out, error = give("start", "--plugin", "toy", "--person", " ")
    # Some versions of click name the environment variable between the two.
    assert (status, out) == (2, "")
    assert error.startswith("Usage: fastlabel campaign start [OPTIONS]\n")
    assert "Error: Invalid value for '--person'" in error
    assert error.endswith(": a person has a name\n")


def test_a_second_time(give, started):
    assert give("start", "--plugin", "toy") == (
        2,
        "",
        f"error: {started / 'campaign'} holds a campaign already; go on with it, or give another "
        "folder (--folder)\n"
        "  next: fastlabel campaign run\n",
    )


def test_a_plugin_that_can_not_be_imported_leaves_details(give, install_plugin, toy_round):
    install_plugin("gone", "import no_such_module", attribute="Gone")
    status, out, err = give("start", "--plugin", "gone")
    assert (status, out) == (1, "")
    assert err.splitlines()[-1] == "  details: campaign/work/traceback.txt"
    details = (toy_round / "campaign" / "work" / "traceback.txt").read_text()
    assert "ModuleNotFoundError: No module named 'no_such_module'" in details


def test_nothing_is_kept_of_a_start_that_was_refused(give, toy_round):
    (toy_round / "exp_dir" / "input" / "input_unlabel.csv").write_text("id\n1\n")
    assert give("start", "--plugin", "toy")[0] == 2
    assert not (toy_round / "campaign" / "campaign.json").exists()


def test_the_labels_are_put_down_to_the_person(give, started):
    first = json.loads(give("history", "--json")[1])[0]
    assert (first["kind"], first["who"], first["labels"]) == ("start", "Ann", 10)
