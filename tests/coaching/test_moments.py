"""Coaching moments: every kind fires and holds back, and what is shown is ranked, mixed and spoken kindly."""

import re
from itertools import pairwise

import pytest
from by_hand import view_of
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds_cases import CASES

import softskills as ss
from softskills.coaching import KINDS, Moment, moments, ranked
from softskills.coaching.wording import wordings
from softskills.measures import CallView
from softskills.segment import turns


def kinds_in(said):
    return {moment.kind: moment for moment in moments(view_of(said))}


def test_every_kind_has_its_words_and_its_cases():
    assert set(KINDS) == set(wordings()) == set(CASES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_fires_on_its_case_and_quotes_the_words(kind):
    fires, quote, _ = CASES[kind]
    assert kinds_in(fires)[kind].quote == quote


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_holds_back_on_its_near_miss(kind):
    assert kind not in kinds_in(CASES[kind][2])


@pytest.mark.parametrize("kind", KINDS)
def test_every_moment_says_why_where_from_and_what_to_do(kind):
    moment = kinds_in(CASES[kind][0])[kind]
    assert len(moment.why) > 20
    assert len(moment.source) > 8
    assert len(moment.suggestion) > 20
    assert "{" not in moment.why + moment.suggestion


# Words that judge a person rather than speak of words.
VERDICT = re.compile(
    r"\b(you (failed|ignored|never|always|missed|must|should|did not|didn't)|wrong|bad|poor|rude|careless)\b",
    re.I,
)


def test_no_wording_passes_a_verdict_on_a_person():
    for name, wording in wordings().items():
        for template in (*wording.why, *wording.suggest):
            assert not VERDICT.search(template.text), name


def test_a_suggestion_uses_the_customers_own_words_in_the_reps_mouth():
    said = [
        ("customer", "I'm scared of the water.", ("customer.distress", "I'm scared of the water.")),
        ("rep", "What is the number?"),
    ]
    suggestion = kinds_in(said)["empathy_missed"].suggestion
    assert "you're scared of the water" in suggestion.lower()


def test_a_closed_question_is_opened_in_the_suggestion():
    assert '"How does it affect your work?"' in kinds_in(CASES["question_closed"][0])["question_closed"].suggestion


def test_a_suggestion_for_an_early_pitch_names_the_need_told_later():
    assert "We keep losing the invoices" in kinds_in(CASES["pitch_early"][0])["pitch_early"].suggestion


def test_one_turn_that_passes_two_feelings_is_one_moment():
    said = [
        (
            "customer",
            "I'm scared and I'm so tired.",
            ("customer.distress", "I'm scared"),
            ("customer.distress", "I'm so tired"),
        ),
        ("rep", "What is the number?"),
    ]
    assert [moment.kind for moment in moments(view_of(said))].count("empathy_missed") == 1


def test_another_missed_feeling_is_told_in_other_words():
    worry = ("customer", "I'm worried about the roof.", ("customer.distress", "I'm worried about the roof."))
    said = [
        worry,
        ("rep", "What is the number?"),
        ("customer", "Nine."),
        ("rep", "And the street?"),
        worry,
        ("rep", "Is that so?"),
    ]
    told = [moment.suggestion for moment in moments(view_of(said)) if moment.kind == "empathy_missed"]
    assert len(told) == 2
    assert told[0] != told[1]


MOMENTS = st.lists(
    st.builds(
        Moment,
        speaker=st.just("Dana"),
        skill=st.just("trust"),
        kind=st.sampled_from(["a", "b", "c", "d"]),
        valence=st.just("worst"),
        title=st.just("t"),
        turn=st.integers(0, 30),
        start=st.just(float("nan")),
        quote=st.just("q"),
        why=st.just("w"),
        source=st.just("s"),
        suggestion=st.just("g"),
        weight=st.floats(0.1, 2),
    ).map(
        lambda moment: moment if moment.kind in "ab" else moment.__class__(**{**fields_of(moment), "valence": "best"})
    ),
    max_size=25,
)


def fields_of(moment):
    return {name: getattr(moment, name) for name in Moment.__slots__}


@settings(max_examples=150, deadline=None)
@given(MOMENTS)
def test_at_most_five_are_shown_never_two_of_one_kind_in_a_row_and_none_is_lost(found):
    order = ranked(found)
    shown = [moment for moment in order if moment.shown]
    assert len(order) == len(found)
    assert order[: len(shown)] == shown
    assert len(shown) <= 5
    assert all(one.kind != two.kind for one, two in pairwise(shown))
    assert len({moment.turn for moment in shown}) == len(shown)


@settings(max_examples=50, deadline=None)
@given(MOMENTS, st.randoms(use_true_random=False))
def test_ranking_does_not_depend_on_the_order_of_finding(found, shuffler):
    mixed = list(found)
    shuffler.shuffle(mixed)
    key = lambda moment: (moment.weight, moment.turn, moment.kind, moment.shown)  # noqa: E731
    assert list(map(key, ranked(mixed))) == list(map(key, ranked(found)))


def test_what_to_keep_is_shown_beside_what_to_work_on():
    said = [
        *CASES["ownership"][0],
        *CASES["empathy_missed"][0],
        *CASES["blame"][0],
        *CASES["pressure"][0],
        *CASES["refusal_bare"][0],
    ]
    shown = [moment.valence for moment in moments(view_of(said)) if moment.shown]
    assert {"best", "worst"} == set(shown)


def test_the_frame_has_the_documented_columns_and_dtypes(call):
    frame = ss.analyze(call, rep="Dana").moments
    assert list(frame) == [
        "call_id", "speaker", "skill", "kind", "valence", "turn", "start",
        "quote", "why", "source", "suggestion", "weight", "shown",
    ]  # fmt: skip
    assert (str(frame["turn"].dtype), str(frame["weight"].dtype), frame["shown"].dtype) == ("int64", "float64", bool)
    empty = ss.analyze([("Dana", "Hello"), ("Sam", "Hi")], rep="Dana").moments
    assert dict(empty.dtypes) == dict(frame.dtypes)


def test_quotes_are_words_of_the_turn(call):
    result = ss.analyze(call, rep="Dana")
    assert len(result.moments)
    for row in result.moments.itertuples():
        assert row.quote in result.utterances.loc[row.turn, "text"]
        assert row.speaker == "Dana"


def test_on_the_gold_calls_no_sentence_is_left_with_a_hole():
    for gold in ss.corpora.load("train")[::12]:
        view = CallView(gold.transcript, list(turns(gold.transcript.utterances)), gold.tags)
        for moment in moments(view):
            for text in (moment.why, moment.suggestion):
                assert text, moment.kind
                assert "{" not in text
                assert text == " ".join(text.split())
                assert '""' not in text
                # What people say may hold any marks; the seams between their words and ours may not.
                seams = re.sub(r'"[^"]*"', '""', text)
                assert not re.search(r'[?!]\.|\.\.|\s[,.]|""\w', seams), text
                assert text.count('"') % 2 == 0, text
