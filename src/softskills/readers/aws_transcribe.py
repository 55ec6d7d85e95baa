"""Amazon Transcribe, standard jobs: speaker labels or channel labels."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, head, objects, taken
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import Transcript

_Times = dict[object, object]


def sees(value: object) -> str | None:
    """Return the reason when the results are those of a standard job."""
    for key in ("speaker_labels", "channel_labels"):
        if isinstance(dig(value, "results", key), (dict, list)):
            return f"results.{key}: Amazon Transcribe"
    if head(value, "results", "items").keys() & {"alternatives", "type"}:
        return "results.items with alternatives: Amazon Transcribe"
    return None


def read(source: Source) -> Transcript:
    """Read items, which hold the words; who speaks stands on them or in the speaker segments."""
    value = source.json()
    found = Speeches(source, READER.name, Ledger(source.path))
    results = dig(value, "results")
    channels = [channel for _, channel in objects(dig(results, "channel_labels", "channels"), found.skipped)]
    if channels:
        for i, channel in enumerate(channels):
            who = label(channel.get("channel_label")) or f"ch_{i}"
            words = _heard(channel.get("items"), {}, found)
            found.stream(words, speaker=who, channel=_number(who, i), source_id=f"channels[{i}]")
        found.in_time()
        return found.transcript("results.channel_labels")
    is_labelled = all("speaker_label" in item for _, item in objects(dig(results, "items")) if "start_time" in item)
    labelled = {} if is_labelled else _speakers(dig(results, "speaker_labels"))
    found.stream(_heard(dig(results, "items"), labelled, found), source_id="items")
    return found.transcript("results.items")


def _heard(items: object, labelled: _Times, found: Speeches) -> Iterator[Heard]:
    """Yield the words; punctuation has no time of its own and is put to the word before it."""
    for _, item in taken(items, found.skipped):
        best = head(item, "alternatives")
        start = item.get("start_time")
        is_mark = item.get("type") == "punctuation"
        speaker = item.get("speaker_label")
        if speaker is None and not is_mark:
            speaker = labelled.get(start if isinstance(start, str) else None)
        word = found.heard(
            best.get("content"),
            start,
            item.get("end_time"),
            None if is_mark else best.get("confidence"),
            None if is_mark else speaker,
            "" if is_mark else " ",
        )
        if word is not None:
            yield word


def _speakers(labels: object) -> _Times:
    """Return the speaker of each word by its start, as older files give it; start is a string in both places."""
    speakers: _Times = {}
    for part in labels if isinstance(labels, list) else [labels]:
        for _, segment in objects(dig(part, "segments")):
            for _, item in objects(segment.get("items")):
                start = item.get("start_time")
                if isinstance(start, str):
                    speakers[start] = item.get("speaker_label", segment.get("speaker_label"))
    return speakers


def _number(who: str, i: int) -> int:
    """Return the channel's number in its label ("ch_1"), its place when there is none."""
    digits = who.removeprefix("ch_")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else i


READER = Reader(name="aws-transcribe", title="Amazon Transcribe", extensions=(), sees=sees, read=read, kind="json")
