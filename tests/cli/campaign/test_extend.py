"""``fastlabel campaign extend``."""


def test_more_rounds(give, toy_round, answers):
    give("start", "--plugin", "toy", "--query-cnt", "2", "--val-size", "0", "--round-limit", "1")
    give("run")
    give("answer", answers(p1="a"))
    assert give("extend", "--round-limit", "2") == (
        0,
        "1 of at most 2 rounds\n"
        "1 hard example waits for an answer\n"
        "next: fastlabel campaign run, or fastlabel campaign accept\n",
        "",
    )
    assert give("run")[0] == 0
    assert give("status")[1].splitlines()[1] == "2 of at most 2 rounds"


def test_no_more_than_before(give, started):
    assert give("extend", "--round-limit", "10") == (
        2,
        "",
        "error: the round limit is 10 already, and can only be raised; give a higher one\n",
    )


def test_after_the_end(give, answered):
    give("accept")
    assert give("extend", "--round-limit", "20") == (
        2,
        "",
        "error: the campaign has ended (satisfied), so no round can follow\n",
    )
