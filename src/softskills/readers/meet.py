"""Google Meet transcripts as text: a title, the attendees, times as headings, "Name: words", a footer."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._labelled import first_label, labelled_pieces
from softskills.readers._turns import transcript_of
from softskills.transcript import Transcript

_HEADINGS = frozenset({"attendees", "invited"})
_ENDED = "transcription ended after"


def sees(head: str) -> str | None:
    """Return the reason when a heading or footer of Meet's stands beside labelled lines."""
    if first_label(head) is None:
        return None
    for line in head.splitlines():
        heading = line.strip().strip("#*").strip()
        if heading.lower() in _HEADINGS:
            return f'has the heading "{heading}"'
        if heading.lower().startswith(_ENDED):
            return f'has the footer "{heading}"'
    return None


def read(source: Source) -> Transcript:
    """Read labelled lines; Meet's times are headings minutes apart, so no turn gets one."""
    ledger = Ledger(source.path)
    pieces = labelled_pieces(source, source.lines(), ledger, times_are_starts=False)
    return transcript_of(source, READER.name, pieces, ledger)


READER = Reader(name="meet", title="Google Meet text", extensions=(), sees=sees, read=read)
