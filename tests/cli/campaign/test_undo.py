"""``fastlabel campaign undo``."""


def test_back_in_the_pool(give, answered):
    assert give("undo", "p1") == (
        0,
        "1 label undone\n"
        "2 hard examples wait for an answer\n"
        "next: fastlabel campaign hard, or fastlabel campaign accept\n",
        "",
    )


def test_several(give, answered, answers):
    give("answer", answers(p2="a"))
    assert give("undo", "p1", "p2")[1].splitlines()[0] == "2 labels undone"


def test_what_nobody_labelled(give, answered):
    status, out, err = give("undo", "p1", "p3")
    assert (status, out) == (2, "")
    assert err == (
        "error: sample 'p3' has no label of a person to take back; leave it out.\n"
        "  Nothing was undone.\n"
    )
    assert give("status")[1].startswith("13 samples, 11 labelled by persons, 2 in the pool\n")
