"""What every reader shares: `Reader`, `Source`, `Detection`, and the `Ledger` of things to be reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from softskills.errors import Notice, ReadError
from softskills.readers._json import BadJson, parse
from softskills.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

# A text may also be one JSON document; a folder is looked at by its listing, an office file by its parts, a recording
# by the name of its container.
Kind = Literal["text", "json", "office", "audio", "list", "frame", "folder"]

# Line ends a person would see as such. Form feeds and the like stay inside the words.
_LINE_END = re.compile("[\r\u2028\u2029]")
_SAMPLE_CHARS = 60

NO_LABELS_HINT = 'write lines as "Name: words", or pass a table with a speaker column'


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read, already in memory (but for recordings): text, an office file, a list, or a DataFrame.

    Args:
        call_id: the name the call gets when the source carries none.
        path: the file, or None.
        kind: which of the next is filled.
        text: a file's decoded contents; a folder's listing or the names of an office file's parts, one a line.
        data: an office file's or a recording's bytes; none for a recording that is streamed from its path.
        items: a list's items.
        frame: a DataFrame.
        notices: what had to be repaired to get this far.
        columns: which column holds what, where the caller said so: {"speaker": "who"}.
        asr: the folder of a speech model, for recordings.
        heard: the folder in which what was recognised is kept.
        on_progress: told how far recognition is, in seconds of voice and of how many.
        parsed: the JSON value of the text, or the error, once it was asked for.
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
    asr: str | None = None
    heard: str | None = None
    on_progress: Callable[[float, float], None] | None = None
    parsed: list[object] = field(default_factory=list, repr=False, compare=False)

    def json(self) -> object:
        """Return the text as one JSON document; it is parsed once, however often it is asked for.

        Raises:
            ReadError: it is no JSON, or nested too deeply.
        """
        if not self.parsed:
            try:
                self.parsed.append(parse(self.text))
            except BadJson as error:
                self.parsed.append(self.error(error.message, line=error.line, hint=error.hint))
        value = self.parsed[0]
        if isinstance(value, ReadError):
            raise value
        return value

    def parsed_only(self) -> Source:
        """Return this source without its text, which has as many bytes as the file and is no longer needed."""
        return Source(call_id=self.call_id, path=self.path, notices=self.notices, parsed=[self.json()])

    def holding(self, value: object) -> Source:
        """Return a source of the same file for a JSON value inside it."""
        return Source(call_id=self.call_id, path=self.path, parsed=[value])

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
        sees: given the first characters of a text (of kind "json": the parsed value), returns why it is this
            format, or None.
        read: turns a source into a transcript.
        kind: what sort of source it takes.
        read_all: where one source may hold many calls, turns it into all of them; a call of which nothing can be used
            is yielded as the error that says why, by its name, so that the others go on.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    sees: Callable[[Any], str | None]
    read: Callable[[Source], Transcript]
    kind: Kind = "text"
    read_all: Callable[[Source], Sequence[Transcript | BadCall]] | None = None


@dataclass(frozen=True, slots=True)
class BadCall:
    """A call of a source of many that could not be read.

    Args:
        call_id: its name.
        error: why.
        passable: whether whoever did not ask to be told of such calls gets the others all the same, with a notice.
    """

    call_id: str
    error: ReadError
    passable: bool = False


@dataclass(frozen=True, slots=True)
class Detection:
    """Which reader a source belongs to, and what told so."""

    name: str
    reason: str


def one_of(calls: Sequence[Transcript | BadCall], source: Source, call_id: str | None = None) -> Transcript:
    """Return the only call of a source, or the one that `call_id` names.

    Raises:
        ReadError: there are several, and none is named; or nothing of the one can be used.
    """
    passed = [call for call in calls if isinstance(call, BadCall) and call.passable and call.call_id != call_id]
    # One call and some that nobody can use are one call, as long as nobody asked for another.
    alone = len(calls) == 1 or (call_id is None and len(calls) - len(passed) == 1)
    for call in calls:
        if (alone and (len(calls) == 1 or call not in passed)) or call.call_id == call_id:
            if isinstance(call, BadCall):
                raise call.error
            return replace(call, warnings=(*passed_over(passed, source.path), *call.warnings))
    names = ", ".join(call.call_id for call in calls[:3]) + (", …" if len(calls) > 3 else "")
    raise source.error(
        f"this holds {len(calls)} calls: {names}", hint="name one with call_id=..., or read all with read_calls"
    )


def passed_over(calls: Sequence[BadCall], path: str | None) -> tuple[Notice, ...]:
    """Return the notice of calls that are left out because nothing of them can be used."""
    ledger = Ledger(path)
    for call in calls:
        ledger.add("call of which nothing can be used, left out", call.call_id)
    return ledger.notices()


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
