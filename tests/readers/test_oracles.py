"""On valid files our readers agree with the readers other people use: webvtt-py, srt and pylangacq.

Speakers alternate and cues lie more than two seconds apart, so that a turn is a cue.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.readers import read_transcript

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"

word = st.sampled_from(
    [
        "well",
        "so",
        "5:30",
        "I'd",
        "Zürich",
        "price",
        "-",
        "(sic)",
        "half/half",
        "100%",
        "no?!",
        "你好",
        "a>b",
        "[noise]",
    ]
)
line = st.lists(word, min_size=1, max_size=6).map(" ".join)
payload = st.lists(line, min_size=1, max_size=3)
gaps = st.integers(2_001, 3_900_000)
cues = st.lists(st.tuples(gaps, st.integers(1, 90_000), payload), min_size=1, max_size=6)


def timed(drawn):
    """Return start and stop in milliseconds, speaker and lines of each cue."""
    at = 0
    found = []
    for i, (gap, length, lines) in enumerate(drawn):
        start, at = at + gap, at + gap + length
        found.append((start, at, ("Dana", "Sam Lee")[i % 2], lines))
    return found


def clock(ms: int, mark: str) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"


def ours(text: str, **how: str) -> list[tuple[float, float, str]]:
    """Return start, stop and "Name: words" of each turn."""
    return [(u.start, u.stop, f"{u.speaker}: {u.text}") for u in read_transcript(io.StringIO(text), **how).utterances]


def in_seconds(written: str) -> float:
    hours, minutes, secs = written.split(":")
    whole, _, thousandths = secs.partition(".")
    return (int(hours) * 3_600_000 + int(minutes) * 60_000 + int(whole) * 1000 + int(thousandths)) / 1000


@given(drawn=cues, names=st.booleans())
@settings(max_examples=100, deadline=None)
def test_webvtt_py_reads_the_same_cues(drawn, names):
    webvtt = pytest.importorskip("webvtt")
    text = "WEBVTT\n\nNOTE drawn\n\n"
    for i, (start, stop, speaker, lines) in enumerate(timed(drawn)):
        voice = f"<v {speaker}>" + "\n".join(lines) + "</v>" if names else f"{speaker}: " + "\n".join(lines)
        text += f"id-{i}\n{clock(start, '.')} --> {clock(stop, '.')} align:start\n{voice}\n\n"

    theirs = [
        (
            in_seconds(cue.start),
            in_seconds(cue.end),
            (f"{cue.voice}: " if names else "") + " ".join(cue.text.split("\n")),
        )
        for cue in webvtt.from_string(text).captions
    ]

    assert ours(text) == theirs


@given(drawn=cues, end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=100, deadline=None)
def test_srt_reads_the_same_cues(drawn, end):
    srt = pytest.importorskip("srt")
    cut = [
        srt.Subtitle(
            i,
            dt.timedelta(milliseconds=start),
            dt.timedelta(milliseconds=stop),
            f"{speaker}: " + "\n".join(lines),
        )
        for i, (start, stop, speaker, lines) in enumerate(timed(drawn), 1)
    ]
    text = srt.compose(cut, eol=end)

    theirs = [
        (cue.start.total_seconds(), cue.end.total_seconds(), " ".join(cue.content.split("\n")))
        for cue in srt.parse(text.replace("\r\n", "\n"))
    ]

    assert ours(text) == theirs


chat_word = st.sampled_from(
    ["bill", "wrong", "(be)cause", "don't", "ice_cream", "Dana's", "(.)", "(...)", "&=laughs", "&+fr", ",", "‡", "[!]",
     "[=! crying]", "nineteen-twenty"]
)  # fmt: skip
chat_turn = st.tuples(st.lists(chat_word, max_size=7), st.sampled_from([".", "?", "!", "+...", "+/.", '+"/.', "+//?"]))


@given(drawn=st.lists(st.tuples(gaps, st.integers(1, 90_000), chat_turn), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_pylangacq_reads_the_same_words_and_times(drawn):
    """But for what we keep on purpose: fillers, repetitions and the words as they were said."""
    pylangacq = pytest.importorskip("pylangacq")
    text = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCHI Target_Child , MOT Mother\n"
    text += "@ID:\teng|Calls|CHI|||||Target_Child|||\n@ID:\teng|Calls|MOT|||||Mother|||\n"
    for start, stop, speaker, (words, end) in timed(drawn):
        code = {"Dana": "CHI", "Sam Lee": "MOT"}[speaker]
        text += f"*{code}:\tyes\n\t{' '.join(words)} {end} \x15{start}_{stop}\x15\n%com:\tdrawn\n"
    text += "@End\n"

    theirs = [
        (
            utt.participant,
            [token.word.replace("_", " ") for token in utt.tokens if any(map(str.isalnum, token.word))],
            utt.time_marks,
        )
        for utt in pylangacq.CHAT.from_strs([text]).utterances()
    ]

    found = [
        (
            utt.speaker,
            utt.text.replace("ice cream", "ice_cream").split(),
            (round(utt.start * 1000), round(utt.stop * 1000)),
        )
        for utt in read_transcript(io.StringIO(text)).utterances
    ]
    assert [
        (who, [word.strip(".,?!").replace("_", " ") for word in words], times) for who, words, times in found
    ] == theirs


@pytest.mark.parametrize("name", ["zoom_vtt/plain.vtt", "teams_vtt/plain.vtt"])
def test_webvtt_py_agrees_on_the_fixtures(name):
    webvtt = pytest.importorskip("webvtt")
    text = (FIXTURES / name).read_text("utf-8")

    theirs = [
        (in_seconds(cue.start), (f"{cue.voice}: " if cue.voice else "") + " ".join(cue.text.split("\n")))
        for cue in webvtt.from_string(text).captions
    ]

    assert [(start, words) for start, _, words in ours(text)] == theirs


def test_all_words_of_the_sample_calls_are_those_srt_and_webvtt_py_find():
    """Neighbouring cues of one speaker are joined; the words stay the same and in order."""
    srt, webvtt = pytest.importorskip("srt"), pytest.importorskip("webvtt")
    for path in sorted((ROOT / "corpora" / "samples").iterdir()):
        text = path.read_text("utf-8")
        if path.suffix == ".srt":
            theirs = [cue.content for cue in srt.parse(text)]
        else:
            theirs = [f"{cue.voice}: {cue.text}" for cue in webvtt.from_string(text).captions]
        call = read_transcript(path)
        said = " ".join(utt.text for utt in call.utterances).split()
        heard = " ".join(words.partition(": ")[2] for words in theirs).split()

        assert said == heard, path.name
