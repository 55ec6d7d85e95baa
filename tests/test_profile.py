"""Profiles: add first, divide last; NaN where nothing could be observed; order does not matter."""

import math
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as ss
from softskills.errors import OptionError, ReadError
from softskills.measures import counts, rates


def test_shares_are_pooled_by_adding_before_dividing():
    one = [("Dana", " ".join(["word"] * 9)), ("Sam", "word")]
    two = [("Dana", " ".join(["alpha beta"] * 50)), ("Sam", " ".join(["gamma delta"] * 150))]
    pooled = ss.profile([ss.read(one, rep="Dana", call_id="1"), ss.read(two, rep="Dana", call_id="2")])
    dana = pooled[pooled["speaker"] == "Dana"].iloc[0]
    # Stammered repeats are one word, so the counts are read off the calls themselves.
    parts = [ss.analyze(said, rep="Dana").profile.iloc[0] for said in (one, two)]
    assert dana["n_words"] == sum(part["n_words"] for part in parts)
    assert dana["talk_share"] == dana["n_words"] / sum(part["n_words_call"] for part in parts)
    assert dana["n_calls"] == 2


def test_the_pooled_share_of_a_short_and_a_long_call_is_not_the_mean_of_the_two():
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    one = [("Dana", " ".join(words[:9])), ("Sam", "one")]
    two = [("Dana", " ".join(words * 10)), ("Sam", " ".join(words * 30))]
    share = (
        ss.profile([ss.read(one, rep="Dana"), ss.read(two, rep="Dana")]).set_index("speaker").loc["Dana", "talk_share"]
    )
    assert round(share, 2) == 0.27


def test_calls_with_and_without_times_pool_to_what_was_observed_in_each():
    plain = [("Dana", "one two three four five six"), ("Sam", "seven eight")]
    timed = [("Dana", "one two three four five six", 0.0, 3.0), ("Sam", "seven eight", 4.0, 10.0)]
    calls = [ss.read(plain, rep="Dana", call_id="1"), ss.read(timed, rep="Dana", call_id="2")]
    dana = ss.profile(calls).set_index("speaker").loc["Dana"]
    assert dana["pace_wpm"] == 120  # six words in three seconds; the untimed six are not among them
    assert (dana["talk_share_basis"], dana["talk_share"]) == ("words", 0.75)


def test_every_rate_stands_beside_its_numerator_and_denominator(call):
    row = ss.analyze(call, rep="Dana").profile.set_index("speaker").loc["Dana"]
    checked = 0
    for name, rate in rates().items():
        if not math.isnan(row[name]):
            assert row[name] == pytest.approx(rate.scale * row[rate.numerator] / row[rate.denominator])
            checked += 1
    assert checked > 10


def test_every_measure_says_what_it_is():
    for item in (*counts().values(), *rates().values()):
        assert len(item.doc) > 10, item.name


def test_without_times_what_needs_times_is_nan(call):
    row = ss.analyze(call, rep="Dana").profile.iloc[0]
    for column in ("talk_s", "patience_s", "pace_wpm", "dead_air_s", "n_interruptions", "longest_monologue_s"):
        assert math.isnan(row[column]), column
    assert row["talk_share_basis"] == "words"


def test_times_are_used_where_they_stand():
    #        0    5    10   15   20   25
    # Dana   |----|         |---------|      10 + ... s
    # Sam          |----|
    said = [
        ("Dana", "Hello there, how are you?", 0.0, 5.0),
        ("Sam", "I am fine, thank you.", 6.0, 11.0),
        ("Dana", "Good, then let us begin now.", 25.0, 35.0),
    ]
    row = ss.analyze(said, rep="Dana").profile.set_index("speaker").loc["Dana"]
    assert row["talk_share_basis"] == "seconds"
    assert (row["talk_s"], row["talk_s_call"], row["call_s"]) == (15.0, 20.0, 35.0)
    assert row["dead_air_s"] == 14.0
    assert row["patience_s"] == 14.0
    assert row["n_interruptions"] == 0


def test_an_early_start_is_an_interruption_unless_it_is_a_back_channel():
    said = [
        ("Dana", "Tell me about it.", 0.0, 2.0),
        ("Sam", "Well it all began when the", 2.5, 9.0),
        ("Dana", "Let me stop you there for a moment please.", 7.0, 9.5),
        ("Sam", "as I was saying it all began", 9.6, 20.0),
        ("Dana", "Mm-hmm.", 15.0, 15.5),
    ]
    row = ss.analyze(said, rep="Dana").profile.set_index("speaker").loc["Dana"]
    assert row["n_interruptions"] == 1


