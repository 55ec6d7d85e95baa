"""WebVTT as Zoom (`Name: words`) and Teams (`<v Name>words</v>`) write it."""

from __future__ import annotations

import re

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._cues import Cue, cues_of, pieces_of
from softskills.readers._turns import in_time_order, merged, transcript_of
from softskills.transcript import CallInfo, Transcript

_SIGNATURE = "WEBVTT"
_TEAMS_NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{4,27}/[0-9]{1,9}-[0-9]{1,9}")
_FILLER = re.compile(r"\b(?:um+|uh+m*|erm?)\b", re.IGNORECASE)


def sees(head: str) -> str | None:
    """Return the reason when the text opens with the signature every WebVTT file has."""
    opening = head.lstrip()
    is_vtt = opening.startswith(_SIGNATURE) and not opening[len(_SIGNATURE) :][:1].strip()
    return f"starts with {_SIGNATURE}" if is_vtt else None


def read(source: Source) -> Transcript:
    """Read cues, bring them in order of time, join neighbouring ones of one speaker."""
    ledger = Ledger(source.path)
    lines = source.lines()
    first = _body(lines)
    cues = cues_of(lines, first, ledger, comments=True)
    del lines
    info = CallInfo(fillers=False if _cleaned(cues, source.text) else None)
    pieces = pieces_of(cues, ledger)
    if not pieces:
        raise source.no_turns(["" for _ in range(first)] + source.lines()[first:], hint=_HINT)
    del cues
    pieces = merged(in_time_order(pieces, ledger))
    return transcript_of(source, READER.name, pieces, ledger, info, names_needed=False)


def _cleaned(cues: list[Cue], text: str) -> bool:
    """Tell whether this is Teams', whose recogniser leaves hesitations out; where one is written, it did not."""
    return any(cue.name and _TEAMS_NAME.fullmatch(cue.name) for cue in cues[:20]) and not _FILLER.search(text)


def _body(lines: list[str]) -> int:
    """Return the number of the line (from 0) after the file's header."""
    at = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if not lines[at].lstrip().startswith(_SIGNATURE):
        return at
    while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
        at += 1
    return at


_HINT = 'a cue is a line such as "00:00:01.000 --> 00:00:04.000" with words under it'

READER = Reader(name="vtt", title="WebVTT", extensions=(".vtt",), sees=sees, read=read)
