"""Whatever JSON comes in, a call or one of our errors comes out, in a time that grows with the size."""

from __future__ import annotations

import copy
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_any_input import check

from softskills.errors import ReadError, SoftskillsError
from softskills.readers import READERS, read_calls, read_transcript
from softskills.readers._json import MAX_DEPTH

FIXTURES = Path(__file__).parent / "fixtures"
FILES = [path for path in sorted(FIXTURES.glob("*/*")) if path.suffix in (".json", ".vcon")]
DOCUMENTS = [json.loads(path.read_text("utf-8")) for path in FILES]
JSON_FORMATS = [reader.name for reader in READERS if reader.kind == "json"]

# What may be found where something else was meant.
ODD = [
    None, True, False, -1, 0, 10**15 * 3600, 10**400, 1e308, float("nan"), float("inf"), -0.5, "", " ", "0",
    "1e999", "-1s", "\ud800", "a\udfff", "\0", "12:61", "9" * 5000, [], [[]], {}, {"a": {}}, [None], ["x"], [{}],
    {"seconds": "x", "nanos": 1}, {"seconds": 1e300}, "\u200b", "ch_99999999", "AGENT",
    "2026-03-14T10:00:00Z", "9999-12-31T23:59:59Z",
]  # fmt: skip
odd = st.sampled_from(ODD).map(copy.deepcopy)  # they are put into documents and changed there
keys = st.sampled_from(
    sorted({key for document in DOCUMENTS for key in json.dumps(document).split('"')[1::2] if key.isidentifier()})
)
values = st.recursive(
    odd, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=25
)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the way to everything inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


PLACES = [places(document)[1:] for document in DOCUMENTS]


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """A fixture in which some things are missing, doubled or something else."""
    which = draw(st.integers(0, len(DOCUMENTS) - 1))
    document = json.loads(json.dumps(DOCUMENTS[which]))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(PLACES[which]))
        at = document
        try:
            for key in path[:-1]:
                at = at[key]
            what = draw(st.sampled_from(["other", "gone", "twice"]))
            if what == "gone":
                del at[path[-1]]
            elif what == "twice" and isinstance(at, list):
                at.insert(0, at[path[-1]])
            else:
                at[path[-1]] = draw(odd)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    return document


def attempt(source: str | Path, name: str | None = None) -> None:
    """Read whatever it is; only our own errors may come out, each in one line."""
    try:
        for call in read_calls(io.StringIO(source) if isinstance(source, str) else source, format=name):
            check(call)
            for utt in call.utterances:
                assert not utt.text.isspace()
                assert all(0 <= word.span.start < word.span.stop <= len(utt.text) for word in utt.timed_words)
                assert not utt.confidence < 0
                assert not utt.confidence > 1
            assert set(call.sides) <= set(call.speakers)
            str(call).encode()
    except SoftskillsError as error:
        assert "\n" not in str(error)


@given(value=values)
@settings(max_examples=150, deadline=None)
def test_any_json_gives_a_call_or_our_error(value):
    text = json.dumps(value)
    for name in [None, *JSON_FORMATS]:
        attempt(text, name)


@given(document=mutated())
@settings(max_examples=200, deadline=None)
def test_a_fixture_with_faults_gives_a_call_or_our_error(document):
    attempt(json.dumps(document))


@given(document=mutated(), name=st.sampled_from(JSON_FORMATS))
@settings(max_examples=100, deadline=None)
def test_a_fixture_read_as_another_format_gives_a_call_or_our_error(document, name):
    attempt(json.dumps(document), name)


@given(lines=st.lists(values, max_size=5), speakers=values, about=values)
@settings(max_examples=80, deadline=None)
def test_any_corpus_gives_calls_or_our_error(tmp_path_factory, lines, speakers, about):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "utterances.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (folder / "speakers.json").write_text(json.dumps(speakers), "utf-8")
    (folder / "conversations.json").write_text(json.dumps(about), "utf-8")

    attempt(folder)


@pytest.mark.parametrize("levels", [1_000, 50_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}"), ('{"results":[', "]}")])
def test_deep_nesting_is_refused(levels, opens, closes):
    with pytest.raises(ReadError) as error:
        read_transcript(io.StringIO('{"results":' + opens * levels + "1" + closes * levels + "}"))

    assert str(error.value) == f"the JSON is nested more than {MAX_DEPTH} levels deep"


def test_what_is_nested_within_the_limit_is_looked_at():
    with pytest.raises(ReadError, match="no column holds the words"):
        read_transcript(io.StringIO('{"results":' + "[" * 200 + "]" * 200 + "}"))


def words(n: int, **more: object) -> list[dict[str, object]]:
    return [{"word": "aa", "start": i, "end": i, "confidence": 0.5, "speaker": 0, **more} for i in range(n)]


def deepgram(text: str, said: list[dict[str, object]]) -> dict[str, object]:
    return {"results": {"utterances": [{"transcript": text, "start": 0, "end": 1, "speaker": 0, "words": said}]}}


@pytest.mark.parametrize(
    "document",
    [
        deepgram("b" * 1_000_000, words(30_000)),  # no word is in its text
        deepgram("aab " * 30_000, words(30_000)),
        deepgram("x " * 500_000 + "aa", words(30_000)),
        deepgram("aa " * 30_000, [{"word": "aa", "speaker": i % 2} for i in range(30_000)]),
        {"segments": [{"text": "a", "start": i % 7, "end": 1, "speaker": "A"} for i in range(30_000)]},
        {"segments": [{"text": "a", "start": 0, "end": 9, "speaker": "AB"[i % 2]} for i in range(30_000)]},
        {"monologues": [{"elements": [{"type": "punct", "value": " " * 50} for _ in range(20_000)]}]},
        {"callTranscripts": [{"callId": "1", "transcript": [{"sentences": []} for _ in range(60_000)]}]},
        {
            "turnLevelTranscription": [{"text": "a", "start": 1, "end": 2} for _ in range(20_000)],
            "wordLevelTranscription": [{"text": "a", "start": 9, "end": 9} for _ in range(20_000)],
        },
        {
            "parties": [{"name": "A"}] * 20_000,
            "dialog": [{"type": "text", "body": "a", "parties": i} for i in range(20_000)],
        },
    ],
    ids=lambda document: json.dumps(document)[:40],
)
def test_hostile_json_takes_linear_time(document):
    """Generous enough for a busy machine: quadratic work on these would take minutes."""
    text = json.dumps(document)
    began = time.process_time()
    attempt(text)

    assert time.process_time() - began < 10


def test_a_document_is_parsed_once(monkeypatch):
    parsed = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text, **kwargs: parsed.append(1) or loads(text, **kwargs))

    read_transcript(FIXTURES / "vcon" / "plain.vcon")
    read_transcript(io.StringIO('[{"speaker": "Dana", "text": "hi"}]'))

    assert len(parsed) == 2
