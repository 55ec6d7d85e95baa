"""WebVTT and SRT."""

from __future__ import annotations

from math import isnan

import pytest

from softskills.errors import ReadError
from softskills.readers import detect, read_transcript

ZOOM = """WEBVTT

1
00:00:16.239 --> 00:00:19.079
Dana Smith: Thanks for making time today.

2
00:00:19.500 --> 00:00:21.000
Acme Buyer: Sure, happy to.

3
00:00:23.000 --> 00:00:24.000 align:start
Acme Buyer: And <i>you</i>? 5 &lt; 6 &amp; so on

4
00:00:26.001 --> 00:00:27.000
Acme Buyer: Later.
"""

TEAMS = """\ufeffWEBVTT\r
\r
NOTE no speech\r
at all\r
\r
STYLE\r
::cue {}\r
\r
3f1c2a9e-1b7d/11-0\r
00:00:03.833 --> 00:00:10.338\r
<v Mariana Cardoso>A coordenadora.\r
E era a pergunta dele,</v>\r
\r
3f1c2a9e-1b7d/10-0\r
00:00:01.153 --> 00:00:05.193\r
<v Joao>Sim.\r
\r
00:00:11.000 --> 00:00:12.000\r
<v A&amp;B>Note: one<v.loud Joao> two</v>\r
"""


def times(call):
    """Return starts and stops, with None for what is unknown."""
    return [tuple(None if isnan(t) else t for t in (utt.start, utt.stop)) for utt in call.utterances]


def test_zoom_cues_of_one_speaker_are_joined_over_two_seconds_and_no_more(write, said):
    path = write("a.vtt", ZOOM)

    call = read_transcript(path)

    assert said(call) == [
        ("Dana Smith", "Thanks for making time today."),
        ("Acme Buyer", "Sure, happy to. And you? 5 < 6 & so on"),
        ("Acme Buyer", "Later."),
    ]
    assert times(call) == [(16.239, 19.079), (19.5, 24.0), (26.001, 27.0)]
    assert call.warnings == ()
    assert detect(path).reason == "starts with WEBVTT"


def test_teams_voices_overlap_come_out_of_order_and_share_cues(write, said, warned):
    call = read_transcript(write("a.vtt", TEAMS))

    assert said(call) == [
        ("Joao", "Sim."),
        ("Mariana Cardoso", "A coordenadora. E era a pergunta dele,"),
        ("A&B", "Note: one"),
        ("Joao", "two"),
    ]
    # The overlap stays, and nobody knows when the two voices of the last cue changed.
    assert times(call) == [(1.153, 5.193), (3.833, 10.338), (11.0, None), (None, 12.0)]
    assert warned(call) == ["a.vtt:15: cue out of order, sorted by its start: 'Sim.'"]


def test_a_cue_without_a_speaker_has_none_and_is_joined_with_nothing(write, said, warned):
    text = """WEBVTT

00:01.000 --> 00:02.000
Dana: a

00:02.000 --> 00:03.000
b

00:03.000 --> 00:04.000
c
"""

    call = read_transcript(write("a.vtt", text))

    assert said(call) == [("Dana", "a"), (None, "b"), (None, "c")]
    assert warned(call) == ["a.vtt:6: words without a speaker, kept with none: 'b' and 1 more"]


def test_broken_times_are_left_unknown_and_words_are_kept(write, said, warned):
    text = """WEBVTT

00:61:00.000 --> 00:62:00.000
Dana: a

xx:yy --> 00:00:03.000
Sam: b

00:00:09.000 --> 00:00:03.000
Dana: c

100:00:00.000 --> 100:00:01.000
Sam: d
Settings --> Users

stray

00:00:10.000 --> 00:00:11.000

"""
    call = read_transcript(write("a.vtt", text))

    assert said(call) == [("Dana", "a"), ("Sam", "b"), ("Dana", "c"), ("Sam", "d Settings --> Users stray")]
    assert times(call) == [(None, None), (None, None), (9.0, None), (None, None)]
    assert warned(call) == [
        "a.vtt:3: malformed time, left unknown: '00:61:00.000 --> 00:62:00.000' and 3 more",
        "a.vtt:16: line after a blank line, taken as part of the cue above: 'stray'",
        "a.vtt:18: cue without words, left out",
    ]


def test_captions_that_name_nobody_are_read_and_say_so(write, said, warned):
    """Teams' "text" type and plain subtitles: times and words are worth having, and no speaker is invented."""
    call = read_transcript(write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n\n00:02.000 --> 00:03.000\nHi\n"))

    assert said(call) == [(None, "Hello"), (None, "Hi")]
    assert warned(call) == [
        "a.vtt: nobody is named: the source does not tell voices apart "
        "(write who speaks as Name: before the words, or let a diariser tell the voices apart)"
    ]


def test_vtt_without_cues_names_the_first_line_that_is_none(write):
    with pytest.raises(ReadError) as error:
        read_transcript(write("a.vtt", "WEBVTT\n\nDana says hello\n"))

    assert str(error.value) == (
        "a.vtt:3: no turns found; the first line is 'Dana says hello' "
        '(a cue is a line such as "00:00:01.000 --> 00:00:04.000" with words under it)'
    )


SRT = """1
00:00:01,000 --> 00:00:04,000
[SPEAKER_00]: It's 5:30.
2
00:00:04,500 --> 00:00:05,000
Ann: no
- Bob: yes
so: it is

3
00:00:07,500 --> 00:00:08,000
{\\an8}<font color="red">Bob: x</font>
"""


def test_srt_takes_names_brackets_and_dashes(write, said):
    path = write("a.srt", SRT)

    call = read_transcript(path)

    assert said(call) == [("SPEAKER_00", "It's 5:30."), ("Ann", "no"), ("Bob", "yes so: it is"), ("Bob", "x")]
    assert times(call) == [(1.0, 4.0), (4.5, None), (None, 5.0), (7.5, 8.0)]
    assert detect(path).name == "srt"
    assert call.warnings == ()


def test_srt_with_no_good_time_is_still_read(write, said, warned):
    call = read_transcript(write("a.srt", "1\n00:00:xx,000 --> y\nAnn: hi\n"))

    assert said(call) == [("Ann", "hi")]
    assert warned(call) == ["a.srt:2: malformed time, left unknown: '00:00:xx,000 --> y'"]


def test_srt_without_words_is_an_error(write):
    with pytest.raises(ReadError, match=r"^a.srt:1: no turns found; the first line is '1' \(a cue is a line such"):
        read_transcript(write("a.srt", "1\n00:00:01,000 --> 00:00:04,000\n\n"))
