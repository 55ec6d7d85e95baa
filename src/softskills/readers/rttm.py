"""RTTM: who speaks when, as diarisers write it (NIST's Rich Transcription Time Marked). It holds no words."""

from __future__ import annotations

import re
from math import isfinite

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._floor import Stretch, no_words, utterances
from softskills.transcript import Transcript

_LINE = re.compile(r"\s{0,100}SPEAKER\s+\S+\s+\S+\s+[\d.]+\s+[\d.]+\s+\S+\s+\S+\s+\S")
_COMMENT = ";;"
_SPEAKER_FIELDS = 8
_LIMIT_S = 360_000.0


def sees(head: str) -> str | None:
    """Return the reason when the first line that is no comment is a SPEAKER line."""
    for line in head.split("\n", 100):
        if line.strip() and not line.lstrip().startswith(_COMMENT):
            return "lines of SPEAKER, file, channel, start, length: RTTM" if _LINE.match(line) else None
    return None


def read(source: Source) -> Transcript:
    """Read who speaks when; the turns have no words."""
    ledger = Ledger(source.path)
    said = stretches(source, ledger)
    return Transcript(
        source.call_id,
        utterances(said),
        READER.name,
        source.path,
        (*ledger.notices(), no_words(source.path)),
        has_words=False,
    )


def stretches(source: Source, ledger: Ledger, call_id: str | None = None) -> list[Stretch]:
    """Return the stretches of a file that holds one recording's, or of the recording that `call_id` names.

    Raises:
        ReadError: there are none, or those of several recordings.
    """
    by_file: dict[str, list[Stretch]] = {}
    lines = source.lines()
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if not fields or fields[0].startswith(_COMMENT) or fields[0] != "SPEAKER":
            continue
        times = _times(fields)
        if times is None:
            ledger.add("SPEAKER line that is malformed, left out", line, line=number)
            continue
        by_file.setdefault(fields[1], []).append(Stretch(fields[7], *times))
    wanted = call_id or source.call_id
    if len(by_file) > 1 and wanted not in by_file:
        names = ", ".join(list(by_file)[:3])
        raise source.error(f"these are {len(by_file)} recordings: {names}", hint=f"none of them is called {wanted!r}")
    found = by_file.get(wanted) or next(iter(by_file.values()), [])
    if not found:
        raise source.no_turns(lines, hint="write SPEAKER file channel start length <NA> <NA> name <NA> <NA>")
    return found


def _times(fields: list[str]) -> tuple[float, float] | None:
    """Return start and stop in seconds, None where a line does not give them."""
    if len(fields) < _SPEAKER_FIELDS:
        return None
    try:
        start, length = float(fields[3]), float(fields[4])
    except ValueError:
        return None
    if not (isfinite(start) and isfinite(length) and 0 <= start < _LIMIT_S and 0 < length < _LIMIT_S):
        return None
    return round(start, 3), round(start + length, 3)


READER = Reader(name="rttm", title="RTTM", extensions=(".rttm",), sees=sees, read=read)
