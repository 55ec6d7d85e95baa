"""How sure a figure is: intervals, pull, comparison, reliability, percentiles, and the two views of one table."""

import math

import numpy as np
import pandas as pd
import pytest

import softskills as ss
import softskills.accessor
from softskills.errors import OptionError
from softskills.frameworks import framework
from softskills.profiles import CountTable, Row, pooled_profile, profile_frame, tidy
from softskills.profiles.intervals import odds, poisson, wilson

CARD = framework()
BASE = {
    "n_words": 400.0, "n_words_call": 800.0, "n_own_calls": 1.0, "n_long_turns": 20.0, "n_questions": 10.0,
    "n_open": 4.0, "n_open_turns": 4.0, "n_question_turns": 9.0, "n_stacked": 1.0, "n_chains": 1.0,
    "answer_words": 90.0, "n_answered_open": 4.0, "n_reflections": 2.0, "n_told_words": 200.0, "n_informing": 6.0,
    "n_heard": 4.0, "n_heard_or_brushed": 5.0, "n_answers": 10.0, "n_uptake": 4.0, "n_friction": 1.0,
    "n_trust_moves": 4.0, "n_rapport": 4.0, "n_rapport_affirmation": 1.0,
}  # fmt: skip


def rows_of(reps, calls, spread, seed=0):
    """Made-up calls: a rep's level of open questions is the rep's own, and calls vary around it."""
    random = np.random.default_rng(seed)
    found = []
    for rep in range(reps):
        level = 4 + spread * rep / max(1, reps - 1)
        for call in range(calls):
            n = float(max(0, round(level + random.normal(0, 1.0))))
            counted = BASE | {"n_open": n, "n_open_turns": n, "answer_words": 20 * n, "n_questions": 6 + n}
            found.append(Row(f"call-{rep:02d}-{call:03d}", f"rep-{rep:02d}", "rep", counted))
    return found


def profile(rows, by="speaker"):
    return profile_frame(pooled_profile(CountTable.of_rows(rows, CARD), by, CARD))


def test_closed_intervals_agree_with_printed_tables():
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)  # Newcombe 1998: 0 of 10
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert poisson(0) == pytest.approx((0, 3.69), abs=0.1)  # exact: 3.69
    assert poisson(20) == pytest.approx((12.22, 30.89), abs=0.05)  # exact
    assert odds(5, 0) == pytest.approx((math.nan, math.nan), nan_ok=True)
    assert all(map(math.isnan, wilson(0, 0)))


def test_an_interval_holds_its_score_and_narrows_with_more_calls():
    widths = []
    for calls in (10, 40, 160):
        row = profile(rows_of(1, calls, 0)).iloc[0]
        assert row["skill_questioning_low"] <= row["skill_questioning"] <= row["skill_questioning_high"]
        assert row["interval_from"] == "calls"
        widths.append(row["skill_questioning_high"] - row["skill_questioning_low"])
    assert widths[0] > 1.4 * widths[1] > 1.4 * 1.4 * widths[2] > 0


def test_intervals_by_call_cover_what_they_should():
    truth = profile(rows_of(1, 3000, 0, seed=99))["skill_questioning"].iloc[0]
    inside = 0
    for seed in range(60):
        row = profile(rows_of(1, 20, 0, seed=seed)).iloc[0]
        inside += row["skill_questioning_low"] <= truth <= row["skill_questioning_high"]
    assert inside >= 50  # 57 of 60 expected, 50 is three standard errors below


def test_the_same_calls_in_another_order_give_the_same_table():
    rows = rows_of(4, 9, 3)
    one, two = profile(rows), profile(rows[::-1])
    pd.testing.assert_frame_equal(
        one.sort_values("speaker", ignore_index=True), two.sort_values("speaker", ignore_index=True)
    )


def test_an_interval_does_not_hang_on_who_else_is_there():
    alone = profile(rows_of(1, 12, 0)).iloc[0]
    among = profile(
        [*rows_of(1, 12, 0), *[Row(r.call_id + "x", "other", "rep", r.counts) for r in rows_of(1, 9, 0, 5)]]
    )
    assert alone["skill_questioning_low"] == among.set_index("speaker").loc["rep-00", "skill_questioning_low"]


def test_few_calls_are_pulled_towards_the_team_and_say_so():
    rows = [
        *rows_of(6, 30, 4),
        Row("new-1", "new", "rep", BASE | {"n_open": 0.0, "answer_words": 0.0, "n_open_turns": 0.0}),
    ]
    found = profile(rows).set_index("speaker")
    new, old = found.loc["new"], found.loc["rep-00"]
    team = found["skill_questioning"].mean()
    assert new["skill_questioning"] < new["skill_questioning_adjusted"] < team
    assert new["skill_questioning_pull"] > 5 * old["skill_questioning_pull"] >= 0
    assert (new["interval_from"], new["evidence"]) == ("team", "thin")
    assert old["evidence"] == "solid"


def test_one_call_alone_has_no_interval_and_no_pull():
    row = profile(rows_of(1, 1, 0)).iloc[0]
    assert row["interval_from"] == ""
    for ending in ("low", "high", "adjusted", "pull"):
        assert math.isnan(row[f"skill_questioning_{ending}"])


def test_percentiles_come_with_ten_reps():
    assert profile(rows_of(9, 2, 4))["skill_questioning_percentile"].isna().all()
    found = profile(rows_of(11, 4, 8)).sort_values("skill_questioning")["skill_questioning_percentile"]
    assert found.is_monotonic_increasing
    assert found.mean() == pytest.approx(50)


