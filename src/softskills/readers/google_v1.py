"""Google Speech-to-Text v1."""

from __future__ import annotations

from softskills.readers import _google
from softskills.readers._base import Reader, Source
from softskills.transcript import Transcript


def sees(value: object) -> str | None:
    """Return the reason when the results are of version 1."""
    seen = _google.sees(value, _google.V1)
    if seen is None and _google.results_of(value):
        return "results[].alternatives: Google Speech-to-Text"
    return seen


def read(source: Source) -> Transcript:
    """Read words with their speakers."""
    return _google.transcript(source, _google.V1)


READER = Reader(
    name=_google.V1.name, title="Google Speech-to-Text v1", extensions=(), sees=sees, read=read, kind="json"
)
