"""Scorecards: bands, gates, evidence; a mistake is one line."""

import math

import pytest

from softskills.coaching import wordings
from softskills.errors import ScorecardError
from softskills.frameworks import framework, framework_ids, parse_scorecard

HEAD = 'id = "mine"\ntitle = "Mine"\nsource = "by hand"\n'
SKILL = (
    '[[skill]]\nname = "asking"\n[[skill.measures]]\nmeasure = "n_open"\nbands.general = [[0, 0], [4, 80], [8, 100]]\n'
)
ENOUGH = {"n_words": 500.0, "n_words_call": 1000.0}


def score(**counts):
    return parse_scorecard(HEAD + SKILL, "mine.toml").score({**ENOUGH, **counts})["asking"]


@pytest.mark.parametrize("value, points", [(-1, 0), (0, 0), (2, 40), (4, 80), (6, 90), (8, 100), (99, 100)])
def test_a_band_is_straight_lines_between_its_points(value, points):
    assert score(n_open=float(value)) == points


def test_what_was_not_observed_is_not_scored():
    assert math.isnan(score())


def test_too_little_talk_is_not_scored():
    card = parse_scorecard(HEAD + SKILL, "mine.toml")
    assert math.isnan(card.score({"n_words": 99.0, "n_words_call": 900.0, "n_open": 4.0})["asking"])
    assert math.isnan(card.score({"n_words": 900.0, "n_words_call": 999.0, "n_open": 4.0})["asking"])
    assert math.isnan(card.score({**ENOUGH, "call_s": 89.0, "n_open": 4.0})["asking"])


@pytest.mark.parametrize(
    "text, message",
    [
        ("id = ", "mine.toml: "),
        (SKILL, "mine.toml: the key 'id' is missing"),
        (HEAD + SKILL.replace("n_open", "n_opn"), "skill 'asking' names the unknown measure 'n_opn'"),
        (HEAD + SKILL.replace("general", "chat"), "'n_open' in skill 'asking' has no bands.general"),
        (HEAD + SKILL + "bands.chat = [[0, 0], [1, 1]]\n", "unknown call type 'chat' for 'n_open'"),
        (HEAD + SKILL.replace("[4, 80]", "[0, 80]"), "the band 'general' of 'n_open' is not rising"),
        (HEAD + SKILL + "wieght = 2\n", "unknown key 'wieght' in skill 'asking'"),
        (HEAD + '[[skill]]\nname = "empty"\n', "skill 'empty' needs measures, skills or steps"),
        (HEAD + SKILL + SKILL, "the name 'asking' stands twice"),
        (HEAD + '[[skill]]\nname = "all"\nskills = { asking = 1 }\n', "skill 'all' builds on 'asking'"),
    ],
)
def test_a_mistake_in_a_scorecard_is_one_line_with_the_key(text, message):
    with pytest.raises(ScorecardError) as caught:
        parse_scorecard(text, "mine.toml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", framework_ids())
def test_every_band_names_its_source(name):
    for skill in framework(name).skills:
        for item in skill.items:
            assert len(item.source) > 8, f"{skill.name}: {item.measure}"
            assert item.says


def test_the_default_card_has_the_skills_that_coaches_rate_and_moments_for_each():
    names = [skill.name for skill in framework().skills]
    assert names == [
        "questioning",
        "listening",
        "empathy",
        "tailored_value",
        "trust",
        "rapport",
        "strategic",
        "overall",
    ]
    assert {wording.skill for wording in wordings().values()} == set(names) - {"overall"}


def test_more_open_questions_never_lower_questioning():
    card = framework()
    row = {
        **ENOUGH,
        "n_questions": 5.0,
        "n_question_turns": 5.0,
        "n_stacked": 0.0,
        "n_open_turns": 1.0,
        "n_chains": 1.0,
    }
    scores = []
    for n in range(1, 10):
        row.update(
            n_open=float(n), n_questions=5.0 + n, n_open_turns=float(n), n_chains=float(n), n_question_turns=5.0 + n
        )
        scores.append(card.score(row)["questioning"])
    assert scores == sorted(scores)


def test_a_missed_opportunity_never_raises_empathy():
    card = framework()
    before = {**ENOUGH, "n_opportunities": 2.0, "n_met_or_half": 1.0, "n_empathy": 2.0, "n_friction_dismissive": 0.0}
    after = {**before, "n_opportunities": 3.0}
    assert card.score(after)["empathy"] <= card.score(before)["empathy"]
