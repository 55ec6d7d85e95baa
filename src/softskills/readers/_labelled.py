"""Lines of the form "Name: words", with or without a time: what `text` and `meet` have in common."""

from __future__ import annotations

import re
from math import isnan

from softskills.readers._base import Ledger, Source, first_words
from softskills.readers._clock import CLOCK, seconds
from softskills.readers._labels import MARKS, clean_label, settle, split_label
from softskills.readers._turns import Piece, is_footer
from softskills.transcript import NAN

_GAP = r"[ \t]{0,8}"
_DATE = r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:,|T|[ \t]){1,3}"
# "[00:12:03]", "(0:15)", "00:12:03 -", "[0:01 --> 0:04]", "[2024-05-01 10:02:11]"
_STAMP = re.compile(
    rf"[#* ]{{0,8}}[\[(]?{_GAP}({_DATE})?({CLOCK})({_GAP}[AaPp]\.?[Mm]\b\.?)?"
    rf"(?:{_GAP}(?:-->|->|[-\u2013\u2014]|to){_GAP}({CLOCK}))?"
    rf"{_GAP}[\])]?{_GAP}[-\u2013\u2014|]?[* ]{{0,8}}"
)
# "Dana (0:15): words", "Dana 00:12:03: words"
_NAME_THEN_TIME = re.compile(rf"([^:]{{1,60}}?){_GAP}[\[(]?({CLOCK})[\])]?{_GAP}:(?![0-9])[* \t]{{0,8}}")
# A line that may open with a time opens with one of these.
_STAMP_OPENS = frozenset("[(#*0123456789" + MARKS)

MALFORMED = "malformed time, left unknown"
_DATED = "time of day, not seconds into the call; left unknown"


def labelled_pieces(source: Source, lines: list[str], ledger: Ledger, *, times_are_starts: bool) -> list[Piece]:
    """Read labelled lines; a line without a label belongs to the turn above it.

    Args:
        source: for errors.
        lines: the file's lines.
        ledger: takes what is skipped or doubtful.
        times_are_starts: a line with nothing but a time says when the next label starts.

    Returns:
        One piece per label, in the file's order.

    Raises:
        ReadError: no line has a label.
    """
    pieces: list[Piece] = []
    known: dict[str, str | None] = {}
    counts: dict[str, int] = {}
    preamble: list[tuple[int, str]] = []
    last: Piece | None = None
    awaited = NAN
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            continue
        start = stop = NAN
        found = None
        if line[0] in _STAMP_OPENS:
            line = line.lstrip(MARKS)
            stamp = _STAMP.match(line)
            if stamp is not None:
                rest = line[stamp.end() :]
                if not rest.strip(MARKS):
                    awaited = _heading(stamp, number, ledger, times_are_starts)
                    continue
                found = split_label(rest, known)
                if found is not None:
                    start, stop = _times(stamp, number, ledger)
        if found is None:
            found = split_label(line, known)
        if found is None and ":" in line[:80]:
            found, start = _name_then_time(line, number, known, ledger)
        if found is not None:
            label, words = found
            if isnan(start):
                start = awaited
            awaited = NAN
            counts[label] = counts.get(label, 0) + 1
            last = Piece(number, label, words, start, stop)
            pieces.append(last)
        elif last is None:
            preamble.append((number, raw))
        elif is_footer(line):
            ledger.add("footer of the export, no part of the call", line, line=number)
        else:
            last.extend(raw.strip())
    pieces = _settled(pieces, counts, lines, preamble, ledger)
    if not pieces:
        raise source.no_labels(*first_words(lines))
    for number, raw in preamble:
        ledger.add("line before the first speaker label, no part of any turn", raw, line=number)
    return pieces


def first_label(head: str) -> str | None:
    """Return the first label in a text's opening, or None."""
    known: dict[str, str | None] = {}
    for raw in head.splitlines():
        line = raw.strip().lstrip(MARKS)
        stamp = _STAMP.match(line)
        for candidate in (line[stamp.end() :] if stamp else "", line):
            found = split_label(candidate, known)
            if found is not None:
                return found[0]
        named = _NAME_THEN_TIME.match(line)
        label = clean_label(named.group(1)) if named else None
        if label is not None:
            return label
    return None


def _times(stamp: re.Match[str], number: int, ledger: Ledger) -> tuple[float, float]:
    """Return the start and stop a line opens with."""
    date, start_clock, half_day, stop_clock = stamp.groups()
    if date or half_day:
        ledger.add(_DATED, stamp.group(), line=number, hint="give times as seconds or h:mm:ss from the start")
        return NAN, NAN
    start = seconds(start_clock)
    stop = seconds(stop_clock) if stop_clock else NAN
    if isnan(start) or (stop_clock and not start <= stop):
        ledger.add(MALFORMED, stamp.group(), line=number)
        stop = NAN
    return start, stop


def _heading(stamp: re.Match[str], number: int, ledger: Ledger, times_are_starts: bool) -> float:
    """Return what a stand-alone time says about the next label's start."""
    if times_are_starts:
        return _times(stamp, number, ledger)[0]
    ledger.add("time as a heading, turns have none of their own", stamp.group(), line=number)
    return NAN


def _name_then_time(
    line: str, number: int, known: dict[str, str | None], ledger: Ledger
) -> tuple[tuple[str, str] | None, float]:
    """Split "Name (0:15): words"."""
    match = _NAME_THEN_TIME.match(line)
    if match is None:
        return None, NAN
    head, clock = match.groups()
    if head not in known:
        known[head] = clean_label(head)
    label = known[head]
    if label is None:
        return None, NAN
    start = seconds(clock)
    if isnan(start):
        ledger.add(MALFORMED, clock, line=number)
    return (label, line[match.end() :].strip()), start


def _settled(
    pieces: list[Piece],
    counts: dict[str, int],
    lines: list[str],
    preamble: list[tuple[int, str]],
    ledger: Ledger,
) -> list[Piece]:
    """Give lines whose "label" turned out to be running text back to the turn above them."""
    refused, kept = settle(counts)
    if not refused and not kept:
        return pieces
    settled: list[Piece] = []
    stand_out = frozenset(kept)
    for piece in pieces:
        label = piece.speaker or ""
        if label in refused:
            raw = lines[piece.line - 1].strip()
            ledger.add("words before a colon taken as speech, not as a speaker", label, line=piece.line)
            words = piece.all_words()
            if words and raw.endswith(words[0]):  # told with the line itself
                del words[0]
            if settled:
                for line in (raw, *words):
                    settled[-1].extend(line)
            else:
                preamble += [(piece.line, line) for line in (raw, *words)]
            continue
        if label in stand_out:
            ledger.add("label used only once, kept as a speaker", label, line=piece.line)
        settled.append(piece)
    return settled
