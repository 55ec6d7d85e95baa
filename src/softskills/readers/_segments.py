"""Segments with words, as the Whisper family writes them."""

from __future__ import annotations

from softskills.readers._json import dig, taken
from softskills.readers._speech import Speeches, label


def add_segments(value: object, found: Speeches) -> None:
    """Add a document's segments, cut where their words change the speaker."""
    for i, segment in taken(dig(value, "segments"), found.skipped):
        number = label(segment.get("id"))
        found.add(
            segment.get("text"),
            found.words(segment.get("words"), ("word", "text"), confidence=("score", "probability")),
            speaker=label(segment.get("speaker")),
            start=found.clock(segment.get("start")),
            stop=found.clock(segment.get("end")),
            source_id=f"segments[{i}]" if number is None else number,
        )
