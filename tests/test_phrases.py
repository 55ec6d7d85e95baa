"""Phrases: as people say them, found by their first three words and asked for by no more."""

import pytest

from softskills.measures.phrases import Phrases
from softskills.segment import segment
from softskills.transcript import Utterance


@pytest.mark.parametrize(
    "phrase, text, found",
    [
        ("try", "Do try it.", ["try"]),
        ("you should", "You should. You shout.", ["You should."]),
        ("you really should", "you really should go, you really shall go", ["you really should"]),
        ("i (would|) suggest you", "I suggest you wait", ["I suggest you"]),
        ("if ... you", "if it were for you", ["if it were for you"]),
        ("if i ... you", "if I were you", ["if I were you"]),
        ("if i ... you", "if we were you", []),
        ("you should go home", "you should go. home", []),
    ],
)
def test_a_phrase_is_found_where_it_stands(phrase, text, found):
    spans = Phrases([phrase]).find(segment(Utterance(0, "Ann", text)))
    assert [span.of(text) for span in spans] == found
