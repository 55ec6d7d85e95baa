"""Whatever comes in, a call or one of our errors comes out, quickly."""

from __future__ import annotations

import io
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.errors import SoftskillsError
from softskills.readers import READERS, read_transcript
from softskills.transcript import ROLES, Transcript, Utterance

TEXT_FORMATS = [reader.name for reader in READERS if reader.kind == "text"]
# Scraps that readers look for, so that random input gets further than the first line.
SCRAPS = [
    "WEBVTT", "\n", "\n\n", "\r", "\u2028", "Dana: ", "Sam: ", "[SPEAKER_00]: ", "-->", "NOTE ", "1",
    "00:00:01.000 --> 00:00:04,000", "00:61:00.000 --> x:y",
    "<v Dana>", "</v>", "<c", "&#xD800;", " ",
    "(0:15) ", "Dana  0:02", "[00:12:03] ", "Attendees", "speaker,text", "speaker\ttext\tstart", '"', ",", "\t",
    '{"speaker":"D","text":"a"}', '[{"speaker":"D","text":', "[", "{", ":", "}]", "\ufeff", "\u200e",
    "\ud800", "\0", "\u0661:\u0662", "1e999", "NaN", "words",
]  # fmt: skip
scrap_text = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=6), max_size=25).map("".join)


def check(call: Transcript) -> None:
    """Assert what must hold of every call."""
    assert call.utterances
    assert [utt.turn for utt in call.utterances] == list(range(len(call.utterances)))
    for utt in call.utterances:
        assert utt.role in ROLES
        assert utt.speaker is None or utt.speaker
        assert math.isnan(utt.start) or 0 <= utt.start < 360_000
        assert not utt.stop < utt.start
    assert len(call.to_frame()) == len(call.utterances)


@given(data=st.binary(max_size=200) | scrap_text.map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_call_or_our_error(data):
    for name in [None, *TEXT_FORMATS]:
        try:
            check(read_transcript(io.BytesIO(data), format=name))
        except SoftskillsError as error:
            assert "\n" not in str(error)


@given(text=scrap_text)
@settings(max_examples=100, deadline=None)
def test_any_text_gives_a_call_or_our_error(text):
    for name in [None, *TEXT_FORMATS]:
        try:
            check(read_transcript(io.StringIO(text), format=name))
        except SoftskillsError as error:
            assert "\n" not in str(error)


cells = st.none() | st.text(max_size=8) | st.floats() | st.integers() | st.booleans() | st.just(10**5000) | st.just([])


@given(items=st.lists(st.tuples(cells, cells) | st.tuples(cells, cells, cells, cells) | cells, max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_list_gives_a_call_or_our_error(items):
    try:
        call = read_transcript(items)
    except SoftskillsError:
        return
    check(call)
    assert len(call.utterances) == len(items)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)


@given(turns=st.lists(st.tuples(st.sampled_from(["Dana", "Sam"]), words), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_list_comes_back_as_it_went_in(turns):
    call = read_transcript(turns)

    assert [(utt.speaker, utt.text) for utt in call.utterances] == turns
    assert read_transcript(list(call.utterances)).utterances == call.utterances


@given(texts=st.lists(words, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_words_of_a_labelled_line_are_kept_raw(texts):
    source = "".join(f"{'Dana' if i % 2 else 'Sam'}: {text}\n" for i, text in enumerate(texts))

    call = read_transcript(io.StringIO(source), format="text")

    for utt in call.utterances:
        assert utt.text in " ".join(source.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 600_000,
        "Dana: x\n" + "0:15" + " " * 600_000 + "x",
        "Dana: x\n" + "[0:15 " * 100_000,
        "Dana: x\n" + "0:15\n" * 100_000,
        "Dana: x\n" + "a:" * 100_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 500_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<c." * 500_000 + "\n<v Dana>x",
        "WEBVTT\n\n" + "-->\n" * 100_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "x\n\n" * 100_000,
        "\n" * 600_000 + "Dana: x",
        "[" * 100_000,
        '[{"text":' + "[" * 100_000,
        '{"text":"a","speaker":"b"}\n' + "{" * 500_000,
        "speaker,text\n" + '"' * 300_001,
        "speaker,text\n" + "," * 100_000,
    ],
    ids=lambda text: repr(text[:24]),
)
def test_hostile_text_takes_linear_time(text):
    """Generous enough for a busy machine: quadratic work on these would take minutes."""
    began = time.process_time()
    for name in [None, *TEXT_FORMATS]:
        try:
            read_transcript(io.StringIO(text), format=name)
        except SoftskillsError:
            continue

    assert time.process_time() - began < 20


def test_utterances_keep_roles_and_get_their_place():
    call = read_transcript([Utterance(5, "Dana", "a", role="rep"), Utterance(5, "Sam", "b", 1.0, 2.0, "customer", 9)])

    assert [(utt.turn, utt.role, utt.line) for utt in call.utterances] == [
        (0, "rep", None),
        (1, "customer", 9),
    ]
    assert call.role_confidence == 1.0
