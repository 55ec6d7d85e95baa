"""Readers: from a file, a list or a DataFrame to a `Transcript`. A format is one file and one line here."""

from __future__ import annotations

import gc
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from softskills.errors import OptionError, ReadError
from softskills.readers import (
    assemblyai,
    audacity,
    aws_call_analytics,
    aws_contact_lens,
    aws_pca,
    aws_transcribe,
    chat,
    convokit,
    deepgram,
    docx,
    fireflies,
    frame,
    gong,
    google_v1,
    google_v2,
    heard,
    jsonl,
    meet,
    otter,
    pyannote,
    recording,
    records,
    revai,
    rttm,
    srt,
    table,
    text,
    vcon,
    vtt,
    whisper,
    whisper_tsv,
    whisperx,
    xlsx,
)
from softskills.readers._base import BadCall, Detection, Reader, Source, one_of, passed_over
from softskills.readers._columns import told_columns
from softskills.readers._json import opens
from softskills.readers._open import Readable, ending_of, open_source
from softskills.readers._packed import Member, members
from softskills.transcript import Transcript

__all__ = [
    "READERS",
    "Detection",
    "Member",
    "Reader",
    "Source",
    "detect",
    "members",
    "read_calls",
    "read_transcript",
]

# Enough for a header, a preamble and some turns.
_HEAD_CHARS = 16_384
# What a text that cannot be parsed must show to be taken for broken JSON.
_JSON_ENDINGS = (".json", ".vcon")
_KEY = re.compile(r"\s*\[?\s*\{\s*\"")
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
        convokit.READER,
        docx.READER,
        xlsx.READER,
        recording.READER,
        vtt.READER,
        srt.READER,
        chat.READER,
        audacity.READER,
        rttm.READER,
        heard.READER,
        vcon.READER,
        gong.READER,
        aws_transcribe.READER,
        aws_contact_lens.READER,
        aws_call_analytics.READER,
        aws_pca.READER,
        deepgram.READER,
        assemblyai.READER,
        fireflies.READER,
        revai.READER,
        google_v2.READER,
        google_v1.READER,
        pyannote.READER,
        whisperx.READER,
        whisper.READER,
        whisper_tsv.READER,
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
    asr: str | os.PathLike[str] | None = None,
    heard: str | os.PathLike[str] | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> Transcript:
    """Read one call.

    Args:
        source: a path, an open text or binary file, a DataFrame, or a list of turns: (speaker, text),
            (speaker, text, start), (speaker, text, start, stop), dicts or utterances. A string is
            always a path; "calls.zip!/call.vtt" is a file in a zip, and `.gz` files are unpacked on the way.
        format: a reader's name, such as "vtt"; told from the content when left out.
        call_id: the call's name; by default the one the source gives, the file's stem, or "call". Of a source
            that holds many calls, the one to be read.
        encoding: how the file's bytes are to be read; by default its byte order mark, else UTF-8, and
            Windows-1252 for what is not UTF-8.
        columns: which column of a table holds what, where its names do not tell: {"speaker": "who",
            "text": "said", "start": "t0"} or "speaker=who,text=said,start=t0". Also stop, role, call_id,
            channel, confidence and source_id.
        asr: for recordings, the folder of a Whisper model for faster-whisper; without it only times are known. Nothing
            is ever fetched.
        heard: the folder in which what was recognised is kept, under the recording's and the model's hash, so that it
            is recognised once.
        on_progress: told, while a recording is recognised, how many seconds of voice are done and of how many.

    Returns:
        The call; what was skipped or repaired is in its `warnings`.

    Raises:
        ReadError: the source is missing, empty, binary, or nothing in it is a turn with a speaker.
        OptionError: there is no such format, encoding or column.
        ModelError: the speech model is missing or incomplete.
    """
    told = told_columns(columns)
    opened = open_source(source, encoding)
    if opened.kind == "audio":
        opened = replace(opened, asr=_folder(asr), heard=_folder(heard), on_progress=on_progress)
    if told:
        opened = replace(opened, columns=told)
        format = _tabular(opened, format)
    with _collector_resting(len(opened.text)):
        reader, opened = _prepared(opened, format)
        if reader.read_all is not None:
            call = one_of(reader.read_all(opened), opened, call_id)
        else:
            call = reader.read(opened)
    warnings = (*opened.notices, *call.warnings)
    return replace(call, warnings=warnings, call_id=call.call_id if call_id is None else call_id)


