"""What was heard in a recording, as this library keeps it: one JSON file, one line a turn, for people to read.

Recognition is dear, so its result is kept under the recording's content hash and read from there the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isnan
from typing import Any

from softskills.errors import Notice
from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, taken
from softskills.readers._speech import Speeches, label
from softskills.readers._words import placed
from softskills.transcript import NAN, CallInfo, Span, Transcript, Utterance, Word

KEY, VERSION = "softskills_recording", 1


def sees(value: object) -> str | None:
    """Return the reason when it is one of ours."""
    if isinstance(dig(value, KEY), int) and isinstance(dig(value, "turns"), list):
        return f"{KEY} and turns: a recording heard by softskills"
    return None


def written(call: Transcript, about: dict[str, Any]) -> str:
    """Return the file for a call.

    Args:
        call: as it was heard.
        about: what is to be known of recording and recogniser: names, hashes, seconds.
    """
    notices = [{"message": notice.message, "hint": notice.hint} for notice in call.warnings]
    head = {KEY: VERSION, **about, "has_words": call.has_words, "notices": notices}
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in head.items()]
    turns = ",\n".join("  " + json.dumps(_turn(utt), ensure_ascii=False) for utt in call.utterances)
    return "{\n" + "\n".join(lines) + '\n "turns": [\n' + turns + "\n ]\n}\n"


def _turn(utt: Utterance) -> dict[str, Any]:
    found: dict[str, Any] = {"start": utt.start, "stop": utt.stop, "speaker": utt.speaker, "text": utt.text}
    if utt.channel is not None:
        found["channel"] = utt.channel
    if not isnan(utt.confidence):
        found["confidence"] = utt.confidence
    found["voice"] = [list(stretch) for stretch in utt.voice]
    found["words"] = [[word.span.of(utt.text), word.start, word.stop, word.confidence] for word in utt.timed_words]
    return found


def read(source: Source) -> Transcript:
    """Read the turns as they were written."""
    value = source.json()
    ledger = Ledger(source.path)
    found = Speeches(source, READER.name, ledger)
    said = tuple(_utterance(i, turn, found) for i, (_, turn) in enumerate(taken(dig(value, "turns"), found.skipped)))
    has_words = dig(value, "has_words") is not False
    if not said or (has_words and not any(utt.text for utt in said)):
        raise source.error("no turns found: turns holds no words", hint="was anything said?")
    notices = tuple(_notices(dig(value, "notices"), source.path))
    if not notices and all(utt.speaker is None for utt in said):
        ledger.add("nobody is named: the voices were not told apart")
    name = dig(value, "recording", "name")
    call_id = label(name.rpartition(".")[0] or name) if isinstance(name, str) else None
    return Transcript(
        call_id or source.call_id,
        said,
        READER.name,
        source.path,
        (*notices, *ledger.notices()),
        # Recognisers of the Whisper family were trained on captions and leave hesitations out.
        info=CallInfo(fillers=False) if has_words else CallInfo(),
        has_words=has_words,
    )


def _utterance(turn: int, item: dict[str, object], found: Speeches) -> Utterance:
    said = item.get("text")
    text = said if isinstance(said, str) else ""
    heard = []
    for word in _lists(item.get("words"), 4):
        one = found.heard(word[0], word[1], word[2], word[3])
        if one is not None:
            heard.append(one)
    words = [
        Word(Span(word.at, word.to), word.heard.start, word.heard.stop, word.heard.confidence)
        for word in placed(text, heard, found.ledger)
    ]
    start, stop = found.clock(item.get("start")), found.clock(item.get("stop"))
    if stop < start:
        found.ledger.add("end before start, end left unknown", text)
        stop = NAN
    voice = [(found.clock(one[0]), found.clock(one[1])) for one in _lists(item.get("voice"), 2)]
    channel = item.get("channel")
    return Utterance(
        turn,
        label(item.get("speaker")),
        text,
        start,
        stop,
        channel=channel if type(channel) is int and channel >= 0 else None,
        confidence=found.confidence(item.get("confidence")),
        timed_words=tuple(words),
        voice=tuple((one, two) for one, two in voice if one <= two),
    )


def _notices(value: object, path: str | None) -> Iterator[Notice]:
    """Yield what there was to say when the recording was heard."""
    for item in value if isinstance(value, list) else ():
        message, hint = dig(item, "message"), dig(item, "hint")
        if isinstance(message, str):
            yield Notice(message, path=path, hint=hint if isinstance(hint, str) else None)


def _lists(value: object, least: int) -> Iterator[list[object]]:
    """Yield the lists in a list that have enough entries."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, list) and len(item) >= least:
            yield item


READER = Reader(
    name="heard", title="a recording recognised by softskills", extensions=(".json",), sees=sees, read=read, kind="json"
)
