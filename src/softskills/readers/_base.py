"""What every reader shares: `Reader`, `Source`, `Detection`, and the `Ledger` of things to be reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from softskills.errors import Notice, ReadError
from softskills.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "office", "list", "frame"]

# Line ends a person would see as such. Form feeds and the like stay inside the words.
_LINE_END = re.compile("[\r\u2028\u2029]")
_SAMPLE_CHARS = 60

NO_LABELS_HINT = 'write lines as "Name: words", or pass a table with a speaker column'


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read, already in memory: decoded text, an office file, a list, or a DataFrame.

    Args:
        call_id: the name the call gets when the source carries none.
        path: the file, or None.
        kind: which of the next is filled.
        text: a file's decoded contents; of an office file the names of its parts, one a line.
        data: an office file's bytes.
        items: a list's items.
        frame: a DataFrame.
        notices: what had to be repaired to get this far.
        columns: which column holds what, where the caller said so: {"speaker": "who"}.
    """

    call_id: str = "call"
    path: str | None = None
    kind: Kind = "text"
    text: str = ""
    data: bytes = b""
    items: Sequence[object] = ()
    frame: pd.DataFrame | None = None
    notices: tuple[Notice, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return the text's lines without their ends; line n stands at n - 1."""
        text = self.text.replace("\r\n", "\n")
        if "\r" in text or "\u2028" in text or "\u2029" in text:
            text = _LINE_END.sub("\n", text)
        return text.split("\n")

    def error(self, message: str, *, line: int | None = None, hint: str | None = None) -> ReadError:
        """Return (not raise) an error that names this source."""
        return ReadError(message, path=self.path, line=line, hint=hint)

    def no_labels(self, words: str, line: int | None) -> ReadError:
        """Return the error for a source in which nobody is named; `words` are its first."""
        return self.error(f"no speaker labels found; the first line is {sample(words)}", line=line, hint=NO_LABELS_HINT)

    def no_turns(self, lines: Iterable[str], hint: str | None = None) -> ReadError:
        """Return the error for a file of which nothing could be used."""
        line, number = first_words(lines)
        quoted = f"; the first line is {sample(line)}" if line else ""
        return self.error(f"no turns found{quoted}", line=number, hint=hint)


@dataclass(frozen=True, slots=True)
class Reader:
    """One format.

    Args:
        name: how it is asked for, such as "vtt".
        title: what people call it.
        extensions: usual file endings; looked at only when the content tells nothing.
        sees: given the first characters of a text, returns why it is this format, or None.
        read: turns a source into a transcript.
        kind: what sort of source it takes.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    sees: Callable[[str], str | None]
    read: Callable[[Source], Transcript]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Detection:
    """Which reader a source belongs to, and what told so."""

    name: str
    reason: str


class Ledger:
    """Collects what was skipped or repaired: one notice per kind, with the first case and a count.

    Args:
        path: the file all notices name.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._entries: dict[str, tuple[int | None, str, str | None]] = {}
        self._counts: dict[str, int] = {}

    def add(self, what: str, first: str = "", *, line: int | None = None, hint: str | None = None) -> None:
        """Note one case of `what`; `first` is quoted when it is the first of its kind."""
        if what in self._counts:
            self._counts[what] += 1
        else:
            self._counts[what] = 1
            self._entries[what] = (line, first, hint)

    def notices(self) -> tuple[Notice, ...]:
        """Return what was collected, in the order it first happened."""
        notices = []
        for what, (line, first, hint) in self._entries.items():
            more = self._counts[what] - 1
            message = what + (f": {sample(first)}" if first else "") + (f" and {more} more" if more else "")
            notices.append(Notice(message, path=self._path, line=line, hint=hint))
        return tuple(notices)


def sample(line: str) -> str:
    """Return a line as it can be quoted in a message: short, printable."""
    line = line.strip()
    return repr(line if len(line) <= _SAMPLE_CHARS else line[: _SAMPLE_CHARS - 1] + "…")


def first_words(lines: Iterable[str]) -> tuple[str, int]:
    """Return the first line that is not blank, and its number."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            return line, number
    return "", 1
