"""Labelled plain text: "Name: words", "[00:12:03] Name: words", "[SPEAKER_00]: words", "(0:15) Name:"."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._labelled import first_label, labelled_pieces
from softskills.readers._turns import merged, transcript_of
from softskills.transcript import Transcript


def sees(head: str) -> str | None:
    """Return the reason when a line opens with a speaker's label."""
    label = first_label(head)
    return None if label is None else f'has lines that start with a label such as "{label}:"'


def read(source: Source) -> Transcript:
    """Read labelled lines; untimed lines stay as they are."""
    ledger = Ledger(source.path)
    pieces = labelled_pieces(source, source.lines(), ledger, times_are_starts=True)
    pieces = merged(pieces)
    return transcript_of(source, READER.name, pieces, ledger)


READER = Reader(
    name="text",
    title="labelled plain text",
    extensions=(".txt", ".text", ".md", ".log"),
    sees=sees,
    read=read,
)
