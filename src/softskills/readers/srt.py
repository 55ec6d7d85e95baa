"""SubRip captions, with the speaker as "Name:" or "[SPEAKER_00]:" before the words."""

from __future__ import annotations

import re

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._cues import cues_of, pieces_of
from softskills.readers._turns import in_time_order, merged, transcript_of
from softskills.transcript import Transcript

_TIMING = re.compile(r"^[ \t]{0,8}[0-9]{1,4}:[0-9]{1,3}(?::[0-9]{1,3})?[.,][0-9]{1,6}[ \t]{0,8}-->", re.MULTILINE)
_HINT = 'a cue is a line such as "00:00:01,000 --> 00:00:04,000" with words under it'


def sees(head: str) -> str | None:
    """Return the reason when the text has timing lines, or opens with a number and something like one."""
    timing = _TIMING.search(head)
    if timing is not None:
        return f'has cue times such as "{timing.group().strip()}"'
    opening = head.lstrip().splitlines()[:2]
    if len(opening) == 2 and opening[0].strip().isdigit() and "-->" in opening[1]:
        return "starts with a cue number and a time"
    return None


def read(source: Source) -> Transcript:
    """Read cues, bring them in order of time, join neighbouring ones of one speaker."""
    ledger = Ledger(source.path)
    pieces = pieces_of(cues_of(source.lines(), 0, ledger, comments=False), ledger)
    if not pieces:
        raise source.no_turns(source.lines(), hint=_HINT)
    pieces = merged(in_time_order(pieces, ledger))
    return transcript_of(source, READER.name, pieces, ledger, names_needed=False)


READER = Reader(name="srt", title="SubRip captions", extensions=(".srt",), sees=sees, read=read)
