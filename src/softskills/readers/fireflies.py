"""Fireflies: the API's transcript, or the dashboard's list of sentences."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import date_of, dig, first_of, head, objects, taken
from softskills.readers._speech import Speeches, label
from softskills.transcript import CallInfo, Transcript

_PLACES: tuple[tuple[str, ...], ...] = (("data", "transcript"), ("transcript",), ())


def sees(value: object) -> str | None:
    """Return the reason when sentences name their speaker."""
    for place in _PLACES:
        sentence = head(value, *place, "sentences")
        if sentence.keys() & {"speaker_name", "speaker_id"}:
            return f"{'.'.join((*place, 'sentences'))}[].speaker_name: Fireflies"
    if isinstance(dig(value, "data"), dict) and isinstance(dig(value, "data", "transcript", "sentences"), list):
        return "data.transcript.sentences: Fireflies"
    if isinstance(value, list) and {"sentence", "speaker_name"} <= head(value).keys():
        return "a list with sentence and speaker_name: Fireflies"
    return None


def read(source: Source) -> Transcript:
    """Read sentences; times are in seconds, or clock times in the dashboard's list."""
    value = source.json()
    about: object = value
    sentences: object = value
    for place in _PLACES:
        if isinstance(dig(value, *place, "sentences"), list):
            about, sentences = dig(value, *place), dig(value, *place, "sentences")
            break
    found = Speeches(source, READER.name, Ledger(source.path))
    names = {
        label(speaker.get("id")): label(speaker.get("name"))
        for _, speaker in objects(dig(about, "speakers"), found.skipped)
    }
    for i, sentence in taken(sentences, found.skipped):
        who = label(sentence.get("speaker_id"))
        index = label(sentence.get("index"))
        found.add(
            first_of(sentence, "text", "sentence", "raw_text"),
            speaker=label(sentence.get("speaker_name")) or names.get(who) or who,
            start=found.clock(first_of(sentence, "start_time", "startTime")),
            stop=found.clock(first_of(sentence, "end_time", "endTime")),
            source_id=f"sentences[{i}]" if index is None else index,
        )
    return found.transcript(
        "sentences",
        call_id=label(dig(about, "id")),
        info=CallInfo(date=date_of(dig(about, "date"))),
    )


READER = Reader(name="fireflies", title="Fireflies", extensions=(), sees=sees, read=read, kind="json")
