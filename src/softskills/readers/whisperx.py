"""WhisperX, and others who add speakers to Whisper's segments."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import dig, head, objects
from softskills.readers._segments import add_segments
from softskills.readers._speech import Speeches
from softskills.transcript import CallInfo, Transcript


def sees(value: object) -> str | None:
    """Return the reason when there are segments, and aligned words or speakers."""
    if "text" not in head(value, "segments"):
        return None
    if isinstance(dig(value, "word_segments"), list):
        return "segments and word_segments: WhisperX"
    for _, segment in objects(dig(value, "segments")):
        if segment.get("speaker") is not None:
            return "segments[].speaker: WhisperX"
        if any(word.get("speaker") is not None for _, word in objects(segment.get("words"))):
            return "segments[].words[].speaker: WhisperX"
    return None


def read(source: Source) -> Transcript:
    """Read segments; the speaker of a word counts for more than that of its segment."""
    found = Speeches(source, READER.name, Ledger(source.path))
    add_segments(source.json(), found)
    # Whisper was trained on captions and leaves hesitations out.
    return found.transcript("segments", info=CallInfo(fillers=False))


READER = Reader(name="whisperx", title="WhisperX", extensions=(), sees=sees, read=read, kind="json")
