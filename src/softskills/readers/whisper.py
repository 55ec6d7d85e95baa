"""Whisper's own JSON: segments without speakers."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._json import head
from softskills.readers._segments import add_segments
from softskills.readers._speech import Speeches
from softskills.transcript import CallInfo, Transcript

_OWN_KEYS = ("seek", "tokens", "avg_logprob", "no_speech_prob", "compression_ratio")


def sees(value: object) -> str | None:
    """Return the reason when the segments carry what the decoder knew, or at least times and text."""
    segment = head(value, "segments")
    if "text" not in segment:
        return None
    own = next((key for key in _OWN_KEYS if key in segment), None)
    if own is None and "start" not in segment:
        return None
    return f"segments[].{own or 'start'}: Whisper"


def read(source: Source) -> Transcript:
    """Read segments; each stays a turn, for nobody knows who speaks."""
    found = Speeches(source, READER.name, Ledger(source.path))
    add_segments(source.json(), found)
    # Whisper was trained on captions and leaves hesitations out.
    return found.transcript("segments", info=CallInfo(fillers=False))


READER = Reader(name="whisper", title="Whisper JSON", extensions=(), sees=sees, read=read, kind="json")
