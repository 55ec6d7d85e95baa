"""AssemblyAI: utterances with speaker labels, words without."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, head, objects
from softskills.readers._speech import Speeches, label
from softskills.transcript import CallInfo, Transcript

_MS = 1000.0
_OWN_KEYS = ("audio_url", "audio_duration", "language_code", "acoustic_model", "speech_model")
_STATES = ("queued", "processing", "completed", "error")


def sees(value: object) -> str | None:
    """Return the reason when a transcript object comes with what only AssemblyAI adds."""
    if not isinstance(value, dict) or not {"utterances", "words", "error"} & value.keys():
        return None
    own = next((key for key in _OWN_KEYS if key in value), None)
    if own is None and value.get("status") not in _STATES:
        return None
    if "speaker" in head(value, "utterances"):
        return f"utterances[].speaker and {own or 'status'}: AssemblyAI"
    return f"{own or 'status'} beside utterances and words: AssemblyAI" if "id" in value or own else None


def read(source: Source) -> Transcript:
    """Read utterances; without speaker labels there are none, and the words are read."""
    value = source.json()
    status = dig(value, "status")
    if status == "error":
        raise source.error(
            f"AssemblyAI did not transcribe this: {label(dig(value, 'error')) or 'no reason given'}",
            hint="transcribe it again",
        )
    if status in ("queued", "processing"):
        raise source.error(f"the transcript is not finished: its status is {status}", hint="fetch it again later")
    found = Speeches(source, READER.name, Ledger(source.path), _MS)
    utterances = [utt for _, utt in objects(dig(value, "utterances"), found.skipped)]
    for i, utt in enumerate(utterances):
        found.add(
            utt.get("text"),
            found.words(utt.get("words"), ("text",)),
            speaker=label(utt.get("speaker")),
            start=found.clock(utt.get("start")),
            stop=found.clock(utt.get("end")),
            channel=_channel(utt.get("channel")),
            confidence=found.confidence(utt.get("confidence")),
            source_id=label(utt.get("id")) or f"utterances[{i}]",
        )
    if not utterances:
        words = found.words(dig(value, "words"), ("text",))
        if words:
            found.stream(words, source_id="words")
        elif dig(value, "text"):
            found.add(dig(value, "text"), confidence=found.confidence(dig(value, "confidence")), source_id="text")
    # Left out unless asked for.
    kept = dig(value, "disfluencies")
    fillers = kept if isinstance(kept, bool) else None
    return found.transcript("utterances", info=CallInfo(fillers=fillers))


def _channel(value: object) -> int | None:
    """Return the channel's number from 0; AssemblyAI counts from "1"."""
    number = label(value)
    if number is None or not (number.isascii() and number.isdigit() and len(number) < 4) or int(number) < 1:
        return None
    return int(number) - 1


READER = Reader(name="assemblyai", title="AssemblyAI", extensions=(), sees=sees, read=read, kind="json")
