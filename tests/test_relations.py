"""Relationships: levels with their evidence, trends and overdue contacts, from calls or from small rows."""

import math
import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as ss
from softskills.errors import OptionError
from softskills.measures import CallView
from softskills.relations import Contact, contact_from_row, contact_of, level_of, relate, relationships
from softskills.segment import turns
from softskills.transcript import CallInfo, Span, Tag, Transcript, Utterance

NAMES = {"rep": "Dana", "customer": "Sam"}
OFFER = ("rep", "Our plan has ten seats.", "value.feature")
NEED = ("customer", "We keep losing invoices in the post.", "customer.need")
HEARD = ("rep", "So the invoices get lost in the post.", "listening.reflection")
HELPED = ("rep", "I'll send the invoices by mail from Friday.", "trust.commitment")
WORRY = ("customer", "I'm worried about my job.", "customer.distress")
FELT = ("rep", "That must be frightening for you.", "empathy.understanding")


def view_of(said, **info):
    utterances = tuple(Utterance(n, NAMES[role], text, role=role) for n, (role, text, *_) in enumerate(said))
    tags = [
        Tag(n, Span(0, len(text)), name, 0.9, "by hand") for n, (_, text, *names) in enumerate(said) for name in names
    ]
    call = Transcript("by-hand", utterances, info=CallInfo(**info))
    return CallView(call, list(turns(utterances)), tags)


def contact(call_id="c1", day="", **counts):
    return Contact(call_id, "Dana", "Acme", day, **counts)


def one(*contacts, **options):
    found, _ = relate(contacts, **options)
    (relationship,) = found
    return relationship


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ([OFFER], 1.0),
        ([OFFER, NEED, HEARD, HELPED], 2.0),
        ([OFFER, NEED, HEARD], 1.0),  # understood, not acted on
        ([OFFER, NEED, HELPED], 1.0),  # acted on, not said back
        ([NEED, HEARD, HELPED, WORRY, FELT], 3.0),
        ([OFFER, WORRY, OFFER, OFFER], 1.0),  # a feeling that nobody met
    ],
)
def test_the_level_is_the_highest_with_evidence(said, level):
    assert level_of(contact_of(view_of(said))) == level


def test_a_call_that_shows_nothing_has_no_level_rather_than_the_lowest():
    assert math.isnan(level_of(contact_of(view_of([("rep", "Good morning."), ("customer", "Morning.")]))))


def test_a_need_counts_as_met_only_in_words_the_answer_shares():
    other = ("rep", "I'll call the plumber on Friday.", "trust.commitment")
    assert contact_of(view_of([NEED, HEARD, other])).n_needs_met == 0
    assert contact_of(view_of([NEED, HEARD, HELPED])).n_needs_met == 1


def test_the_evidence_quotes_both_sides():
    found = one(replace(contact_of(view_of([NEED, HEARD, HELPED])), rep="Dana", client="Acme"))
    assert "1 of 1 needs understood and acted on" in found.evidence
    assert "We keep losing invoices" in found.evidence
    assert "I'll send the invoices by mail" in found.evidence


def test_who_asks_and_who_checks_in_is_counted():
    said = [
        ("rep", "How have things been since spring?", "rapport.check_in", "question.open"),
        ("customer", "Fine. And what do you cost?", "question.closed"),
        ("rep", "What else?", "question.open"),
    ]
    found = contact_of(view_of(said))
    assert (found.n_check_ins, found.n_rep_questions, found.n_client_questions) == (1, 2, 1)
    assert one(replace(found, client="Acme")).asking_share == pytest.approx(2 / 3)


def test_levels_are_added_before_they_are_divided():
    # Two feelings of ten met over both calls: the second call alone would be at level 3.
    long, short = contact("1", n_feelings=9, n_feelings_met=1, n_offers=1), contact("2", n_feelings=1, n_feelings_met=1)
    assert one(long, short).level == 1.0


def test_first_last_and_interval_come_from_the_days_of_contact():
    days = ["2026-01-05", "2026-02-04T17:00:00+01:00", "2026-03-06", "2026-03-06"]
    found = one(*(contact(str(n), day) for n, day in enumerate(days)), as_of="2026-03-20")
    assert (str(found.first), str(found.last), found.n_calls) == ("2026-01-05", "2026-03-06", 4)
    assert found.interval_days == 30
    assert found.days_since == 14
    assert found.overdue_days == 0


def test_a_contact_is_overdue_after_one_and_a_half_of_its_own_intervals():
    calls = [contact("1", "2026-01-01"), contact("2", "2026-01-11")]
    assert one(*calls, as_of="2026-01-26").overdue_days == 0
    assert one(*calls, as_of="2026-01-30").overdue_days == 4


