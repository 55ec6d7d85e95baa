"""CHAT, the transcription format of TalkBank: headers (@), what is said (*), what is noted about it (%).

Words are kept as they were said: repetitions, fillers ("&-um") and shortened forms stay; codes, pauses and
events go. See the CHAT manual, https://talkbank.org/manuals/CHAT.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._clock import LIMIT_S
from softskills.readers._columns import role_of
from softskills.readers._labelled import MALFORMED
from softskills.readers._labels import strip_marks
from softskills.readers._turns import Piece, in_time_order, merged, transcript_of
from softskills.transcript import NAN, CallInfo, Role, Transcript

_HEADERS = ("@UTF8", "@Begin", "@Font", "@PID", "@Window", "@Color words")
_HINT = 'a turn is a line such as "*AGT:", a tab and the words'

# Bullets hold milliseconds; [codes] stand beside words; "<" and ">" show how far back a code reaches.
_BULLET = re.compile("\x15([^\x15]{0,60})\x15")
_TIMES = re.compile(r"(?:%?[a-z]{3}:\"[^\"]{0,40}\"_)?([0-9]{1,12})_([0-9]{1,12})-?")
_CODE = re.compile(r"\[[^\[\]]{0,300}\]|[<>]")
_PAUSE = re.compile(r"\((?:\.{1,3}|[0-9.:]{1,12})\)")
_SHORTENED = re.compile(r"[()]")
# Lengthening, stress, tones and overlap marks within words.
_PROSODY = re.compile(
    "(?<=[^\\W\\d_]):+|[\u02c8\u02cc\u2047\u2191\u2193\u2192\u2197\u2198\u21d7\u21d8\u223e\u2260\u2308-\u230b]"
)
_TERMINATORS = {"+...": "...", "+..?": "?", "+!?": "?", "+/?": "?", "+//?": "?"}
_TERMINATOR = re.compile(r"\+[/\".!?]{1,4}[.?!]|\+\.")
_LINKERS = frozenset({"++", "+^", "+<", "+,", '+"', "+\u201c", "+\u224b", "+\u2248"})
_SATELLITES = {"\u2021": ",", "\u201e": ","}
_PUNCTUATION = frozenset({".", "?", "!", ",", ";", ":", "..."})
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DATE = re.compile(r"([0-9]{1,2})-([A-Z]{3})-([0-9]{4})")

_Line = tuple[int, str]


def sees(head: str) -> str | None:
    """Return the reason when the text opens with a header that every CHAT file has."""
    opening = head.lstrip("\ufeff \t\r\n")[:40]
    for header in _HEADERS:
        if opening.startswith(header) and opening[len(header) :][:1] in ("", ":", "\n", "\r", "\t", " "):
            return f"starts with {header}"
    return None


def read(source: Source) -> Transcript:
    """Read the main tiers; a tier's first and last bullet are its times."""
    ledger = Ledger(source.path)
    lines = source.lines()
    pieces: list[Piece] = []
    words = _Words()
    named: dict[str, str] = {}
    date = None
    ended = False
    for number, tier in _tiers(lines, ledger):
        if tier[0] == "*":
            code, colon, said = tier[1:].partition(":")
            code = strip_marks(code)
            if not colon or not code:
                ledger.add("tier without a speaker's code, left out", tier, line=number)
                continue
            if code not in named:
                named[code] = ""
                ledger.add("speaker who is not among the participants", code, line=number)
            _add(number, code, said, words, pieces, ledger)
        elif tier[0] == "@":
            header, _, value = tier.partition(":")
            if header == "@Participants":
                named.update(_participants(value))
            elif header == "@ID":
                fields = value.split("|")
                if len(fields) > 7 and fields[7].strip():
                    named[fields[2].strip()] = fields[7].strip()
            elif header == "@Date":
                date = _iso(value.strip(), number, ledger)
            ended = ended or header == "@End"
    if not pieces:
        raise source.no_turns(lines, hint=_HINT)
    if not ended:
        ledger.add("no @End: the file may have been cut short", line=len(lines))
    sides: dict[str, Role] = {}
    for code, stated in named.items():
        role = role_of(stated) if stated else None
        if role is not None:
            sides[code] = role
    del lines
    pieces = merged(in_time_order(pieces, ledger))
    return transcript_of(source, READER.name, pieces, ledger, CallInfo(date=date, fillers=True), sides)


def _tiers(lines: list[str], ledger: Ledger) -> Iterator[_Line]:
    """Yield headers and main tiers, each with the lines that continue it; notes about them (%) are passed over."""
    parts: list[str] = []
    begun = 0
    for number, line in enumerate(lines, 1):
        if line[:1] == "\t" or (line[:1] == " " and parts):
            if parts:
                parts.append(line.strip())
            continue
        if parts:
            yield begun, " ".join(parts)
            parts = []
        if line[:1] in ("*", "@"):
            parts, begun = [line], number
        elif line[:1] == "%":
            parts = []
        elif line.strip():
            ledger.add("line that is no tier, left out", line, line=number)
    if parts:
        yield begun, " ".join(parts)


