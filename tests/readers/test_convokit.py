"""ConvoKit corpora: what is written comes back, and ConvoKit itself can read it."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.errors import OptionError, ReadError
from softskills.readers import convokit, read_calls, read_transcript
from softskills.transcript import CallInfo, Span, Transcript, Utterance, Word

FIXTURES = Path(__file__).parent / "fixtures"
CALL = Transcript(
    "acme-1",
    (
        Utterance(0, "Dana", "Hello there.", 0.5, 1.5, "rep", None, 0, 0.9, "u-1", (Word(Span(0, 5), 0.5, 0.9, 0.8),)),
        Utterance(1, None, "Mhm.", 1.0, float("nan"), "unknown", 7),
        Utterance(2, "Dana", "Are you well?", 1.6, 2.5, "rep"),
        Utterance(3, "Sam", "Ja, sehr wohl – ünd you? \u2028 😀", role="customer"),
    ),
    "vtt",
    role_confidence=0.97,
    role_reason="inferred from what is said: Dana talks like a rep",
    info=CallInfo(date="2026-03-14", rep="Dana", client="Acme", team="North", call_type="demo", fillers=False),
    sides={"Dana": "rep"},
)


def same(one: Transcript, other: Transcript) -> bool:
    """Tell whether two calls agree in what a corpus keeps; NaN equals NaN when written out."""
    return repr(replace(one, source_format="", path=None, warnings=())) == repr(
        replace(other, source_format="", path=None, warnings=())
    )


def test_a_call_comes_back_as_it_was(tmp_path):
    folder = convokit.write(CALL, tmp_path / "corpus")

    call = read_transcript(folder)

    assert same(call, CALL)
    assert call.source_format == "convokit"
    assert [notice.message for notice in call.warnings] == ["words without a speaker, kept with none: 'Mhm.'"]


def test_several_calls_come_back_in_order(tmp_path):
    calls = [replace(CALL, call_id=name) for name in ("b", "a-0", "a")]

    folder = convokit.write(calls, tmp_path / "corpus")

    assert [call.call_id for call in read_calls(folder)] == ["b", "a-0", "a"]
    assert all(same(call, was) for call, was in zip(read_calls(folder), calls, strict=True))
    assert same(read_transcript(folder, call_id="a"), calls[2])


@pytest.mark.parametrize("name", ["deepgram/plain.json", "aws-call-analytics/traps.json", "gong/plain.json"])
def test_calls_of_other_formats_come_back_as_they_were(tmp_path, name):
    call = read_transcript(FIXTURES / name)

    assert same(read_transcript(convokit.write(call, tmp_path / "corpus")), call)


numbers = st.just(float("nan")) | st.floats(0, 1)
utterances = st.builds(
    Utterance,
    turn=st.just(0),
    speaker=st.none() | st.sampled_from(["Dana", "Sam", "(unknown)", "ü", "7"]),
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    start=numbers,
    role=st.sampled_from(["rep", "customer", "other", "unknown"]),
    line=st.none() | st.integers(1, 9),
    channel=st.none() | st.integers(0, 3),
    confidence=numbers,
    source_id=st.none() | st.just("x-1"),
)


@given(said=st.lists(utterances, min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_any_call_comes_back_as_it_was(tmp_path_factory, said):
    call = Transcript("c", tuple(replace(utt, turn=i) for i, utt in enumerate(said)))

    assert same(read_transcript(convokit.write(call, tmp_path_factory.mktemp("any") / "corpus")), call)


def test_the_files_have_the_shape_convokit_writes(tmp_path):
    folder = convokit.write(CALL, tmp_path / "corpus")

    assert sorted(path.name for path in folder.iterdir()) == [
        "conversations.json",
        "corpus.json",
        "index.json",
        "speakers.json",
        "utterances.jsonl",
    ]
    lines = [json.loads(line) for line in (folder / "utterances.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["acme-1-0", "acme-1-1", "acme-1-2", "acme-1-3"]
    assert {line["conversation_id"] for line in lines} == {"acme-1-0"}
    assert [line["reply-to"] for line in lines] == [None, "acme-1-0", "acme-1-1", "acme-1-2"]
    assert [line["timestamp"] for line in lines] == [0.5, 1.0, 1.6, None]
    assert json.loads((folder / "speakers.json").read_text("utf-8"))["Sam"] == {
        "meta": {"role": "customer"},
        "vectors": [],
    }
    # ConvoKit drops metadata that its index does not list.
    index = json.loads((folder / "index.json").read_text("utf-8"))
    assert set(index["utterances-index"]) == set(lines[0]["meta"])


def test_convokit_itself_reads_and_writes_it(tmp_path):
    model = pytest.importorskip("convokit.model")
    folder = convokit.write([CALL, replace(CALL, call_id="acme-2")], tmp_path / "corpus")

    corpus = model.Corpus(filename=str(folder))
    corpus.dump("again", base_path=str(tmp_path))

    assert sorted(corpus.get_conversation_ids()) == ["acme-1-0", "acme-2-0"]
    assert [utt.text for utt in corpus.get_conversation("acme-1-0").iter_utterances()] == [
        utt.text for utt in CALL.utterances
    ]
    assert all(same(call, replace(CALL, call_id=call.call_id)) for call in read_calls(tmp_path / "again"))


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        ([], "there is nothing to write: no call, or one without turns"),
        ([Transcript("a", ())], "there is nothing to write: no call, or one without turns"),
        ([CALL, CALL], "two calls are called 'acme-1' (give each its own call_id)"),
    ],
)
def test_what_cannot_be_a_corpus_is_refused_and_nothing_is_left(tmp_path, monkeypatch, calls, message):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(OptionError) as error:
        convokit.write(calls, "corpus")

    assert str(error.value) == f"corpus: {message}"
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_touched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()

    with pytest.raises(OptionError) as error:
        convokit.write(CALL, "corpus")
    with pytest.raises(OptionError, match="the corpus cannot be written: No such file or directory"):
        convokit.write(CALL, "no/such/place")

    assert str(error.value) == "corpus: the folder exists already (name a new one)"
    assert [path.name for path in tmp_path.rglob("*")] == ["corpus"]


def test_answers_before_their_questions_are_put_in_order():
    first, second = read_calls(FIXTURES / "convokit" / "traps")

    assert [utt.text for utt in first.utterances] == ["Hello?", "Yes?", "Good."]
    assert [utt.source_id for utt in first.utterances] == ["a", "b", "c"]
    assert first.sides == {"pat": "customer"}  # what is said of kim contradicts itself
    assert [notice.message.split(":")[0] for notice in second.warnings] == [
        "line that is not valid JSON, left out",
        "utterances stand before what they reply to, put in the order of the replies",
        "utterance without words, left out",
    ]


def test_replies_in_a_circle_are_kept(tmp_path):
    lines = [
        {"id": "a", "conversation_id": "a", "speaker": "x", "text": "one", "reply_to": "b"},
        {"id": "b", "conversation_id": "a", "speaker": "y", "text": "two", "reply_to": "a"},
    ]
    (tmp_path / "utterances.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")

    call = read_transcript(tmp_path)

    assert [utt.text for utt in call.utterances] == ["one", "two"]
    assert all(math.isnan(utt.start) for utt in call.utterances)


def test_a_folder_without_a_corpus_is_no_call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("calls").mkdir()

    with pytest.raises(Exception, match=r"^calls: this is a folder, not a file \(pass its files one by one\)$"):
        read_transcript("calls")


def corpus_with(tmp_path, silent):
    """A corpus of two calls, and conversations in which nobody says anything."""
    folder = convokit.write([replace(CALL, call_id=name) for name in ("a", "b")], tmp_path / "corpus")
    about = json.loads((folder / "conversations.json").read_text("utf-8"))
    (folder / "conversations.json").write_text(json.dumps(about | {name: {"meta": {}} for name in silent}), "utf-8")
    with (folder / "utterances.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "m-1", "conversation_id": "mute", "speaker": "Sam", "text": " "}) + "\n")
    return folder


def test_conversations_without_utterances_or_words_are_told_of(tmp_path):
    told = {}
    calls = read_calls(corpus_with(tmp_path, ["x", "y"]), on_error=lambda name, error: told.update({name: error}))
    assert [call.call_id for call in calls] == ["a", "b"]
    assert {name: error.message for name, error in told.items()} == {
        "mute": "no turns found: no utterance has words",
        "x": "the conversation has no utterances",
        "y": "the conversation has no utterances",
    }
    assert told["mute"].line == 9


def test_who_does_not_ask_for_them_finds_a_notice_in_the_other_calls(tmp_path):
    calls = read_calls(corpus_with(tmp_path, ["x", "y"]))
    assert [call.call_id for call in calls] == ["a", "b"]
    for call in calls:
        assert call.warnings[0].message == "call of which nothing can be used, left out: 'mute' and 2 more"


def test_one_conversation_beside_empty_ones_is_read_as_the_only_one(tmp_path):
    folder = convokit.write(CALL, tmp_path / "one")
    about = json.loads((folder / "conversations.json").read_text("utf-8"))
    (folder / "conversations.json").write_text(json.dumps(about | {"x": {"meta": {}}}), "utf-8")
    call = read_transcript(folder)
    assert call.call_id == CALL.call_id
    assert call.warnings[0].message == "call of which nothing can be used, left out: 'x'"
    with pytest.raises(ReadError, match="the conversation has no utterances"):
        read_transcript(folder, call_id="x")
    with pytest.raises(ReadError, match="this holds 2 calls"):
        read_transcript(folder, call_id="z")


def test_metadata_of_other_conversations_are_one_notice_and_no_failures(tmp_path):
    folder = convokit.write(CALL, tmp_path / "one")
    (folder / "conversations.json").write_text(json.dumps({"x": {}, "y": {}}), "utf-8")
    (call,) = read_calls(folder, on_error=lambda name, error: pytest.fail(name))
    assert "conversations.json knows none of these conversations, not used" in call.warnings[0].message
