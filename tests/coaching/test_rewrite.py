"""Closed questions opened: a hundred and more pairs read by eye, and what must not be touched."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.coaching import open_question
from softskills.coaching.rewrite import RULES

CASES = tomllib.loads((Path(__file__).parent / "rewrites.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["closed"][:40])
def test_a_closed_question_becomes_the_open_one(case):
    made = open_question(case["closed"])
    assert (made.text if made else "") == case["open"]


def test_there_are_a_hundred_cases_and_half_of_them_are_from_calls():
    opened = [case for case in CASES if case["open"]]
    assert len(opened) >= 100
    assert sum("from" in case for case in opened) >= 50
    assert sum(not case["open"] for case in CASES) >= 20


def test_every_rule_opens_one_of_the_cases():
    used = {made.rule for case in CASES if (made := open_question(case["closed"]))}
    assert set(RULES) <= used


@pytest.mark.parametrize("case", [case for case in CASES if case["open"]], ids=lambda case: case["closed"][:40])
def test_curly_apostrophes_and_a_missing_question_mark_change_nothing(case):
    plain = open_question(case["closed"])
    assert open_question(case["closed"].replace("'", "’")) == plain
    assert open_question(case["closed"].rstrip("?")) == plain


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gives_a_sentence_or_nothing(text):
    made = open_question(text)
    assert made is None or (made.text[-1] in "?." and made.text == " ".join(made.text.split()))


QUESTION_WORDS = ("do", "is", "have", "any", "you", "the", "it", "did", "when", "can", "anything", "noise", "worried")
WORDS = st.lists(st.sampled_from((*QUESTION_WORDS, "about", "else", "that", "with", "hurting")), max_size=12)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_any_order_of_question_words_gives_a_sentence_or_nothing(words):
    made = open_question(" ".join(words))
    assert made is None or made.text[0].isupper()
