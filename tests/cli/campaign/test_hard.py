"""``fastlabel campaign hard``."""

NOTHING = (
    "no hard example waits for an answer\n"
    "next: fastlabel campaign run, or fastlabel campaign accept\n"
)


def rows(folder, *samples):
    paths = folder / "exp_dir" / "input"
    return "".join(f"{name},{paths / name},{rest}\n" for name, rest in samples)


def test_a_file_to_fill_in(give, asked):
    assert give("hard") == (
        0,
        "hard.csv: 2 hard examples\n"
        "next: fill in the column label, then fastlabel campaign answer hard.csv\n",
        "",
    )
    assert (asked / "hard.csv").read_text() == "sampleId,path,suggestion,label\n" + rows(
        asked, ("p1", "a,"), ("p2", "b,")
    )


def test_without_suggestions(give, asked):
    give("hard", "--no-suggestions")
    assert (asked / "hard.csv").read_text() == "sampleId,path,label\n" + rows(
        asked, ("p1", ""), ("p2", "")
    )


def test_what_was_answered_since_is_left_out(give, answered):
    assert give("hard", "-o", "a b.csv")[1] == (
        "a b.csv: 1 hard example\n"
        "next: fill in the column label, then fastlabel campaign answer 'a b.csv'\n"
    )
    expected = "sampleId,path,suggestion,label\n" + rows(answered, ("p2", "b,"))
    assert (answered / "a b.csv").read_text() == expected


def test_standard_output(give, asked):
    status, out, err = give("hard", "--output", "-")
    assert (status, err) == (0, "")
    assert out == "sampleId,path,suggestion,label\n" + rows(asked, ("p1", "a,"), ("p2", "b,"))
    assert not (asked / "-").exists()


def test_a_file_that_is_there_is_kept(give, asked):
    (asked / "hard.csv").write_text("mine")
    assert give("hard") == (
        2,
        "",
        "error: hard.csv is there already, perhaps with answers; take them first (fastlabel "
        "campaign answer hard.csv), give another file (--output), or replace it (--overwrite)\n",
    )
    assert (asked / "hard.csv").read_text() == "mine"
    assert give("hard", "--overwrite")[0] == 0
    assert (asked / "hard.csv").read_text().startswith("sampleId,path,suggestion,label\n")


def test_a_file_whose_answers_were_taken_is_replaced(give, asked):
    """In the next round the same command writes the next one, and no answer is lost."""
    give("hard")
    asked_for = (asked / "hard.csv").read_text()
    (asked / "hard.csv").write_text(asked_for.replace(",a,", ",a,b").replace(",b,", ",b,b"))
    assert give("hard")[0] == 2
    assert give("answer", "hard.csv")[1].startswith("2 labels taken\n")
    give("run")
    assert give("hard")[:2] == (
        0,
        "hard.csv: 1 hard example\n"
        "next: fill in the column label, then fastlabel campaign answer hard.csv\n",
    )
    assert "p3" in (asked / "hard.csv").read_text()
    (asked / "hard.csv").write_text(asked_for)
    assert give("hard")[0] == 2


def test_a_folder_is_no_file(give, asked):
    (asked / "hard").mkdir()
    assert give("hard", "-o", "hard") == (
        2,
        "",
        "error: hard is a folder; give a file (--output)\n",
    )


def test_before_the_first_round(give, started):
    assert give("hard") == (
        2,
        "",
        "error: no round has chosen hard examples yet; run the first one: fastlabel campaign run\n",
    )


def test_an_empty_pool_from_the_start(give, toy_round):
    """No round can choose any, so none is proposed."""
    (toy_round / "exp_dir" / "input" / "input_unlabel.csv").write_text("sampleId,path\n")
    give("start", "--plugin", "toy")
    assert give("hard") == (
        0,
        "",
        "no hard example waits for an answer\n"
        "no round can follow: empty pool\n"
        "next: fastlabel campaign finish\n",
    )


def test_after_the_end(give, asked):
    """Both were left unanswered, and the labels are final."""
    give("accept")
    assert give("hard") == (0, "", "no hard example waits for an answer\nfinished: satisfied\n")
    assert not (asked / "hard.csv").exists()


def test_when_all_are_answered(give, answered, answers):
    give("answer", answers(p2="a"))
    assert give("hard") == (0, "", NOTHING)
    assert not (answered / "hard.csv").exists()


def test_a_pipe_gets_a_header_when_all_are_answered(give, answered, answers):
    """What reads it has nothing to answer, and that is no error."""
    give("answer", answers(p2="a"))
    assert give("hard", "-o", "-") == (0, "sampleId,path,label\n", NOTHING)
    (answered / "none.csv").write_text("sampleId,path,label\n")
    assert give("answer", "none.csv")[:2] == (
        0,
        "0 labels taken\nnext: fastlabel campaign run, or fastlabel campaign accept\n",
    )


def test_no_folder_for_the_file(give, asked):
    assert give("hard", "-o", "nowhere/hard.csv") == (
        2,
        "",
        "error: nowhere/hard.csv can't be written: there is no folder nowhere; make it, or give "
        "another file (--output)\n",
    )
