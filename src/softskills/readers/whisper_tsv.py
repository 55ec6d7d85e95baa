"""The TSV of Whisper and WhisperX: start, end, text; whole milliseconds."""

from __future__ import annotations

import re

from softskills.readers._base import Ledger, Reader, Source, first_words
from softskills.readers._labels import clean_label
from softskills.readers._speech import Speeches
from softskills.transcript import CallInfo, Transcript

_HEADER = "start\tend\ttext"
_MS = 1000.0
# Nobody says more in a second; a faster text has its times in seconds.
_MAX_CHARS_PER_S = 200
_LABEL = re.compile(r"\[([^\]\[]{1,40})\]:\s")


def sees(head: str) -> str | None:
    """Return the reason when the header is the one Whisper writes."""
    line, _ = first_words(head.splitlines())
    return "has the header start, end, text: Whisper TSV" if line.strip() == _HEADER else None


def read(source: Source) -> Transcript:
    """Read rows; a label such as "[SPEAKER_00]: " before the words is the speaker."""
    ledger = Ledger(source.path)
    lines = source.lines()
    _, number = first_words(lines)
    rows: list[tuple[int, list[str]]] = []
    for at, line in enumerate(lines[number:], number + 1):
        cells = line.split("\t", 2)
        if len(cells) == 3:
            rows.append((at, cells))
        elif line.strip():
            ledger.add("line that is no row, left out", line, line=at)
    found = Speeches(source, READER.name, ledger, _MS if _is_in_ms([row for _, row in rows]) else 1.0)
    if rows and found.clock(1) == 1.0:
        ledger.add("times taken as seconds: in milliseconds nobody could speak so fast")
    for at, (start, stop, words) in rows:
        labelled = _LABEL.match(words)
        speaker = clean_label(labelled.group(1)) if labelled else None
        found.add(
            words[labelled.end() :] if labelled and speaker else words,
            speaker=speaker,
            start=found.clock(start.strip()),
            stop=found.clock(stop.strip()),
            source_id=f"line {at}",
        )
    # Whisper was trained on captions and leaves hesitations out.
    return found.transcript("the table", info=CallInfo(fillers=False))


def _is_in_ms(rows: list[list[str]]) -> bool:
    """Tell whether the times are milliseconds, as Whisper writes them, and not some other program's seconds."""
    spoken = 0.0
    n_chars = 0
    for start, stop, words in rows:
        if "." in start or "." in stop:
            return False
        begin, end = start.strip(), stop.strip()
        if begin.isascii() and begin.isdigit() and end.isascii() and end.isdigit() and len(begin + end) < 24:
            spoken += max(0, int(end) - int(begin))
            n_chars += len(words)
    return n_chars <= _MAX_CHARS_PER_S * spoken / _MS


READER = Reader(name="whisper-tsv", title="Whisper TSV", extensions=(".tsv",), sees=sees, read=read)
