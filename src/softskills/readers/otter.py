"""Blocks under a line with name and time: Otter's text export, and Teams' when copied out of Word."""

from __future__ import annotations

import re
from math import isnan

from softskills.readers._base import Ledger, Reader, Source, first_words
from softskills.readers._clock import CLOCK, seconds
from softskills.readers._dates import date_in
from softskills.readers._labelled import MALFORMED
from softskills.readers._labels import clean_label, looks_like_name, split_label
from softskills.readers._turns import Piece, is_footer, transcript_of
from softskills.transcript import CallInfo, Transcript

# "Speaker 1  0:08", "Slyder, Mark   0:15", "Dana (0:15)"
_HEADER = re.compile(rf"(.{{1,60}}?)([ \t\xa0]{{1,20}}|[ \t]?[\[(])({CLOCK})[\])]?")
# What such a line ends in; most files have none.
_CLOCK_AT_END = re.compile(r":[^\n]{0,10}[\d\])]\s*$", re.MULTILINE)


def sees(head: str) -> str | None:
    """Return the reason when blocks headed by name and time outnumber "Name:" lines."""
    if _CLOCK_AT_END.search(head) is None:
        return None
    n_headers = n_labels = 0
    first = ""
    headers: dict[str, str | None] = {}
    labels: dict[str, str | None] = {}
    after_blank = True
    for line in map(str.strip, head.splitlines()):
        if _header(line, headers, after_blank) is not None:
            n_headers += 1
            first = first or line
        elif split_label(line, labels) is not None:
            n_labels += 1
        after_blank = not line
    return f'has blocks under a name and a time such as "{first}"' if n_headers > n_labels else None


def read(source: Source) -> Transcript:
    """Read blocks; the ends of turns are not given and stay unknown."""
    ledger = Ledger(source.path)
    lines = source.lines()
    pieces: list[Piece] = []
    known: dict[str, str | None] = {}
    after_blank = True
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            after_blank = True
            continue
        header = _header(line, known, after_blank)
        after_blank = False
        if header is not None:
            speaker, clock = header
            start = seconds(clock)
            if isnan(start):
                ledger.add(MALFORMED, clock, line=number)
            pieces.append(Piece(number, speaker, "", start))
        elif is_footer(line):
            ledger.add("footer of the export, no part of the call", line, line=number)
        elif pieces:
            pieces[-1].extend(line)
        else:
            ledger.add("line before the first speaker label, no part of any turn", line, line=number)
    if not pieces:
        raise source.no_labels(*first_words(lines))
    date = date_in(lines[: pieces[0].line - 1])
    del lines
    return transcript_of(source, READER.name, pieces, ledger, CallInfo(date=date))


def _header(line: str, known: dict[str, str | None], after_blank: bool) -> tuple[str, str] | None:
    """Return name and clock of a header line, or None."""
    # A header ends in a clock: two looks at single characters spare the pattern for nearly every line.
    if not (line and (line[-1].isdigit() or line[-1] in "])") and ":" in line[-12:]):
        return None
    match = _HEADER.fullmatch(line)
    if match is None:
        return None
    head, gap, clock = match.groups()
    if gap == " " and not after_blank:  # "Flight 10:30" in the middle of a paragraph
        return None
    if head not in known:
        label = clean_label(head)
        # "we meet at 10:30" ends in a time too.
        known[head] = label if label is not None and ":" not in label and looks_like_name(label) else None
    label = known[head]
    return None if label is None else (label, clock)


READER = Reader(name="otter", title="Otter and Teams text blocks", extensions=(), sees=sees, read=read)
