"""Readers: from a file, a list or a DataFrame to a `Transcript`. A format is one file and one line here."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from softskills.errors import OptionError
from softskills.readers import audacity, chat, docx, frame, jsonl, meet, otter, records, srt, table, text, vtt, xlsx
from softskills.readers._base import Detection, Reader, Source
from softskills.readers._columns import told_columns
from softskills.readers._open import Readable, ending_of, open_source
from softskills.readers._packed import Member, members
from softskills.transcript import Transcript

__all__ = ["READERS", "Detection", "Member", "Reader", "Source", "detect", "members", "read_transcript"]

# Enough for a header, a preamble and some turns.
_HEAD_CHARS = 16_384
# Some twenty hours of talk.
_LARGE_CHARS = 1_000_000


def _unique(readers: Iterable[Reader]) -> tuple[Reader, ...]:
    """Return readers as a tuple; a name that occurs twice is a mistake in this file."""
    by_name: dict[str, Reader] = {}
    for reader in readers:
        if reader.name in by_name:
            raise ValueError(f"two readers are called {reader.name!r}")
        by_name[reader.name] = reader
    return tuple(by_name.values())


# In order of trial: what a format cannot be mistaken for comes first, labelled lines come last.
READERS: tuple[Reader, ...] = _unique(
    (
        frame.READER,
        records.READER,
        docx.READER,
        xlsx.READER,
        vtt.READER,
        srt.READER,
        chat.READER,
        audacity.READER,
        jsonl.READER,
        table.READER,
        otter.READER,
        meet.READER,
        text.READER,
    )
)


def read_transcript(
    source: Readable,
    *,
    format: str | None = None,
    call_id: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | str | None = None,
) -> Transcript:
    """Read one call.

    Args:
        source: a path, an open text or binary file, a DataFrame, or a list of turns: (speaker, text),
            (speaker, text, start), (speaker, text, start, stop), dicts or utterances. A string is
            always a path; "calls.zip!/call.vtt" is a file in a zip, and `.gz` files are unpacked on the way.
        format: a reader's name, such as "vtt"; told from the content when left out.
        call_id: the call's name; by default the one the table gives, the file's stem, or "call".
        encoding: how the file's bytes are to be read; by default its byte order mark, else UTF-8, and
            Windows-1252 for what is not UTF-8.
        columns: which column of a table holds what, where its names do not tell: {"speaker": "who",
            "text": "said", "start": "t0"} or "speaker=who,text=said,start=t0". Also stop, role, call_id,
            channel, confidence and source_id.

    Returns:
        The call; what was skipped or repaired is in its `warnings`.

    Raises:
        ReadError: the source is missing, empty, binary, or nothing in it is a turn with a speaker.
        OptionError: there is no such format, encoding or column.
    """
    told = told_columns(columns)
    opened = open_source(source, encoding)
    if told:
        opened = replace(opened, columns=told)
        format = _tabular(opened, format)
    reader = _named(format, opened) if format is not None else _detected(opened)[0]
    with _collector_resting(opened):
        call = reader.read(opened)
    warnings = (*opened.notices, *call.warnings)
    return replace(call, warnings=warnings, call_id=call.call_id if call_id is None else call_id)


def detect(source: Readable) -> Detection:
    """Tell which format a source has, by its content. An open file is put back to where it was.

    Args:
        source: as for `read_transcript`.

    Returns:
        The reader's name, and what told so.

    Raises:
        ReadError: the source is missing, empty or binary.
    """
    place = None
    if isinstance(source, io.IOBase) and not source.closed and source.seekable():
        place = source.tell()
    try:
        reader, reason = _detected(open_source(source, None))
    finally:
        if place is not None and isinstance(source, io.IOBase):
            source.seek(place)
    return Detection(reader.name, reason)


@contextmanager
def _collector_resting(source: Source) -> Iterator[None]:
    """Keep the garbage collector still while a very large text is read.

    The turns of such a text are a million objects and none of them garbage; looking through them again
    and again takes as long as the reading itself. Ordinary calls are not touched.
    """
    rests = len(source.text) > _LARGE_CHARS and gc.isenabled()
    if rests:
        gc.disable()
    try:
        yield
    finally:
        if rests:
            gc.enable()


# The readers that look at `Source.columns`.
_TABULAR = (frame.READER, records.READER, xlsx.READER, table.READER, jsonl.READER)


def _tabular(source: Source, format: str | None) -> str:
    """Return the reader for a source whose columns were told: their names need not be such as are recognised."""
    readers = [reader.name for reader in _TABULAR if reader.kind == source.kind]
    if format is None and source.kind == "text":
        return jsonl.READER.name if source.text.lstrip()[:1] in ("{", "[") else table.READER.name
    if format not in (None, *readers):
        raise OptionError(f"columns are for tables, not for the format {format!r}", path=source.path)
    return format or readers[0]


def _named(name: str, source: Source) -> Reader:
    """Return the reader that was asked for."""
    names = [reader.name for reader in READERS if reader.kind == source.kind]
    if name not in names:
        raise OptionError(f"no format {name!r} for this source", path=source.path, hint=f"one of {', '.join(names)}")
    return next(reader for reader in READERS if reader.name == name)


def _detected(source: Source) -> tuple[Reader, str]:
    """Return the first reader that recognises a source, and why."""
    head = source.text[:_HEAD_CHARS]
    readers = [reader for reader in READERS if reader.kind == source.kind]
    if source.kind == "office":
        head = source.text  # the names of its parts
    for reader in readers:
        reason = reader.sees(head)
        if reason is not None:
            return reader, reason
    # The content tells nothing, so reading will fail; the file's ending decides whose error helps most.
    ending = ending_of(source.path)
    for reader in readers:
        if ending and ending in reader.extensions:
            return reader, f"ends in {ending}"
    return text.READER, "nothing else fits"
