"""Words, clauses and sentences, with and without punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softskills.segment import segment, tokenizer, turns
from softskills.transcript import Utterance


def turn(text):
    return next(turns((Utterance(0, "Dana", text),)))


@pytest.mark.parametrize(
    "text", ["I'm sorry, I can't", "im sorry i cant", "I am sorry I can not", "I’m sorry — I can’t"]
)
def test_contractions_fold_alike_however_they_are_written(text):
    assert turn(text).words == ["i", "am", "sorry", "i", "can", "not"]


def test_hesitations_and_stammers_are_passed_over():
    assert turn("um so the the what's what's the uh problem").words == ["so", "the", "what", "is", "the", "problem"]


def test_uh_huh_is_no_hesitation():
    assert turn("Uh-huh.").words == ["uh", "huh"]


def test_its_is_split_only_where_no_apostrophes_are_written():
    assert turn("its broken").words == ["it", "is", "broken"]
    assert turn("its screen isn't on").words == ["its", "screen", "is", "not", "on"]


def test_a_word_keeps_its_place_in_the_raw_text():
    text = "  Oh — I'm   SO sorry!  "
    seen = turn(text)
    span = seen.span(seen.words.index("so"), len(seen.words))
    assert span.of(text) == "SO sorry!"


def clauses(text):
    seen = turn(text)
    return [" ".join(seen.words[first:last]) for first, last in seen.clauses]


def test_sentence_marks_end_clauses():
    assert clauses("I see. What happened?") == ["i see", "what happened"]


def test_clauses_are_found_without_punctuation():
    assert clauses("i see what you mean but i can not change it because the system will not let me") == [
        "i see what you mean",
        "but i can not change it",
        "because the system will not let me",
    ]


def test_a_contraction_is_never_torn_apart():
    assert all(not clause.startswith("is ") for clause in clauses("well, there's that, and he's late"))


@given(st.text(max_size=300))
def test_any_text_gives_clauses_that_cover_all_words_once(text):
    seen = turn(text)
    assert [i for first, last in seen.clauses for i in range(first, last)] == list(range(len(seen.words)))
    assert [i for first, last in seen.sentences for i in range(first, last)] == list(range(len(seen.words)))
    assert all(0 <= start < stop <= len(text) for start, stop in zip(seen.starts, seen.stops, strict=True))
    assert seen.starts == sorted(seen.starts)


# Blanks of all kinds, marks, clitics and hesitations, which is where a piece might depend on its neighbours.
PARTS = "uh - huh um, don't dont d'you a.m. o.k. e.g. (well) it's ... $5 10km so-so \u2014 :) x' 's Mr. 1,000."
SPOKEN = st.lists(st.sampled_from([*PARTS.split(), "", "\t", "\n", "caf\u00e9"]), max_size=14)


@pytest.mark.parametrize("text", ["dont, cannot. Im? thats; gonna!", "so: yes; No. What? mm, I."])
def test_a_mark_written_onto_a_word_changes_nothing_about_the_word(text):
    utt = Utterance(0, "A", text)
    assert segment(utt) == segment(utt, tokenizer().tokenizer(text))


@given(st.one_of(SPOKEN.map(" ".join), SPOKEN.map("".join), st.text(max_size=60)))
def test_words_are_those_of_spacy_s_tokenizer(text):
    utt = Utterance(0, "A", text)
    assert segment(utt) == segment(utt, tokenizer().tokenizer(text))