def test_a_skill_that_tells_reps_apart_repeats_and_chance_does_not():
    def reliability(spread):
        frame = profile(rows_of(14, 10, spread), by="call")
        frame["speaker"] = [f"rep-{name[5:7]}" for name in frame["call_id"]]
        return ss.reliability(frame).set_index("skill").loc["questioning"]

    apart, chance = reliability(6), reliability(0)
    assert apart["reliability"] > 0.85
    assert apart["repeats"] is True
    assert chance["repeats"] is False
    assert ss.reliability(profile(rows_of(3, 9, 0), by="call").assign(speaker="a"))["repeats"].tolist() == [None] * 8
    assert "questioning" in profile(rows_of(14, 10, 0))["not_repeating"].iloc[0]


def test_a_difference_is_clear_when_there_is_one():
    before, after = (
        rows_of(1, 20, 0),
        [Row(r.call_id, r.speaker, r.role, r.counts | {"n_open": 9.0}) for r in rows_of(1, 20, 0, 3)],
    )
    frames = [profile(rows, by="call").assign(speaker="rep-00") for rows in (before, after)]
    found = ss.compare(*frames).set_index("measure")
    asked = found.loc["skill_questioning"]
    assert asked["clear"]
    assert 0 < asked["low"] < asked["difference"] < asked["high"]
    assert asked["difference"] == pytest.approx(asked["after"] - asked["before"])
    assert (asked["method"], asked["n_calls_before"]) == ("calls", 20)
    same = ss.compare(frames[0], frames[0]).set_index("measure")
    assert not same["clear"].any()


def test_a_comparison_of_strangers_is_refused_unless_all_are_meant():
    frames = [profile(rows_of(1, 9, 0, seed), by="call").assign(speaker=name) for seed, name in enumerate("ab")]
    with pytest.raises(OptionError, match="no rep is on both sides"):
        ss.compare(*frames)
    assert set(ss.compare(*frames, by=None)["speaker"]) == {""}


def test_calls_of_two_types_are_each_scored_on_their_own_bands():
    rows = rows_of(1, 10, 0)
    mixed = [
        Row(r.call_id, r.speaker, r.role, r.counts, "coaching" if i % 2 else "general") for i, r in enumerate(rows)
    ]
    row = profile(mixed).iloc[0]
    halves = [
        profile([r for r in mixed if r.call_type == kind]).iloc[0]["skill_listening"]
        for kind in ("general", "coaching")
    ]
    assert row["call_type"] == "mixed"
    assert row["skill_listening"] == pytest.approx(sum(halves) / 2)


def test_a_table_without_what_is_needed_is_refused_by_column():
    with pytest.raises(OptionError, match="no column 'call_id'"):
        ss.profile(pd.DataFrame({"speaker": ["a"]}))


def test_a_stored_table_gives_what_the_calls_give(call):
    calls = [ss.analyze(call, rep="Dana", call_id=str(n)) for n in range(3)]
    stored = pd.concat([result.profile for result in calls], ignore_index=True)
    pd.testing.assert_frame_equal(ss.profile(calls), ss.profile(stored))


def test_one_calls_intervals_hold_its_values(call):
    result = ss.analyze(call * 3, rep="Dana")
    found = result.intervals.set_index(["speaker", "measure"])
    assert found.loc[("Dana", "open_share"), "method"] == "wilson"
    assert found.loc[("Dana", "skill_questioning"), "method"] == "exchanges"
    known = found[found["low"].notna()]
    assert len(known) > 30
    assert (known["low"] <= known["high"]).all()
    rates = known[known["method"].isin(["wilson", "poisson"])]
    assert (rates["low"] <= rates["value"] + 1e-9).all()
    assert (rates["value"] <= rates["high"] + 1e-9).all()


def test_tidy_and_wide_are_two_views_of_one_table(call):
    wide = ss.profile([ss.analyze(call, rep="Dana", call_id=str(n)) for n in range(3)])
    long = tidy(wide, CARD)
    back = long.pivot(index="speaker", columns="measure", values="value").loc[wide["speaker"]]
    for name in back.columns:
        np.testing.assert_array_equal(back[name].to_numpy(), wide[name].to_numpy())
    row = long[(long["speaker"] == "Dana") & (long["measure"] == "open_share")].iloc[0]
    assert row["value"] == pytest.approx(row["numerator"] / row["denominator"])


def test_the_schema_names_every_column_with_its_dtype(call):
    known = ss.schema().set_index("column")["dtype"]
    one = ss.analyze(call, rep="Dana")
    for frame in (one.profile, ss.profile([one])):
        for name, dtype in frame.dtypes.items():
            assert name in known.index, name
            assert str(dtype) in (known[name], "object" if known[name] == "str" else known[name]), name
    assert (ss.schema()["says"].str.len() > 5).all()


def test_a_frame_of_many_calls_profiles_them_one_by_one(call):
    frame = pd.DataFrame([(c, who, said) for c in "ab" for who, said in call], columns=["call", "who", "text"])
    found = frame.softskills.profile(text="text", speaker="who", call="call", rep="Dana")
    assert found["call_id"].tolist() == ["a", "a", "b", "b"]
    alone = ss.analyze(call, rep="Dana", call_id="a").profile
    pd.testing.assert_frame_equal(found[:2], alone)
    assert frame.softskills.profile(speaker="who", call="call", rep="Dana", by="speaker")["n_calls"].tolist() == [2, 2]
    with pytest.raises(OptionError, match="no column 'said'"):
        frame.softskills.profile(text="said")
