"""Labelled lines, blocks and Meet exports."""

from __future__ import annotations

from math import isnan

import pytest

from softskills.errors import ReadError
from softskills.readers import detect, read_transcript
from softskills.readers._labels import clean_label, looks_like_name, settle


def test_each_labelled_line_is_a_turn_and_unlabelled_lines_join_the_one_above(write, said):
    path = write("a.txt", "Dana: Hi: there\n\nSam: Hello\n  and more\nSam: Again\n")

    call = read_transcript(path)

    assert said(call) == [("Dana", "Hi: there"), ("Sam", "Hello and more"), ("Sam", "Again")]
    assert (call.call_id, call.source_format, call.path, call.warnings) == ("a", "text", "a.txt", ())
    assert [utt.line for utt in call.utterances] == [1, 3, 5]
    assert detect(path).reason == 'has lines that start with a label such as "Dana:"'


def test_times_before_and_after_names_are_read(write):
    text = """[00:12:03] Dana: a
(0:15) Sam:
 b
Dana (1:20): c
Dana 01:00:25: d
00:40 Sam: e
[0:50] [SPEAKER_00]: f
\u200e[0:55] \u202aDana\u202c: g
0:58
Sam: h
**Dana:** i
"""
    call = read_transcript(write("a.txt", text))

    assert [(utt.speaker, utt.text, utt.start) for utt in call.utterances[:-1]] == [
        ("Dana", "a", 723.0),
        ("Sam", "b", 15.0),
        ("Dana", "c", 80.0),
        ("Dana", "d", 3625.0),
        ("Sam", "e", 40.0),
        ("SPEAKER_00", "f", 50.0),
        ("Dana", "g", 55.0),
        ("Sam", "h", 58.0),
    ]
    assert call.utterances[-1].speaker == "Dana"
    assert isnan(call.utterances[-1].start)
    assert all(isnan(utt.stop) for utt in call.utterances)


def test_timed_lines_of_one_speaker_are_joined_only_over_a_known_short_gap(write, said):
    text = "[0:01 --> 0:02] Dana: a\n[0:04 - 0:05] Dana: b\n[0:07.5 - 0:08] Dana: c\n[0:09] Dana: d\n"
    text += "[0:01 - 0:02] Dana: e\n[0:00 - 0:01] Dana: f\n"

    assert said(read_transcript(write("a.txt", text))) == [
        ("Dana", "a b"), ("Dana", "c d"), ("Dana", "e"), ("Dana", "f"),
    ]  # fmt: skip


def test_what_only_looks_like_a_label_stays_speech(write, said, warned):
    text = """Weekly call
Dana: Hello
Note: he left
http://example.org: z
10:30 Meeting: budget
Well, listen: no
John 3:16 is it
here's the thing: no
Ginsberg, Corey: Yes
"""
    call = read_transcript(write("a.txt", text))

    assert said(call) == [
        (
            "Dana",
            (
                "Hello Note: he left http://example.org: z 10:30 Meeting: budget Well, listen: no "
                "John 3:16 is it here's the thing: no"
            ),
        ),
        ("Ginsberg, Corey", "Yes"),
    ]
    assert warned(call) == [
        'a.txt:8: words before a colon taken as speech, not as a speaker: "here\'s the thing"',
        "a.txt:1: line before the first speaker label, no part of any turn: 'Weekly call'",
    ]


def test_a_label_seen_once_in_a_long_file_is_kept_with_a_notice(write, warned):
    call = read_transcript(write("a.txt", "Dana: a\nSam: b\n" * 12 + "Price: 20\n"))

    assert call.speakers == ("Dana", "Sam", "Price")
    assert warned(call) == ["a.txt:25: label used only once, kept as a speaker: 'Price'"]


@pytest.mark.parametrize(
    ("head", "label"),
    [
        ("Dana Smith", "Dana Smith"),
        ("[SPEAKER_00]", "SPEAKER_00"),
        ("- **Sam", "Sam"),
        ("12. Dana", "Dana"),
        ("Dr. María de la Cruz", "Dr. María de la Cruz"),
        ("小明", "小明"),
        ("+1 555 123 4567", "+1 555 123 4567"),
        ("\u200fDana\u200e", "Dana"),
        ("Dana Smith (Acme Corp Ltd)", "Dana Smith (Acme Corp Ltd)"),
        ("one two three four five", None),  # a clause, not a name
        ("a" * 41, None),
        ("PS", None),
        ("Customer ID", None),
        ("why? I", None),
        ("that is free. Then", None),  # a sentence ended inside
        ("10", None),
    ],
)
def test_labels_are_told_from_other_words(head, label):
    assert clean_label(head) == label