def test_without_two_days_of_contact_nothing_is_said_about_overdue():
    found = one(contact("1", "2026-01-01"), as_of="2027-01-01")
    assert math.isnan(found.interval_days)
    assert math.isnan(found.overdue_days)
    assert math.isnan(one(contact("1")).days_since)


def test_the_trend_compares_the_later_half_with_the_earlier():
    rising = [
        contact("1", "2026-01-01", n_offers=1),
        contact("2", "2026-02-01", n_offers=1),
        contact("3", "2026-03-01", n_needs=1, n_needs_met=1),
        contact("4", "2026-04-01", n_feelings=1, n_feelings_met=1),
    ]
    assert one(*rising).trend == 1.5
    assert (
        one(*[replace(call, date=other.date) for call, other in zip(rising, rising[::-1], strict=True)]).trend == -1.5
    )
    assert math.isnan(one(rising[0]).trend)


def test_calls_without_a_client_are_named_and_belong_to_no_relationship():
    frame = relationships([Contact("lost", "Dana"), contact("kept")])
    assert list(frame["client"]) == ["Acme"]
    assert "lost names no client" in frame.attrs["warnings"][0]


def test_a_date_that_cannot_be_read_is_unknown_and_said():
    found, notices = relate([contact("1", "last Tuesday")])
    assert found[0].first is None
    assert "last Tuesday" in str(notices[0])


def test_a_label_is_no_clients_name():
    assert contact_of(view_of([OFFER])).client == ""
    assert contact_of(view_of([OFFER], client="Acme", rep="D. Marsh", date="2026-01-01")).rep == "D. Marsh"


def test_rows_and_analyses_and_frames_give_the_same(call):
    transcript = ss.read(call, rep="Dana", call_id="one")
    info = CallInfo(date="2026-01-05", client="Acme")
    analyses = [ss.analyze(replace(transcript, info=info, call_id=name), rep="Dana") for name in ("one", "two")]
    rows = [contact_of(analysis.view).to_row() for analysis in analyses]
    expected = ss.relationships(analyses)
    assert expected.loc[0, "n_calls"] == 2
    pd.testing.assert_frame_equal(ss.relationships(rows), expected)
    pd.testing.assert_frame_equal(ss.relationships(pd.DataFrame(rows)), expected)


def test_contacts_survive_a_table_with_missing_text(tmp_path):
    kept = contact("1", "2026-01-01", n_offers=2, offer_quote="ten seats")
    path = tmp_path / "contacts.parquet"
    pd.DataFrame([kept.to_row() | {"need_quote": None}]).to_parquet(path)
    assert contact_from_row(pd.read_parquet(path).to_dict("records")[0]) == kept


def test_the_table_is_written_with_its_warnings(tmp_path):
    relationships([contact("1", "2026-01-01"), Contact("2")]).to_parquet(tmp_path / "r.parquet")
    assert len(pd.read_parquet(tmp_path / "r.parquet")) == 1


def test_dtypes_are_the_same_with_rows_and_without():
    assert dict(relationships([]).dtypes) == dict(relationships([contact("1", "2026-01-01"), contact("2")]).dtypes)


def test_bad_input_is_refused_by_name():
    with pytest.raises(OptionError, match="as_of='soon' is no date"):
        relationships([contact()], as_of="soon")
    with pytest.raises(OptionError, match=r"needs the columns .*n_offers"):
        relationships([{"call_id": "1"}])
    with pytest.raises(OptionError, match="not a number"):
        relationships([contact().to_row() | {"n_offers": "many"}])
    with pytest.raises(OptionError, match="int is no call"):
        relationships([1])


COUNT = st.integers(0, 4).map(float)
CONTACTS = st.lists(
    st.builds(
        Contact,
        call_id=st.text("abcdef", min_size=1, max_size=6),
        rep=st.sampled_from(["Dana", "Lee"]),
        client=st.sampled_from(["Acme", "Bolt", ""]),
        date=st.sampled_from(["", "2026-01-01", "2026-02-01", "2026-02-20", "soon"]),
        n_offers=COUNT,
        n_needs=COUNT,
        n_feelings=COUNT,
        n_check_ins=COUNT,
        n_rep_questions=COUNT,
        n_client_questions=COUNT,
    ),
    max_size=12,
    unique_by=lambda contact: contact.call_id,
)


@settings(max_examples=100, deadline=None)
@given(CONTACTS, st.randoms(use_true_random=False))
def test_the_order_of_calls_changes_nothing_and_no_call_is_lost(contacts: list, shuffler: random.Random):
    mixed = list(contacts)
    shuffler.shuffle(mixed)
    one, two = relate(contacts), relate(mixed)
    assert repr(one) == repr(two)
    assert sum(found.n_calls for found in one[0]) + sum("names no" in str(notice) for notice in one[1]) == len(contacts)


def test_the_public_name_is_the_function_whichever_is_imported_first():
    import softskills.relations  # noqa: F401

    assert callable(ss.relationships)
