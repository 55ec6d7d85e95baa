"""pyannoteAI: turns with text, and words beside them."""

from __future__ import annotations

from collections import deque

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, objects
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import Transcript

_KEYS = ("turnLevelTranscription", "wordLevelTranscription")


def sees(value: object) -> str | None:
    """Return the reason when there is a transcription, or a diarisation alone."""
    for place in ((), ("output",)):
        for key in _KEYS:
            if isinstance(dig(value, *place, key), list):
                return f"{'.'.join((*place, key))}: pyannoteAI"
        if isinstance(dig(value, *place, "diarization"), list):
            return f"{'.'.join((*place, 'diarization'))}: pyannoteAI"
    return None


def read(source: Source) -> Transcript:
    """Read turns and give each the words that are its own."""
    value = source.json()
    output = dig(value, "output") if isinstance(dig(value, "output"), dict) else value
    turns, words = (dig(output, key) for key in _KEYS)
    if turns is None and words is None:
        raise source.error(
            "this says who speaks when, but holds no words", hint="ask pyannoteAI for a transcription too"
        )
    found = Speeches(source, READER.name, Ledger(source.path))
    heard = found.words(words, ("text", "word"))
    if not turns:
        found.stream(heard, source_id="wordLevelTranscription")
        return found.transcript("wordLevelTranscription")
    # Voices overlap, so each speaker's words are a row of their own.
    rows: dict[str | None, deque[Heard]] = {}
    for word in heard:
        rows.setdefault(word.speaker, deque()).append(word)
    for i, turn in objects(turns, found.skipped):
        start, stop = found.clock(turn.get("start")), found.clock(turn.get("end"))
        speaker = label(turn.get("speaker"))
        row = rows.get(speaker, deque())
        while row and row[0].stop <= start:
            found.ledger.add("timed word outside its speaker's turns, its time left out", row.popleft().text)
        own = []
        while row and not row[0].start >= stop:
            own.append(row.popleft())
        found.add(
            turn.get("text"),
            own,
            speaker=speaker,
            start=start,
            stop=stop,
            source_id=f"turnLevelTranscription[{i}]",
        )
    return found.transcript("turnLevelTranscription")


READER = Reader(name="pyannote", title="pyannoteAI", extensions=(), sees=sees, read=read, kind="json")
