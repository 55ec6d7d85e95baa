"""What counts as a hit. Each case is drawn: g the gold span, p the predicted one."""

import math

import pytest

from softskills.evaluate.scoring import Counts, compare, prf

TURN = "Right, so the hinge came loose, and you want it fixed today?"


def counted(call, says, *given):
    counts, misses = compare(call, says(*given).tags(call.transcript))
    return sum(counts.hit.values()), sum(counts.wrong.values()), sum(counts.missed.values()), misses


@pytest.fixture
def call(make_gold):
    return make_gold(f"customer: It fell off.\nrep: {TURN}\n  listening.reflection: so the hinge came loose\n")


@pytest.mark.parametrize(
    ("words", "tag", "expected"),
    [
        # g:        so the hinge came loose
        # p:        so the hinge came loose
        ("so the hinge came loose", "listening.reflection", (1, 0, 0)),
        # p: Right, so the
        ("Right, so the", "listening.reflection", (1, 0, 0)),
        # p:                                  you want it fixed today?
        ("you want it fixed today?", "listening.reflection", (0, 1, 1)),
        # p: Right,   touches, shares nothing
        ("Right, ", "listening.reflection", (0, 1, 1)),
        ("so the hinge came loose", "listening.summary", (0, 1, 1)),
    ],
)
def test_a_prediction_is_a_hit_when_it_shares_words_with_gold_of_its_tag(call, says, words, tag, expected):
    assert counted(call, says, (1, words, tag))[:3] == expected


def test_the_same_words_in_another_turn_are_no_hit(make_gold, says):
    call = make_gold("rep: Thank you.\n  rapport.gratitude: Thank you.\nrep: Thank you.\n")
    assert counted(call, says, (1, "Thank you.", "rapport.gratitude"))[:3] == (0, 1, 1)


def test_each_gold_span_counts_once(call, says):
    given = [(1, words, "listening.reflection") for words in ("so the hinge", "came loose")]
    assert counted(call, says, *given)[:3] == (1, 1, 0)


def test_one_prediction_over_two_gold_spans_leaves_one_missed(make_gold, says):
    call = make_gold("rep: Ta. Cheers.\n  rapport.gratitude: Ta.\n  rapport.gratitude: Cheers.\n")
    assert counted(call, says, (0, "Ta. Cheers.", "rapport.gratitude"))[:3] == (1, 0, 1)


def test_a_miss_shows_its_words_its_context_and_the_reason(call, says):
    *_, misses = counted(call, says, (1, "you want it fixed today?", "question.closed"))
    wrong, missed = misses
    assert (wrong.kind, wrong.turn, wrong.words, wrong.why) == (
        "wrong",
        1,
        "you want it fixed today?",
        "told question.closed",
    )
    assert (missed.kind, missed.words, missed.why) == ("missed", "so the hinge came loose", "")
    assert missed.context == f"[customer: It fell off.] rep: {TURN}"


def test_counts_add_up_and_are_divided_last():
    one, other = Counts(), Counts()
    one.hit["t"], one.missed["t"] = 1, 1
    other.hit["t"], other.wrong["t"] = 2, 1
    both = one + other
    assert prf(both.hit["t"], both.wrong["t"], both.missed["t"]) == (0.75, 0.75, 0.75)
    assert both.support("t") == 4


def test_nothing_to_divide_by_is_nan():
    assert all(math.isnan(value) for value in prf(0, 0, 0))
    assert prf(0, 0, 2)[1:] == (0, 0)
    assert math.isnan(prf(0, 0, 2)[0])
