"""Audacity labels as WhisperX writes them (.aud): start, end and "[[SPEAKER_00]]words", cut by tabs, in seconds."""

from __future__ import annotations

import re

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._cells import time_of
from softskills.readers._labelled import MALFORMED
from softskills.readers._labels import strip_marks
from softskills.readers._turns import Piece, in_time_order, merged, transcript_of
from softskills.transcript import NAN, Transcript

_LABEL = re.compile(r"([^\t]{1,20})\t([^\t]{1,20})\t\[\[([^\[\]]{1,80})\]\](.*)", re.DOTALL)
_HINT = 'a turn is a line such as "0.5", "2.1" and "[[SPEAKER_00]]words", cut by tabs'


def sees(head: str) -> str | None:
    """Return the reason when the first line is such a label."""
    line = head.lstrip().partition("\n")[0].rstrip()
    match = _LABEL.fullmatch(line)
    return f'has lines such as "{line[:40]}"' if match and time_of(match.group(1), 1.0) >= 0 else None


def read(source: Source) -> Transcript:
    """Read labels, bring them in order of time, join neighbouring ones of one speaker."""
    ledger = Ledger(source.path)
    lines = source.lines()
    pieces: list[Piece] = []
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        match = _LABEL.fullmatch(line)
        if match is None:
            ledger.add("line that is no label, left out", line, line=number)
            continue
        start, stop = time_of(match.group(1), 1.0), time_of(match.group(2), 1.0)
        if not start <= stop:
            ledger.add(MALFORMED, line, line=number)
            stop = NAN
        pieces.append(Piece(number, strip_marks(match.group(3)), match.group(4).strip(), start, stop))
    if not pieces:
        raise source.no_turns(lines, hint=_HINT)
    del lines
    pieces = merged(in_time_order(pieces, ledger))
    return transcript_of(source, READER.name, pieces, ledger)


READER = Reader(name="audacity", title="Audacity labels (WhisperX)", extensions=(".aud",), sees=sees, read=read)