def test_small_letters_are_names_where_all_labels_are_small():
    assert settle({"dana": 1, "sam lee": 1}) == (frozenset(), ())
    assert settle({"Dana": 1, "the thing is": 1}) == (frozenset({"the thing is"}), ())
    assert looks_like_name("agent")
    assert not looks_like_name("the thing is")


def test_malformed_times_are_reported_once_with_a_count(write, warned):
    call = read_transcript(write("a.txt", "[00:61:00] Dana: a\n[100:00:00] Sam: b\n"))

    assert all(isnan(utt.start) for utt in call.utterances)
    assert warned(call) == ["a.txt:1: malformed time, left unknown: '[00:61:00]' and 1 more"]


def test_prose_without_labels_is_an_error_that_says_what_to_do(write):
    with pytest.raises(ReadError) as error:
        read_transcript(write("a.txt", "\nHello there.\nWhat is this?\n"))

    assert str(error.value) == (
        "a.txt:2: no speaker labels found; the first line is 'Hello there.' "
        '(write lines as "Name: words", or pass a table with a speaker column)'
    )


def test_labels_without_words_are_no_turns(write):
    with pytest.raises(ReadError, match=r"^a.txt:1: no turns found; the first line is 'Dana:'$"):
        read_transcript(write("a.txt", "Dana:\nSam:\n"))


def test_every_way_to_end_a_line_is_one(write, said):
    text = "Dana: a\rSam: b\r\nDana: c\u2028Sam: d\u2029Dana: e\nSam: f\x0cg"

    assert said(read_transcript(write("a.txt", text))) == [
        ("Dana", "a"), ("Sam", "b"), ("Dana", "c"), ("Sam", "d"), ("Dana", "e"), ("Sam", "f\x0cg"),
    ]  # fmt: skip


OTTER = """SUMMARY KEYWORDS
price

Unknown Speaker  0:02\x20\x20
Alrighty, that's

Speaker 1  0:08
what's going to
Flight 10:30
record

Slyder, Mark   1:00:15
Bye.

Transcribed by https://otter.ai
"""


def test_otter_blocks_have_starts_and_no_ends(write, warned):
    call = read_transcript(write("a.txt", OTTER))

    assert [(utt.speaker, utt.text, utt.start, isnan(utt.stop)) for utt in call.utterances] == [
        ("Unknown Speaker", "Alrighty, that's", 2.0, True),
        ("Speaker 1", "what's going to Flight 10:30 record", 8.0, True),
        ("Slyder, Mark", "Bye.", 3615.0, True),
    ]
    assert call.source_format == "otter"
    assert warned(call) == [
        "a.txt:1: line before the first speaker label, no part of any turn: 'SUMMARY KEYWORDS' and 1 more",
        "a.txt:15: footer of the export, no part of the call: 'Transcribed by https://otter.ai'",
    ]


def test_broken_otter_times_are_left_unknown(write, warned):
    call = read_transcript(write("a.txt", "Dana  0:95\nHi\n\nSam  0:10\n\n"))

    assert warned(call) == [
        "a.txt:1: malformed time, left unknown: '0:95'",
        "a.txt:4: label without words, left out: 'Sam'",
    ]


MEET = """Weekly sync (2026-04-28 15:01 CEST) - Transcript
Attendees
Dana Smith, Acme Buyer

Transcript
### 00:05:12
**Dana Smith:** Thanks for making time today.
Acme Buyer: Sure.

Transcription ended after 00:30:30

This editable transcript was computer generated and might contain errors.
"""


def test_meet_headings_and_footers_are_no_speech_and_give_no_turn_a_time(write, said, warned):
    call = read_transcript(write("a.txt", MEET))

    assert call.source_format == "meet"
    assert said(call) == [("Dana Smith", "Thanks for making time today."), ("Acme Buyer", "Sure.")]
    assert all(isnan(utt.start) for utt in call.utterances)
    assert call.info.date == "2026-04-28T15:01"
    assert warned(call) == [
        "a.txt:1: line above the transcript, no part of any turn: "
        "'Weekly sync (2026-04-28 15:01 CEST) - Transcript' and 3 more",
        "a.txt:6: time as a heading, turns have none of their own: '### 00:05:12'",
        "a.txt:10: footer of the export, no part of the call: 'Transcription ended after 00:30:30' and 1 more",
    ]
