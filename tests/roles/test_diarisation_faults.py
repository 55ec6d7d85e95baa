"""Suspected faults of the diarisation are reported, and sound calls are not."""

import pytest

from softskills import corpora
from softskills.roles import assign_roles
from softskills.transcript import Transcript, Utterance


def faults(said, **options):
    if not said or isinstance(said[0], tuple):
        said = [Utterance(i, name, text) for i, (name, text) in enumerate(said)]
    call = assign_roles(Transcript("c", tuple(said)), **options)
    return [notice.message for notice in call.warnings if "diarisation; a speaker map" in (notice.hint or "")]


def test_a_sound_call_is_not_reported(call):
    assert not faults(call)


def test_one_speaker_for_all_is_reported(call):
    assert faults([("A", text) for _, text in call]) == ["one speaker (A) says everything"]


def test_one_speaker_who_leaves_a_short_message_is_not_reported():
    assert not faults([("A", "Hi Sam, it's Dana from Brightline, please ring me back.")])


def test_one_speaker_with_nearly_all_words_is_reported(call):
    said = [("A", text) for _, text in call * 2]
    said[3:3] = [("B", "Sure.")]
    (found,) = faults(said)
    assert found in [f"one speaker (A) says {share} % of the words" for share in (99, 100)]


def test_labels_that_swap_midway_are_reported_near_the_place(call):
    said = call * 3
    other = {"Dana": "Sam", "Sam": "Dana"}
    swapped = said[:21] + [(other[name], text) for name, text in said[21:]]
    (found,) = faults(swapped)
    assert found.startswith("the sides seem to swap at about turn ")
    assert abs(int(found.rsplit(" ", 1)[1]) - 21) <= len(said) // 6


def test_a_swap_is_reported_also_where_the_rep_was_told(call):
    other = {"Dana": "Sam", "Sam": "Dana"}
    said = call * 3
    assert faults(said[:21] + [(other[name], text) for name, text in said[21:]], rep="Dana")


def test_a_third_label_with_next_to_no_speech_is_reported(call):
    said = call * 2
    said[9:9] = [("Unknown", "Mm-hm.")]
    assert faults(said) == ["Unknown: too little speech for a person of its own, perhaps another speaker's"]


def test_a_third_person_with_a_real_turn_is_not_reported(call):
    said = call * 2
    said[9:9] = [("Lee", "Hello, it's Lee here, I have the engineer's notes open.")]
    assert not faults(said)


def test_a_third_label_is_measured_in_seconds_where_there_are_times(call):
    said = [Utterance(i, name, text, start=10.0 * i, stop=10.0 * i + 9) for i, (name, text) in enumerate(call * 2)]
    long = [*said, Utterance(28, "Lee", "Bye.", start=300, stop=305)]
    short = [*said, Utterance(28, "Lee", "Bye.", start=300, stop=301)]
    assert not faults(long)
    assert len(faults(short)) == 1


CUT = [
    ("A", "How can I help you today, and what is the"),
    ("B", "name on the account? My name is Sam and I have been waiting for the"),
    ("A", "engineer. I am sorry to hear that, let me look at the"),
    ("B", "booking. It was for last Tuesday, and nobody came to my"),
    ("A", "house. I see. I will send somebody tomorrow at nine."),
    ("B", "Thank you."),
]


@pytest.mark.parametrize("strip", [False, True])
def test_sentences_under_two_labels_are_reported_with_and_without_punctuation(strip):
    said = [
        (name, text.replace(".", "").replace("?", "").replace(",", "").lower() if strip else text) for name, text in CUT
    ]
    if not strip:
        said += [("A", "Is there anything else?"), ("B", "No, that is all."), ("A", "Goodbye."), ("B", "Bye.")] * 2
    (found,) = faults(said)
    assert found == "one sentence under two labels 4 times, first at turn 1"


def test_people_who_interrupt_each_other_are_not_reported():
    said = [
        ("A", "So what we could do is send you the—"),
        ("B", "No, I don't want another one."),
        ("A", "Well, if you would just let me—"),
        ("B", "I've had three of the—"),
        ("A", "I know. I am sorry."),
        ("B", "You said that on my..."),
        ("A", "Yes, I did."),
        ("B", "Okay."),
    ]
    assert not faults(said)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_sound_calls_of_the_corpora_are_hardly_ever_reported(split):
    calls = corpora.load(split)
    names = {"rep": "S0", "customer": "S1", "other": "S2"}
    reported = sum(bool(faults([(names[utt.role], utt.text) for utt in gold.transcript.utterances])) for gold in calls)
    assert reported <= 0.03 * len(calls)
