"""The eight scorecards: each works on a real call, each score leads to counts and words, arrays score as rows do."""

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as ss
from softskills.cli import main
from softskills.frameworks import framework, framework_ids, in_words, parse_scorecard
from softskills.measures import counts

CORPORA = Path(__file__).parents[2] / "corpora"
SAMPLES = ("water-utility.vtt", "crm-discovery.srt")


@cache
def sample(name, card):
    return ss.analyze(CORPORA / "samples" / name, framework=card)


@pytest.mark.parametrize("card", framework_ids())
def test_every_framework_scores_a_real_call(card):
    scored = [row for row in sample(SAMPLES[1], card).scored if row["role"] == "rep"]
    skills = {name: value for name, value in scored[0].items() if name.startswith("skill_")}
    known = [value for value in skills.values() if not math.isnan(value)]
    assert len(known) >= len(skills) - 2, skills
    assert all(0 <= value <= 100 for value in known)


@pytest.mark.parametrize("card", framework_ids())
def test_every_framework_reads_in_words_with_a_source_for_each_band(card):
    text = in_words(framework(card))
    items = [item for skill in framework(card).skills for item in skill.items]
    assert text.count("source: ") == len(items)
    for item in items:
        assert item.says in text
        assert len(item.source) > 8, item.measure
    shown = CliRunner().invoke(main, ["frameworks", card])
    assert (shown.exit_code, shown.stdout) == (0, text)


def test_the_prompt_lists_the_scorecards_and_refuses_an_unknown_one():
    shown = CliRunner().invoke(main, ["frameworks"]).stdout
    assert [line.split()[0] for line in shown.splitlines()] == list(framework_ids())
    wrong = CliRunner().invoke(main, ["frameworks", "softskill"])
    assert wrong.exit_code != 0
    assert "there is no framework 'softskill'" in wrong.output


@pytest.mark.parametrize("card", framework_ids())
@pytest.mark.parametrize("name", SAMPLES)
def test_every_score_can_be_followed_down_to_counts_and_words(card, name):
    result = sample(name, card)
    (row,) = [row for row in result.rows if row.role == "rep"]
    scores = result.card.score(row.counts, result.call_type)
    found = result.evidence
    for skill in result.card.skills:
        if skill.skills or skill.steps or math.isnan(scores[skill.name]):
            continue
        mine = found[found["skill"] == skill.name]
        measures = mine.drop_duplicates("measure")
        mean = (measures["score"] * measures["weight"]).sum() / measures["weight"].sum()
        assert mean == pytest.approx(scores[skill.name]), skill.name
        for (measure, count), places in mine.groupby(["measure", "count"]):
            if counts()[count].pool == "sum":
                assert places["amount"].sum() == pytest.approx(row.counts[count]), (measure, count)
    for place in found[found["turn"] >= 0].itertuples():
        said = result.call.utterances[place.turn].text
        assert place.text == said[place.start : place.stop] != ""


COUNT = st.one_of(st.just(float("nan")), st.integers(0, 60).map(float))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(framework_ids()), st.data())
def test_arrays_score_as_rows_do(name, data):
    card = framework(name)
    names = sorted(card.needed)
    rows = [dict(zip(names, data.draw(st.tuples(*[COUNT] * len(names))), strict=True)) for _ in range(3)]
    for row in rows[:2]:
        row |= {"n_words": 900.0, "n_words_call": 1800.0, "n_words_timed": 900.0, "call_s": 700.0}
    columns = {column: np.array([row[column] for row in rows]) for column in names}
    for call_type in ("general", "coaching"):
        many = card.scores(columns, call_type)
        for i, row in enumerate(rows):
            one = card.score(row, call_type)
            for skill in one:
                assert many[skill][i] == pytest.approx(one[skill], nan_ok=True), skill


LADDER = """
id = "ladder"
title = "Ladder"
source = "by hand"
[[skill]]
name = "one"
measures = [{ measure = "n_open", bands.general = [[0, 0], [10, 100]] }]
[[skill]]
name = "two"
needs = { n_opportunities = 1 }
measures = [{ measure = "n_met", bands.general = [[0, 0], [10, 100]] }]
[[skill]]
name = "level"
steps = ["one", "two"]
"""


@pytest.mark.parametrize(
    "n_open, n_met, level",
    [(2, 9, 0), (5, 1, 50), (9, 9, 100), (9, math.nan, 50)],
    ids=["gap", "one", "both", "unseen"],
)
def test_a_step_of_a_ladder_counts_only_on_the_steps_below(n_open, n_met, level):
    row = {"n_words": 900.0, "n_words_call": 1800.0, "n_open": n_open, "n_met": n_met, "n_opportunities": 1.0}
    assert parse_scorecard(LADDER, "ladder.toml").score(row)["level"] == level


def test_a_band_and_a_weight_follow_the_call_type():
    text = LADDER.replace("[[0, 0], [10, 100]] }]", "[[0, 0], [10, 100]], bands.coaching = [[0, 0], [20, 100]] }]", 1)
    card = parse_scorecard(text, "ladder.toml")
    row = {"n_words": 900.0, "n_words_call": 1800.0, "n_open": 10.0}
    assert (card.score(row)["one"], card.score(row, "coaching")["one"]) == (100, 50)


def test_a_card_sets_its_own_least_amount_of_talk():
    row = {"n_words": 60.0, "n_words_call": 120.0, "n_open": 10.0}
    assert math.isnan(parse_scorecard(LADDER, "x.toml").score(row)["one"])
    text = LADDER.replace("[[skill]]", "[enough]\nwords = 50\n[[skill]]", 1)
    assert parse_scorecard(text, "x.toml").score(row)["one"] == 100


@pytest.mark.parametrize(
    "stated, given, used", [(None, None, "general"), ("service", None, "service"), ("service", "demo", "demo")]
)
def test_a_call_type_is_given_or_stated_or_general(call, stated, given, used):
    from dataclasses import replace

    read = ss.read(call, rep="Dana")
    result = ss.analyze(replace(read, info=replace(read.info, call_type=stated)), rep="Dana", call_type=given)
    assert result.call_type == used
    assert result.profile["call_type"].tolist() == [used, used]


def test_an_unknown_stated_call_type_is_said_and_general_is_used(call):
    from dataclasses import replace

    read = ss.read(call, rep="Dana")
    result = ss.analyze(replace(read, info=replace(read.info, call_type="chat")), rep="Dana")
    assert result.call_type == "general"
    assert any("unknown call type 'chat'" in notice.message for notice in result.call.warnings)


def test_an_inferred_call_type_says_how_sure_it_is_and_why():
    asking = ("rep", "How did that feel for you, and what did you notice about yourself in this session?")
    telling = ("customer", "I felt scared, I cried, my mum and my husband feel it too, I am ashamed of my habit.")
    clear = ss.analyze([asking, telling] * 12, rep="rep", call_type="auto")
    unclear = ss.analyze(CORPORA / "samples" / SAMPLES[1], call_type="auto")
    assert (clear.call_type, unclear.call_type) == ("coaching", "general")
    assert "inferred, confidence 1.00: " in clear.call_type_reason
    assert "coaching rather than" in clear.call_type_reason
    assert "not clear: " in unclear.call_type_reason
    for result in (clear, unclear):
        assert any(result.call_type_reason in notice.message for notice in result.call.warnings)
