"""Deepgram, recorded audio: utterances when they were asked for, else paragraphs, else words."""

from __future__ import annotations

from collections.abc import Sequence

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, head, objects
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import Transcript


def sees(value: object) -> str | None:
    """Return the reason when the results come by channel or utterance."""
    for key, inner in (("channels", "alternatives"), ("utterances", "transcript")):
        if inner in head(value, "results", key):
            return f"results.{key}: Deepgram"
    return None


def read(source: Source) -> Transcript:
    """Read what says most about turns; with several channels the channel is the speaker."""
    value = source.json()
    found = Speeches(source, READER.name, Ledger(source.path))
    results = dig(value, "results")
    channels = [channel for _, channel in objects(dig(results, "channels"), found.skipped)]
    utterances = [utt for _, utt in objects(dig(results, "utterances"), found.skipped)]
    by_channel = len(channels) > 1 or any(_channel(utt) for utt in utterances)
    if utterances:
        for i, utt in enumerate(utterances):
            channel = _channel(utt)
            found.add(
                utt.get("transcript"),
                _heard(utt.get("words"), found, no_speaker=by_channel),
                speaker=_who(channel) if by_channel else label(utt.get("speaker")),
                start=found.clock(utt.get("start")),
                stop=found.clock(utt.get("end")),
                channel=channel,
                confidence=found.confidence(utt.get("confidence")),
                source_id=label(utt.get("id")) or f"utterances[{i}]",
            )
        return found.transcript("results.utterances")
    for i, channel_result in enumerate(channels):
        _read_channel(channel_result, i, by_channel, found)
    found.in_time()
    return found.transcript("results.channels")


def _read_channel(result: dict[str, object], channel: int, by_channel: bool, found: Speeches) -> None:
    """Read one channel's best alternative."""
    best = head(result, "alternatives")
    words = _heard(best.get("words"), found, no_speaker=by_channel)
    place = f"channels[{channel}]"
    speaker = _who(channel) if by_channel else None
    paragraphs = list(objects(dig(best, "paragraphs", "paragraphs"), found.skipped))
    # Paragraphs do not hold their words but say how many they are.
    counts = [paragraph.get("num_words") for _, paragraph in paragraphs]
    fits = all(isinstance(count, int) and count >= 0 for count in counts)
    if paragraphs and fits and sum(count for count in counts if isinstance(count, int)) == len(words):
        at = 0
        for i, paragraph in paragraphs:
            count = paragraph["num_words"]
            own = words[at : at + count] if isinstance(count, int) else []
            at += len(own)
            found.add(
                " ".join(
                    text
                    for _, sentence in objects(paragraph.get("sentences"), found.skipped)
                    if isinstance(text := sentence.get("text"), str)
                ),
                own,
                speaker=speaker or label(paragraph.get("speaker")),
                start=found.clock(paragraph.get("start")),
                stop=found.clock(paragraph.get("end")),
                channel=channel,
                source_id=f"{place}.paragraphs[{i}]",
            )
    elif words:
        found.stream(words, speaker=speaker, channel=channel, source_id=f"{place}.words")
    elif best.get("transcript"):
        found.add(
            best["transcript"],
            speaker=speaker,
            channel=channel,
            confidence=found.confidence(best.get("confidence")),
            source_id=place,
        )


def _heard(words: object, found: Speeches, *, no_speaker: bool) -> Sequence[Heard]:
    """Return the words as they are written in the text; `no_speaker` where the channel tells who speaks."""
    return found.words(words, ("punctuated_word", "word"), speaker=None if no_speaker else "speaker")


def _channel(utt: dict[str, object]) -> int | None:
    """Return the channel's number."""
    channel = utt.get("channel")
    return channel if type(channel) is int and 0 <= channel < 1000 else None


def _who(channel: int | None) -> str | None:
    return None if channel is None else f"channel {channel}"


READER = Reader(name="deepgram", title="Deepgram", extensions=(), sees=sees, read=read, kind="json")
