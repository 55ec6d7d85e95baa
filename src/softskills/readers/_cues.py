"""Caption files: blocks of a timing line and words. What WebVTT and SRT have in common."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from softskills.readers._base import Ledger
from softskills.readers._clock import CueClock
from softskills.readers._labelled import MALFORMED
from softskills.readers._labels import settle, split_label, strip_marks
from softskills.readers._turns import Piece
from softskills.transcript import NAN

_VOICE = re.compile(r"<v(?:\.[^<>\s]{0,100})?(?:[ \t]+([^<>]{0,200}))?>")
# Only what captions define: "<laughter>" or "a < b" are words. [^<>] stops at the next bracket, so that
# a cue full of open brackets stays linear.
_TAG = re.compile(r"</?(?:c|i|b|u|s|v|ruby|rt|lang|font)(?:[.\s][^<>]{0,200})?>|<[0-9:.]{5,20}>|\{\\an?[0-9]{1,2}\}")
_NAME_CHARS = 200
_COMMENTS = ("NOTE", "STYLE", "REGION")


@dataclass(slots=True)
class Cue:
    """A timing line, the payload lines under it, and the name above it."""

    line: int
    start: float
    stop: float
    payload: list[str]
    name: str | None = None


_DONE = Cue(0, NAN, NAN, [])


def cues_of(lines: list[str], first: int, ledger: Ledger, *, comments: bool) -> list[Cue]:
    """Return a file's cues in its order.

    Args:
        lines: all lines.
        first: where to begin, counted from 0.
        ledger: takes malformed times and words outside any cue.
        comments: whether NOTE, STYLE and REGION blocks exist in this format.

    Returns:
        Each cue, also one with a malformed time or without words.
    """
    cues: list[Cue] = []
    clock = CueClock()
    n_lines = len(lines)
    at = first
    name: str | None = None
    while at < n_lines:
        line = lines[at]
        at += 1
        if not line:
            continue
        if "-->" in line and _is_timing(line, loose=True):
            start, stop = _timing(line, at, clock, ledger)
            begin = at
            while at < n_lines:
                line = lines[at]
                if not line or line.isspace():
                    break
                if "-->" in line and _is_timing(line, loose=False):
                    break
                at += 1
            cue = Cue(begin, start, stop, lines[begin:at], name)
            cues.append(cue)
            name = None
            if at < n_lines and cue.payload and cue.payload[-1].strip().isdigit() and lines[at].strip():
                name = cue.payload.pop().strip()  # no blank line between two cues: this was the next one's number
        elif at < n_lines and "-->" in lines[at] and _is_timing(lines[at], loose=True):
            name = line.strip() or None
        elif line.isdigit() or line.isspace():
            continue  # a number without a cue
        elif comments and line.startswith(_COMMENTS) and line.split(None, 1)[0] in _COMMENTS:
            while at < n_lines and lines[at].strip():
                at += 1
        elif cues:
            ledger.add("line after a blank line, taken as part of the cue above", line, line=at)
            cues[-1].payload.append(line)
        else:
            ledger.add("line before the first cue, left out", line, line=at)
    return cues


def pieces_of(cues: list[Cue], ledger: Ledger) -> list[Piece]:
    """Turn cues into pieces of one speaker each; cues without words are reported and left out.

    Where a file names voices as <v Name>, "Name:" is no label in it.

    Args:
        cues: in the file's order; let go one by one, so that a large file is not held twice.
        ledger: takes what is left out or doubtful.

    Returns:
        The pieces, in the cues' order.
    """
    pieces: list[Piece] = []
    prefixes = None
    known: dict[str, str | None] = {}
    if not any(_VOICE.search(line) for cue in cues for line in cue.payload if "<v" in line):
        prefixes = _Prefixes(cues, ledger)
    for i in range(len(cues)):
        cue = cues[i]
        cues[i] = _DONE
        before = len(pieces)
        if prefixes is not None:
            prefixes.add(i, cue, pieces)
        else:
            _add_voices(cue, pieces, known)
        if len(pieces) == before:
            ledger.add("cue without words, left out", line=cue.line)
            continue
        # Several voices share one cue: when one stopped and the next began is not known.
        for n in range(before, len(pieces)):
            pieces[n].source_id = cue.name
        pieces[before].start = cue.start
        pieces[-1].stop = cue.stop
    return pieces


class _Prefixes:
    """Finds the speakers of a file that writes them as "Name:" before their words."""

    def __init__(self, cues: list[Cue], ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, str | None] = {}
        self._first: list[tuple[str, str] | None] = []
        self._counts: dict[str, int] = {}
        for cue in cues:
            found = split_label(_bare(cue.payload[0]), self._known) if cue.payload else None
            self._first.append(found)
            if found is not None:
                self._counts[found[0]] = self._counts.get(found[0], 0) + 1
        self._refused, kept = settle(self._counts)
        for label in kept:
            ledger.add("label used only once, kept as a speaker", label)

    def add(self, i: int, cue: Cue, pieces: list[Piece]) -> None:
        """Add the pieces of cue number `i`."""
        found = self._first[i]
        self._first[i] = None
        if found is not None and len(cue.payload) == 1 and found[0] not in self._refused:
            pieces.append(Piece(cue.line, found[0], found[1]))
            return
        piece: Piece | None = None
        for n, line in enumerate(cue.payload):
            words = _bare(line)
            if not words:
                continue
            found = split_label(words, self._known)
            # In a cue's later lines a colon may just be prose: there a label must be known from elsewhere
            # in the file, or be set off with a dash as captions do for a change of speaker.
            if found is not None and n and found[0] not in self._counts and words[0] not in "-\u2013>[":
                found = None
            if found is not None and found[0] in self._refused:
                self._ledger.add("words before a colon taken as speech, not as a speaker", found[0], line=cue.line)
                found = None
            if found is not None:
                piece = Piece(cue.line, found[0], found[1])
                pieces.append(piece)
            elif piece is not None:
                piece.extend(words)
            else:
                piece = Piece(cue.line, None, words)
                pieces.append(piece)


def _add_voices(cue: Cue, pieces: list[Piece], known: dict[str, str | None]) -> None:
    """Add the pieces of a cue whose speakers stand as <v Name>."""
    if len(cue.payload) == 1:
        # As nearly every cue is: one line, one voice.
        line = cue.payload[0]
        if line.startswith("<v ") and line.find("<v", 3) < 0:
            voice, closed, said = line[3:].partition(">")
            if closed and "<" not in voice and len(voice) <= _NAME_CHARS:
                said = _bare(said)
                if said:
                    if voice not in known:
                        known[voice] = strip_marks(html.unescape(voice)) or None
                    pieces.append(Piece(cue.line, known[voice], said))
                return
    payload = " ".join(line.strip() for line in cue.payload)
    parts = _VOICE.split(payload)
    before = len(pieces)
    for i in range(0, len(parts), 2):
        words = _bare(parts[i])
        if not words:
            continue
        name = parts[i - 1] if i else None
        speaker = (strip_marks(html.unescape(name)) or None) if name else None
        if before < len(pieces) and speaker is not None and pieces[-1].speaker == speaker:
            pieces[-1].extend(words)
        else:
            pieces.append(Piece(cue.line, speaker, words))


def _bare(words: str) -> str:
    """Return words without markup, entities resolved."""
    words = words.strip().removesuffix("</v>")
    if "<" in words or "{" in words:
        words = _TAG.sub("", words)
    if "&" in words:
        words = html.unescape(words)
    return words.strip()


def _is_timing(line: str, *, loose: bool) -> bool:
    """Tell whether an arrow makes a timing line; `loose` also takes what is meant as one ("xx:yy")."""
    left = line.partition("-->")[0].strip()
    return ":" in left and len(left) <= 30 and " " not in left and (loose or left[0].isdigit())


def _timing(line: str, number: int, clock: CueClock, ledger: Ledger) -> tuple[float, float]:
    """Return start and stop of a timing line, NaN and a notice for what is malformed."""
    left, _, right = line.partition("-->")
    fields = right.split(None, 1)  # cue settings may follow
    start = clock.seconds(left.strip())
    stop = clock.seconds(fields[0]) if fields else NAN
    if not start <= stop:
        ledger.add(MALFORMED, line, line=number)
        stop = NAN
    return start, stop
