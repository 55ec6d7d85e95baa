"""Google Meet transcripts from Docs: a title, the attendees, times as headings, "Name: words", a footer.

With "Notes by Gemini" the notes stand above the transcript; nobody said them. Meet begins a new line whenever
a voice comes in, so that a sentence may be cut in two by somebody's "Yeah": the halves are put together.
"""

from __future__ import annotations

import re

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._dates import date_in
from softskills.readers._labelled import first_label, labelled_pieces
from softskills.readers._turns import BACKCHANNEL_WORDS, FOOTERS, Piece, transcript_of
from softskills.transcript import CallInfo, Transcript

_HEADINGS = frozenset({"attendees", "invited", "notes by gemini"})
_HEADING_CHARS = 120
_SIGNS = (*_HEADINGS, "transcript", *FOOTERS[1:])
_EDGES = re.compile(r"^\W+|\W+$")
# Google's Markdown export puts a backslash before punctuation.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SENTENCE_ENDS = tuple('.?!…"”')


def sees(head: str) -> str | None:
    """Return the reason when a heading or footer of Meet's stands beside labelled lines."""
    whole = head.lower()
    if not any(sign in whole for sign in _SIGNS) or first_label(head) is None:
        return None
    for line in head.splitlines():
        heading = _heading(line)
        lower = heading.lower()
        if lower in _HEADINGS or lower.startswith("invited "):
            return f'has the heading "{heading}"'
        if lower.endswith(("- transcript", "– transcript", "📖 transcript")):
            return f'has the title "{heading}"'
        if lower.startswith(FOOTERS[1:]):
            return f'has the footer "{heading}"'
    return None


def read(source: Source) -> Transcript:
    """Read labelled lines; Meet's times are headings minutes apart, so no turn gets one."""
    ledger = Ledger(source.path)
    lines = source.lines()
    begin = _body(lines)
    body = ["" for _ in lines[:begin]] + lines[begin:] if begin else lines
    for number, line in enumerate(lines[:begin], 1):
        if line.strip():
            ledger.add("line above the transcript, no part of any turn", line, line=number)
    if "\\" in source.text and any(line.startswith("**") for line in body):
        body = [_ESCAPED.sub(r"\1", line) if "\\" in line else line for line in body]
    pieces = labelled_pieces(source, body, ledger, times_are_starts=False)
    date = date_in(lines[: pieces[0].line - 1])
    del lines, body
    pieces = _rejoined(pieces, ledger)
    return transcript_of(source, READER.name, pieces, ledger, CallInfo(date=date))


def _heading(line: str) -> str:
    """Return a line without the marks of a heading, "" when it is too long for one."""
    if len(line) > _HEADING_CHARS:
        return ""
    return _EDGES.sub("", line).replace("\\", "")


def _body(lines: list[str]) -> int:
    """Return the number of the line (from 0) after the heading "Transcript", 0 when there is none."""
    for i, line in enumerate(lines):
        if "anscript" not in line[-16:] and "ANSCRIPT" not in line[-16:]:
            continue
        if line[-16:].rstrip("\\*_# \t").lower().endswith("transcript"):
            heading = _heading(line).lower()
            if heading == "transcript" or (heading.endswith(" transcript") and heading[:-11].rstrip()[-1:] in "-–—"):
                rest = next((other for other in lines[i + 1 : i + 6] if other.strip()), "")
                if _heading(rest).lower() not in _HEADINGS:  # the title, with the attendees below
                    return i + 1
    return 0


def _rejoined(pieces: list[Piece], ledger: Ledger) -> list[Piece]:
    """Join the halves of a sentence that Meet cut.

    A line that ends without a full stop and goes on in small letters in the same speaker's next line is one
    sentence, whether the lines adjoin or somebody put in up to three words, which then follow it. Only where
    the file has punctuation at all.
    """
    n_ended = sum((piece.more or (piece.words,))[-1].endswith(_SENTENCE_ENDS) for piece in pieces)
    if 2 * n_ended < len(pieces):
        return pieces
    turns: list[Piece] = []
    for piece in pieces:
        if not piece.words[:1].islower():
            turns.append(piece)
            continue
        before = next((turn for turn in reversed(turns[-2:]) if turn.speaker == piece.speaker), None)
        between = turns[-1] if turns and turns[-1] is not before else None
        if (
            before is not None
            and before.words
            and not (before.more or [before.words])[-1].endswith(_SENTENCE_ENDS)
            and (between is None or _is_short(between))
        ):
            ledger.add("sentence cut in two, joined", piece.words, line=piece.line)
            before.take(piece)
        else:
            turns.append(piece)
    return turns


def _is_short(piece: Piece) -> bool:
    return piece.more is None and len(piece.words[:40].split()) <= BACKCHANNEL_WORDS and piece.words[-1:] != "?"


READER = Reader(name="meet", title="Google Meet text", extensions=(), sees=sees, read=read)
