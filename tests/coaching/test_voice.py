"""The customer's words in the rep's mouth: turned round where it is safe, quoted where it is not."""

import pytest

from softskills.coaching.voice import clause, feeling, quoted, spoken, topic


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("my router keeps dropping the line", "your router keeps dropping the line"),
        ("I'm scared of the water", "you're scared of the water"),
        ("I was left on my own with it", "you were left on your own with it"),
        ("Well, we keep losing the invoices.", "you keep losing the invoices"),
        ("I've not really slept since.", "you've not really slept since"),
        ("It's like looking through a letterbox", "it's like looking through a letterbox"),
        ("Our drivers wait for hours", "your drivers wait for hours"),
        ("Nobody listens to us. I have told my boss about it", "you have told your boss about it"),
    ],
)
def test_a_statement_is_turned_round(said, turned):
    assert clause(said) == turned


@pytest.mark.parametrize(
    "said",
    [
        "Can I be paid some now?",  # a question
        "nine weeks on a drip",  # no subject
        "how you get a bowl out of a log",  # "you" is anybody
        "You did not just say that to me",  # it accuses
        "I lost",  # too short to say anything
        "I rang the office and I rang the bank and I rang my sister",  # more than one thing
        "and I drive her home on the",  # breaks off
        "",
    ],
)
def test_what_cannot_be_turned_safely_is_left_alone(said):
    assert clause(said) is None


def test_a_clause_that_is_a_small_part_of_the_words_is_left_alone():
    said = "And I drive my granddaughter home Mondays, from swimming, and it was dark. I didn't see the man."
    assert clause(said) is None


def test_the_topic_is_something_of_the_customers():
    assert topic("I keep checking my test results all night") == "your test results"
    assert topic("they sent the letter to the old house") is None


def test_a_feeling_counts_when_it_is_the_customers_own():
    assert feeling("I'm worried sick about it") == "worried"
    assert feeling("she was worried about it") is None
    assert feeling("I'm not worried about it") is None


def test_a_quote_is_one_line_without_a_full_stop_and_not_too_long():
    assert quoted("I am  so\ntired.") == "I am so tired"
    assert quoted('he said "no" to me') == "he said 'no' to me"
    assert quoted("word " * 40).endswith("…")
    assert len(quoted("word " * 40).split()) <= 16


def test_a_question_is_written_down_as_one():
    assert spoken("what did you see") == "What did you see?"
    assert spoken("tell me about it") == "Tell me about it."
