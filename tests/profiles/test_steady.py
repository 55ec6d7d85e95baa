"""What may not move a score, and which way one may move: on whole calls, through the tagger."""

import math
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as ss
from softskills import corpora
from softskills.measures import pooling

OPEN = ("What happened then?", "How did that go for you?", "Tell me more about that.", "Why does that matter to you?")
ANSWER = (
    "Well the pipe in the kitchen had frozen over night and we found the floor under water when we came down for tea"
)
DISTRESS = "I'm really upset about all of this, I'm at the end of my rope and nobody listens."
COLD = "The next number on the form is seven."


@cache
def gold(n):
    return corpora.load("dev")[n]


def said(n):
    return [(utt.role, utt.text) for utt in gold(n).transcript.utterances if utt.role in ("rep", "customer")]


def skills(turns, **options):
    # On the tags of rules: what the scorecard makes of one more move. A learned tagger reads each move in its context.
    row = ss.analyze(turns, rep="rep", tier="rules", **options).profile.set_index("speaker").loc["rep"]
    return {name: row[name] for name in row.index if name.startswith("skill_")}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 39), st.sampled_from(OPEN), st.integers(1, 4))
def test_an_open_question_answered_at_length_never_lowers_questioning(n, question, times):
    before = skills(said(n))["skill_questioning"]
    after = skills([*said(n), *[("rep", question), ("customer", ANSWER)] * times])["skill_questioning"]
    assert math.isnan(before) or after >= before - 1e-9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 39), st.integers(1, 3))
def test_a_missed_opportunity_never_raises_empathy(n, times):
    missed = [("customer", DISTRESS), ("rep", COLD), ("customer", "Right."), ("rep", COLD)] * times
    before, after = skills(said(n))["skill_empathy"], skills([*said(n), *missed])["skill_empathy"]
    assert math.isnan(before) or after <= before + 1e-9


# One figure of a whole call, or of what stands at its edges: cut in two there are two of them.
NOT_ADDITIVE = ("sum_", "mood_", "n_mood", "n_own_calls", "n_timed_calls", "call_s", "longest_")


def test_a_call_cut_in_two_and_pooled_is_the_whole_for_additive_measures():
    first = [
        ("rep", "How did it go?"),
        ("customer", ANSWER),
        ("rep", "So the pipe froze over night."),
        ("customer", "Yes."),
    ]
    second = [
        ("rep", "I'm sorry about that."),
        ("customer", DISTRESS),
        ("rep", "Oh no, that must be awful."),
        ("customer", "It is."),
    ]
    parts = [ss.analyze(part, rep="rep", tier="rules", call_id=name) for name, part in (("a", first), ("b", second))]
    pooled = ss.profile(parts).set_index("speaker").loc["rep"]
    whole = ss.analyze([*first, *second], rep="rep", tier="rules").profile.set_index("speaker").loc["rep"]
    checked = 0
    for name in pooling():
        # Between the two parts the floor changes hands once; who cuts a call there loses that.
        if name.startswith(NOT_ADDITIVE) or name in ("n_switches", "n_answers", "n_uptake") or math.isnan(whole[name]):
            continue
        assert pooled[name] == pytest.approx(whole[name]), name
        checked += 1
    assert checked > 60


SWAPS = {
    "he": "she", "him": "her", "his": "her", "she": "he", "her": "him", "himself": "herself", "herself": "himself",
    "husband": "wife", "wife": "husband", "mum": "dad", "dad": "mum", "mother": "father", "father": "mother",
    "mr": "mrs", "mrs": "mr", "sir": "madam", "madam": "sir",
}  # fmt: skip


def swapped(text):
    def one(match):
        word = match[0]
        new = SWAPS.get(word.lower())
        if new is None:
            return word
        return new.capitalize() if word[0].isupper() else new

    return re.sub(r"[A-Za-z]+", one, text)


def test_speakers_names_change_no_score():
    for n in range(0, 40, 5):
        renamed = [("Aoife" if role == "rep" else "Kwame", text) for role, text in said(n)]
        other = [("Wei" if role == "rep" else "Fatima", text) for role, text in said(n)]
        one, two = (
            ss.analyze(turns, rep=rep, tier="rules").profile.iloc[:, 5:]
            for turns, rep in ((renamed, "Aoife"), (other, "Wei"))
        )
        assert one.equals(two)


def test_his_and_hers_hardly_change_a_score():
    moved = {}
    for n in range(40):
        before, after = skills(said(n)), skills([(role, swapped(text)) for role, text in said(n)])
        for name, value in before.items():
            if not (math.isnan(value) and math.isnan(after[name])) and abs(value - after[name]) > 1e-9:
                moved[n, name] = (value, after[name])
    # Not yet none: one benefit is seen with "let him" and not with "let her", and "his" and "him" are both "her", which
    # changes what counts as a word taken up. Five calls of forty, and the whole score by less than half a point.
    assert len({n for n, _ in moved}) <= 5, moved
    assert all(abs(one - two) < 0.5 for (_, name), (one, two) in moved.items() if name == "skill_overall"), moved
