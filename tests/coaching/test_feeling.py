"""How the customer was made to feel: start, worst, end, and what the rep did on the way."""

import pytest
from by_hand import view_of

import softskills as ss
from softskills.coaching import feelings
from softskills.measures import measure_call, rates
from softskills.measures.mood import feeling

CALL = [
    ("customer", "The parcel is with a neighbour, I gather from the card."),
    ("rep", "Let me look.", ("trust.permission", "Let me look.")),
    ("customer", "I'm furious about this now.", ("customer.distress", "I'm furious about this now.")),
    ("rep", "I'm so sorry. That's our mistake.",
     ("empathy.apology", "I'm so sorry."), ("trust.ownership", "That's our mistake.")),
    ("customer", "Right then, which day would that be."),
    ("rep", "Friday.", ("trust.commitment", "Friday.")),
    ("customer", "Oh that's brilliant, thank you.", ("customer.delight", "Oh that's brilliant, thank you.")),
    ("rep", "A pleasure.", ("rapport.gratitude", "A pleasure.")),
]  # fmt: skip


def test_the_worst_point_is_where_the_customer_was_lowest():
    found = feeling(view_of(CALL))
    assert found.worst_turn == 2
    assert found.worst < found.start
    assert found.worst < found.end


def test_what_the_rep_did_between_worst_and_end_is_told_and_nothing_else():
    found = feeling(view_of(CALL))
    assert [tag.tag for tag in found.between] == ["empathy.apology", "trust.ownership", "trust.commitment"]


def test_the_figures_are_those_of_the_profile():
    view = view_of(CALL)
    counts = measure_call(view)["Dana"]
    found = feeling(view)
    for name, value in (("mood_start", found.start), ("mood_worst", found.worst), ("mood_end", found.end)):
        assert rates()[name].of(counts) == pytest.approx(value)


def test_without_a_customer_turn_there_is_no_feeling():
    assert feeling(view_of([("rep", "Hello there, anybody?")])) is None
    assert len(feelings([view_of([("rep", "Hello there, anybody?")])])) == 0


def test_the_table_has_one_row_a_call_with_the_customers_words(call):
    frame = feelings([view_of(CALL), ss.analyze(call, rep="Dana").view])
    assert len(frame) == 2
    assert frame.loc[0, "worst_quote"] == "I'm furious about this now."
    assert frame.loc[0, "lift"] == pytest.approx(frame.loc[0, "mood_end"] - frame.loc[0, "mood_worst"])
    assert "empathy.apology: I'm so sorry" in frame.loc[0, "between"].splitlines()
    assert dict(feelings([]).dtypes) == dict(frame.dtypes)