def read_calls(
    source: Readable,
    *,
    format: str | None = None,
    encoding: str | None = None,
    asr: str | os.PathLike[str] | None = None,
    heard: str | os.PathLike[str] | None = None,
    on_error: Callable[[str, ReadError], None] | None = None,
) -> Sequence[Transcript]:
    """Read all calls of a source that may hold many: a ConvoKit corpus, Gong's call transcripts.

    Args:
        source: as for `read_transcript`.
        format: as for `read_transcript`.
        encoding: as for `read_transcript`.
        asr: as for `read_transcript`.
        heard: as for `read_transcript`.
        on_error: told of each call among several of which nothing can be used, by its name; without it, the first
            such call raises, but for empty conversations of a ConvoKit corpus: those are a notice in `warnings` of
            the others.

    Returns:
        The calls in the order of the source; one for formats that hold one.

    Raises:
        ReadError: as for `read_transcript`; of a call among several only without `on_error`.
        OptionError: there is no such format or encoding.
    """
    opened = open_source(source, encoding)
    if opened.kind == "audio":
        opened = replace(opened, asr=_folder(asr), heard=_folder(heard))
    with _collector_resting(len(opened.text)):
        reader, opened = _prepared(opened, format)
        calls = (reader.read(opened),) if reader.read_all is None else reader.read_all(opened)
    found: list[Transcript] = []
    passed: list[BadCall] = []
    for call in calls:
        if isinstance(call, Transcript):
            found.append(call)
        elif on_error is not None and len(calls) > 1:
            on_error(call.call_id, call.error)
        elif call.passable and len(calls) > 1:
            passed.append(call)
        else:
            raise call.error
    common = (*opened.notices, *passed_over(passed, opened.path))
    return tuple(replace(call, warnings=(*common, *call.warnings)) for call in found)


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
        opened = open_source(source, None)
        with _collector_resting(len(opened.text)):
            reader, reason = _detected(opened)
    finally:
        if place is not None and isinstance(source, io.IOBase):
            source.seek(place)
    return Detection(reader.name, reason)


def _folder(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fsdecode(path)


@contextmanager
def _collector_resting(n_chars: int) -> Iterator[None]:
    """Keep the garbage collector still while a very large text is read.

    The turns of such a text are a million objects and none of them garbage; looking through them again
    and again takes as long as the reading itself. Ordinary calls are not touched.
    """
    rests = n_chars > _LARGE_CHARS and gc.isenabled()
    if rests:
        gc.disable()
    try:
        yield
    finally:
        if rests:
            gc.enable()


def _prepared(source: Source, format: str | None) -> tuple[Reader, Source]:
    """Return the reader, asked for or detected, and what it is to read."""
    reader = _named(format, source) if format is not None else _detected(source)[0]
    return reader, source.parsed_only() if reader.kind == "json" else source


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
    names = [reader.name for reader in _fitting(source)]
    if name not in names:
        raise OptionError(f"no format {name!r} for this source", path=source.path, hint=f"one of {', '.join(names)}")
    return next(reader for reader in READERS if reader.name == name)


def _fitting(source: Source) -> list[Reader]:
    """Return the readers that take such a source; a text may be a JSON document."""
    kinds = ("text", "json") if source.kind == "text" else (source.kind,)
    return [reader for reader in READERS if reader.kind in kinds]


def _detected(source: Source) -> tuple[Reader, str]:
    """Return the first reader that recognises a source, and why."""
    head = source.text[:_HEAD_CHARS]
    ending = ending_of(source.path)
    document: object = None
    if source.kind == "text" and opens(head):
        try:
            document = source.json()
        except ReadError as error:  # lines of JSON, or no JSON at all: the readers of text will tell
            # What fails without a place was JSON throughout, but beyond the limits.
            if error.line is None or _is_cut_document(source.text, ending):
                raise
    readers = _fitting(source)
    if source.kind == "office":
        head = source.text  # the names of its parts
    for reader in readers:
        if reader.kind != "json":
            reason = reader.sees(head)
        else:
            reason = None if document is None else reader.sees(document)
        if reason is not None:
            return reader, reason
    if document is not None:
        return jsonl.READER, "is JSON of a shape that no reader knows"
    # The content tells nothing, so reading will fail; the file's ending decides whose error helps most.
    for reader in readers:
        if ending and ending in reader.extensions and reader.kind != "json":
            return reader, f"ends in {ending}"
    return text.READER, "nothing else fits"


def _is_cut_document(text: str, ending: str) -> bool:
    """Tell whether a text that is no JSON was meant to be one document, not lines of JSON or something else."""
    if ending not in _JSON_ENDINGS and not _KEY.match(text):
        return False
    at = 0
    for _ in range(2):  # of JSON lines one of the first two is whole, or nothing is
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].strip()
        if line.startswith("{") and line.endswith("}"):
            return False
        at = end + 1 if end >= 0 else len(text)
    return True