def test_a_back_channel_does_not_end_a_run():
    said = [
        ("Sam", "It began in the kitchen with the old tap."),
        ("Dana", "Mm-hmm."),
        ("Sam", "And then it came through the ceiling below."),
        ("Dana", "What did you do then about it all?"),
    ]
    row = ss.analyze(said, rep="Dana").profile.set_index("speaker").loc["Dana"]
    assert row["longest_story_words"] == 17


def test_opportunities_are_met_half_met_missed_or_closed_off():
    def outcome(answer):
        said = [("Sam", "I'm really worried about my mother."), ("Dana", answer), ("Sam", "Yes it is the hip again.")]
        row = ss.analyze(said, rep="Dana").profile.set_index("speaker").loc["Dana"]
        return next(name for name in ("met", "half_met", "missed", "closed_off") if row[f"n_{name}"])

    assert outcome("I'm so sorry, that must be really frightening for you both.") == "met"
    assert outcome("What is the account number?") == "missed"


def test_a_short_call_is_not_scored():
    row = ss.analyze([("Dana", "Hello"), ("Sam", "Hi")], rep="Dana").profile.iloc[0]
    assert not row["enough"]
    assert all(math.isnan(row[name]) for name in row.index if name.startswith("skill_"))


def test_only_reps_have_skills(call):
    profile = ss.analyze(call * 3, rep="Dana").profile.set_index("speaker")
    assert 0 <= profile.loc["Dana", "skill_overall"] <= 100
    assert math.isnan(profile.loc["Sam", "skill_overall"])


def test_skills_that_had_no_occasion_are_nan():
    plain = [
        ("Dana", "The depot is on the left of the road behind the church and the mill. " * 10),
        ("Sam", "And the office is on the right of the river by the old stone bridge. " * 10),
    ]
    row = ss.analyze(plain, rep="Dana").profile.iloc[0]
    assert row["enough"]
    assert math.isnan(row["skill_empathy"])
    assert math.isnan(row["skill_tailored_value"])


def test_dtypes_are_stable(call):
    profile = ss.analyze(call, rep="Dana").profile
    assert profile["enough"].dtype == bool
    assert {str(profile[name].dtype) for name in profile if name.startswith(("n_", "skill_"))} == {"float64"}


def test_an_unknown_grouping_or_call_type_is_refused_by_name(call):
    with pytest.raises(OptionError, match="by='team' is not known"):
        ss.profile([ss.read(call, rep="Dana")], by="team")
    with pytest.raises(OptionError, match="no call type 'chat'"):
        ss.analyze(call, rep="Dana", call_type="chat")
    with pytest.raises(OptionError, match="no framework 'x'"):
        ss.analyze(call, rep="Dana", framework="x")


def test_an_archive_in_one_file_is_refused():
    with pytest.raises(ReadError, match="100,001 turns are no single call"):
        ss.read([("A", "x")] * 100_001)


WORDS = st.sampled_from(
    [
        "how",
        "what",
        "you",
        "i",
        "sorry",
        "worried",
        "thanks",
        "yes",
        "great",
        "we",
        "can",
        "the",
        "router",
        "price",
        ".",
        "?",
        ",",
        "so",
        "because",
    ]
)
TURN = st.tuples(st.sampled_from(["Dana", "Sam"]), st.lists(WORDS, max_size=30).map(" ".join))
CALLS = st.lists(st.lists(TURN, min_size=1, max_size=8), min_size=2, max_size=4)


@settings(max_examples=30, deadline=None)
@given(CALLS, st.randoms(use_true_random=False))
def test_the_order_of_calls_changes_nothing(calls: list, shuffler: random.Random):
    sources = [
        ss.read([*said, ("Dana", "Okay."), ("Sam", "Okay.")], rep="Dana", call_id=str(n))
        for n, said in enumerate(calls)
    ]
    shuffled = list(sources)
    shuffler.shuffle(shuffled)
    one, two = (ss.profile(order).sort_values("speaker").reset_index(drop=True) for order in (sources, shuffled))
    pd.testing.assert_frame_equal(one, two)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.text(max_size=120)), min_size=1, max_size=6))
def test_spans_are_valid_on_any_text(said):
    result = ss.analyze([*said, ("A", "Right."), ("B", "Right.")], rep="A")
    for tag in result.tags.itertuples():
        text = result.utterances.loc[tag.turn, "text"]
        assert 0 <= tag.start < tag.stop <= len(text)
        assert tag.text == text[tag.start : tag.stop]


@settings(max_examples=40, deadline=None)
@given(CALLS)
def test_without_case_and_punctuation_nothing_breaks(calls):
    for said in calls:
        bare = [(name, "".join(c for c in text.lower() if c.isalnum() or c == " ")) for name, text in said]
        result = ss.analyze([*bare, ("Dana", "okay"), ("Sam", "okay")], rep="Dana")
        assert (result.tags["score"].between(0, 1)).all()
