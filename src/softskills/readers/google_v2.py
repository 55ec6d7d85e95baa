"""Google Speech-to-Text v2."""

from __future__ import annotations

from softskills.readers import _google
from softskills.readers._base import Reader, Source
from softskills.transcript import Transcript


def sees(value: object) -> str | None:
    """Return the reason when the results are of version 2."""
    return _google.sees(value, _google.V2)


def read(source: Source) -> Transcript:
    """Read words with their speakers."""
    return _google.transcript(source, _google.V2)


READER = Reader(
    name=_google.V2.name, title="Google Speech-to-Text v2", extensions=(), sees=sees, read=read, kind="json"
)
