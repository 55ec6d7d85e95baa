"""Cues: the language they are written in, and that every group can be found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softskills.errors import LexiconError
from softskills.lexicon import CueIndex, Group, classes, compiled, cue_index, groups
from softskills.lexicon.pattern import parse
from softskills.segment import turns
from softskills.taggers.base import find_hits
from softskills.taxonomy import tags
from softskills.transcript import Utterance

CLASSES = {"feeling": ("upset", "fed up", "stress*")}


@pytest.mark.parametrize(
    "cue, text, found",
    [
        ("sorry to hear", "sorry to hear ", True),
        ("sorry to hear", "sorry to heart ", False),
        ("(so|very) sorry", "very sorry ", True),
        ("so? sorry", "sorry ", True),
        ("that must be ... @feeling", "that must be really so very upset ", True),
        ("that must be ...2 @feeling", "that must be really so very upset ", False),
        ("that must be ... @feeling", "that must be . upset ", False),
        ("must be @feeling", "must be stressful ", True),
        ("must be @feeling", "must be fed up ", True),
        ("sorry !(about|for)", "sorry about ", False),
        ("sorry !(about|for)", "sorry that ", True),
        ("you _ me", "you told me ", True),
    ],
)
def test_a_cue_matches_what_it_says(cue, text, found):
    assert bool(re.match(parse(cue, CLASSES).regex, text)) is found


@pytest.mark.parametrize(
    "cue, first, second, third",
    [
        ("(so|very) sorry to", {"so", "very"}, {"sorry"}, {"to"}),
        ("sorry ... you", {"sorry"}, None, None),
        ("oh? sorry mate", {"oh", "sorry"}, {"sorry", "mate"}, None),
        ("(thank you|ta) so much", {"thank", "ta"}, {"you", "so"}, {"so", "much"}),
        ("sorr* mate", None, None, None),
    ],
)
def test_a_cue_knows_what_its_first_words_can_be(cue, first, second, third):
    if first is None:
        with pytest.raises(LexiconError):
            parse(cue, CLASSES)
        return
    pattern = parse(cue, CLASSES)
    assert (pattern.first, pattern.second, pattern.third) == (first, second, third)


# Words that the cues below are made of, so that some fit and many nearly do.
HEARD = st.lists(
    st.sampled_from(["sorry", "so", "you", "must", "be", "one", "upset", "fed", "up", "stressful", "down", "."]),
    max_size=12,
)


@pytest.mark.parametrize(
    "cue",
    [
        "sorry ...2 down",
        "sorry ... @feeling",
        "sorry so? ...2 (fed up|you) down",
        "(so|must be) ...1 _ upset",
        "you !so ... be",
    ],
)
@given(words=HEARD)
def test_no_place_is_passed_over_where_a_cue_stands(cue, words):
    pattern = parse(cue, CLASSES)
    index = CueIndex()
    index.add(Group("t", "g", "s", 0.7, False, "clause", (), (pattern,)))
    asked = {i for i, _, _ in index.candidates(words)}
    stands = {i for i in range(len(words)) if re.match(pattern.regex, "".join(f"{word} " for word in words[i:]))}
    assert stands <= asked


def test_a_cue_with_a_gap_is_not_asked_for_where_nothing_after_the_gap_is_near():
    index = CueIndex()
    index.add(Group("t", "g", "s", 0.7, False, "clause", (), (parse("sorry ...2 down", CLASSES),)))
    assert [i for i, _, _ in index.candidates(["sorry", "a", "b", "down"])] == [0]
    assert not list(index.candidates(["sorry", "a", "b", "c", "down"]))


@pytest.mark.parametrize(
    "cue, message",
    [
        ("... sorry", "does not begin with literal words"),
        ("sorr* you", "does not begin with literal words"),
        ("sorry @nothing", "names the unknown class @nothing (known: feeling)"),
        ("(so|very sorry", "brackets"),
        ("^", "has no words"),
    ],
)
def test_a_malformed_cue_is_refused_by_name(cue, message):
    with pytest.raises(LexiconError) as caught:
        parse(cue, CLASSES)
    assert message in str(caught.value)


def test_every_group_names_a_tag_a_source_and_compiles():
    for group in groups():
        assert group.tag in tags(), group.name
        assert len(group.source) > 8, f"{group.name} has no source"
        assert 0 < group.score <= 1
        assert group.span in ("clause", "match", "sentence")
        for pattern in group.patterns:
            compiled(pattern.regex)
        for blocker in group.blockers:
            compiled(blocker)


def test_every_cue_stands_once_in_its_tag():
    seen = {}
    for group in groups():
        for pattern in group.patterns:
            key = (group.tag, pattern.source)
            assert key not in seen, f"{pattern.source!r} is in {seen[key]} and {group.name}"
            seen[key] = group.name


def test_every_tag_of_the_codebook_has_cues_or_logic():
    without_cues = {"question.open", "question.closed", "listening.backchannel"}
    assert set(tags()) - {group.tag for group in groups()} <= without_cues


def test_classes_within_classes_are_spelled_out():
    assert not [word for words in classes().values() for word in words if word.startswith("@")]


def test_a_blocker_voids_the_hit_in_its_sentence_only():
    text = "It sounds good. It sounds like the mornings are the worst."
    (turn,) = turns((Utterance(0, "Dana", text, role="rep"),))
    hits = find_hits(turn, frozenset({"listening.reflection"}))["listening.reflection"]
    assert {turn.starts[hit.first] for hit in hits} == {text.index("It sounds like")}


def test_an_index_knows_only_the_tags_it_was_made_for():
    words = ["does", "that", "make", "sense", "i", "am", "so", "sorry"]
    assert {group.tag for _, group, _ in cue_index(frozenset({"listening.check"})).candidates(words)} == {
        "listening.check"
    }