def _participants(value: str) -> dict[str, str]:
    """Return each participant's role: the last word of "AGT Dana Agent"; names are seldom given."""
    found = {}
    for entry in value.split(","):
        words = entry.split()
        if words:
            found[words[0]] = words[-1] if len(words) > 1 else ""
    return found


def _add(number: int, code: str, said: str, words: _Words, pieces: list[Piece], ledger: Ledger) -> None:
    """Add what a main tier holds, and what others are noted to have put in ("&*CUS:mhm")."""
    start = stop = NAN
    if "\x15" in said:
        tier, stray = said, False
        head, _, only = said.rstrip("\x15").rpartition("\x15")
        if "\x15" not in head and said.endswith("\x15"):  # one bullet, at the end, as nearly always
            said, bullets = head, [only]
        else:
            bullets = _BULLET.findall(said)
            said = _BULLET.sub(" ", said)
            stray = "\x15" in said
            said = said.replace("\x15", " ")
        times = [match for match in map(_TIMES.fullmatch, bullets) if match is not None]
        if stray or len(times) < len(bullets):
            ledger.add(MALFORMED, tier[tier.index("\x15") :].strip("\x15 "), line=number)
        if times:
            start, stop = int(times[0].group(1)) / 1000, int(times[-1].group(2)) / 1000
            if not start <= stop or stop >= LIMIT_S:
                ledger.add(MALFORMED, bullets[0], line=number)
                start, stop = start if start < LIMIT_S else NAN, NAN
    text, put_in = words.of(said)
    if text:
        pieces.append(Piece(number, code, text, start, stop))
    else:
        ledger.add("tier without words, left out", said.strip(), line=number)
    pieces += [Piece(number, other, word) for other, word in put_in]


# Most tiers hold nothing but words and punctuation, and need not be looked at word by word.
_MARK = re.compile("[^A-Za-z1-9 \t'.?!\u00c0-\u024f-]")
_BEFORE_PUNCTUATION = re.compile(r" (?=[.?!,](?: |$))")


class _Words:
    """Turns CHAT's spelling into plain words; a word met before is looked up."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, said: str) -> tuple[str, list[tuple[str, str]]]:
        """Return a tier's words, and those of others within it."""
        if _MARK.search(said) is None:
            text = _BEFORE_PUNCTUATION.sub("", " ".join(said.split()))
            return (text, []) if any(map(str.isalpha, text)) else ("", [])
        if "[" in said or "<" in said or ">" in said:
            said = _CODE.sub(" ", said)
        out: list[str] = []
        put_in: list[tuple[str, str]] = []
        known = self._known
        for raw in said.split():
            word = known.get(raw)
            if word is None:
                if raw.startswith("&*"):
                    other, _, words = raw[2:].partition(":")
                    if other and words:
                        put_in.append((other, words.replace("_", " ")))
                    continue
                word = known[raw] = _plain(raw)
            if not word:
                continue
            if word not in _PUNCTUATION:
                out.append(word)
            elif out:
                out[-1] = out[-1].removesuffix(",") + word
        text = " ".join(out)
        return (text, put_in) if any(char.isalnum() for char in text) else ("", put_in)


def _plain(raw: str) -> str:
    """Return a word without CHAT's marks, nothing when it is none."""
    if raw in _SATELLITES:
        return _SATELLITES[raw]
    if raw in _LINKERS or raw == "0" or (raw[0] == "0" and raw[1:2].isalpha()):
        return ""  # "0is": left out by the speaker
    if raw[0] == "+" and (raw in _TERMINATORS or _TERMINATOR.fullmatch(raw)):
        return _TERMINATORS.get(raw, raw[-1])
    word = _PAUSE.sub("", raw)
    if word[:1] == "&":
        # "&-um" is a filler; "&+fr" a broken-off start, "&=laughs" an event, "&~gaga" babble.
        if word[1:2] != "-":
            return ""
        word = word[2:]
    word = _SHORTENED.sub("", word)  # "(be)cause" was meant as "because"
    if "@" in word:
        word = word.partition("@")[0]
    word = _PROSODY.sub("", word)
    return word.replace("_", " ").strip("^ ") if len(word) > 1 else word


def _iso(value: str, number: int, ledger: Ledger) -> str | None:
    """Return "14-MAR-2026" as "2026-03-14"."""
    match = _DATE.fullmatch(value)
    if match is None or match.group(2) not in _MONTHS:
        ledger.add("date that is none, left unknown", value, line=number, hint="such as 14-MAR-2026")
        return None
    day, month, year = match.groups()
    return f"{year}-{_MONTHS.index(month) + 1:02d}-{int(day):02d}"


READER = Reader(name="chat", title="CHAT (TalkBank)", extensions=(".cha",), sees=sees, read=read)
