"""The manifest of an archive: a table of files, read row by row so that it may be of any length.

What a row says of its call is put to it by `softskills.metadata`; here it only travels with the file's name.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from softskills.archive.sources import Item, is_url, read_bytes
from softskills.errors import ArchiveError, Notice, ReadError
from softskills.metadata import Entry
from softskills.metadata.fields import INFO_FIELDS, call_type_of, iso_date
from softskills.transcript import CallInfo

# What may be told of a call. `softskills.metadata.Manifest` holds one row of it in a worker.
FIELDS = ("call_id", *INFO_FIELDS, "rep_speaker", "rep_channel")
_PATH = ("path", "file", "filename", "file_name", "transcript", "transcript_path", "uri", "url")
_TEXT = ("text", "utterance", "content", "words", "sentence")
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "call_id": ("call_id", "call", "id", "conversation_id"),
    "date": ("date", "call_date", "day", "started_at", "start_time"),
    "rep": ("rep", "agent", "advisor", "adviser", "representative", "seller", "owner"),
    "client": ("client", "customer", "account", "company"),
    "team": ("team", "group", "department"),
    "call_type": ("call_type", "type"),
    "rep_speaker": ("rep_speaker",),
    "rep_channel": ("rep_channel",),
}


def entry_of(told: Mapping[str, str], call_id: str, path: str) -> tuple[Entry, list[Notice]]:
    """Return what is told of a call as a row of a manifest, and notices of what makes no sense and is left out."""
    notices: list[Notice] = []
    fields = {name: value for name, value in told.items() if name in INFO_FIELDS}
    channel = told.get("rep_channel")
    for name, what, check in (("date", "no date", iso_date), ("call_type", "no call type", call_type_of)):
        if name in fields:
            try:
                fields[name] = check(fields[name])
            except ValueError:
                notices.append(Notice(f"{fields.pop(name)!r} is {what}, left out", path=path))
    if channel is not None and not (channel.isascii() and channel.isdigit() and len(channel) < 4):
        notices.append(Notice(f"{channel!r} is no channel, left out", path=path))
        channel = None
    reps = tuple(name.strip() for name in told.get("rep_speaker", "").split("|") if name.strip())
    date, rep, client, team, call_type = (fields.get(name) for name in INFO_FIELDS)
    info = CallInfo(date, rep, client, team, call_type)
    named = call_id if told.get("call_id") == call_id else None
    return Entry(1, path, named, info, reps, None if channel is None else int(channel)), notices


def is_manifest(path: str) -> bool:
    """Tell whether a table lists files (a column of paths and none of words) rather than holding turns."""
    if not path.lower().endswith((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")):
        return False
    try:
        names = {name.strip().lower() for name in _header(path)}
    except (OSError, ReadError, ValueError):
        return False
    return bool(names & set(_PATH)) and not names & set(_TEXT)


def from_manifest(path: str) -> Iterator[Item]:
    """Yield the files a manifest lists, in its order, with what it says of them.

    Paths are relative to the manifest. The rows are read one by one, so the manifest may be of any length.

    Raises:
        ArchiveError: it cannot be read, or a row names no file.
    """
    folder = path.rpartition("/")[0] if is_url(path) else str(Path(path).parent)
    for number, row in enumerate(_rows(path), 2):
        told = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
        file = next((str(told[key]).strip() for key in _PATH if told.get(key)), "")
        if not file:
            raise ArchiveError("this row names no file", path=path, line=number, hint=f"a column such as {_PATH[0]!r}")
        info = {}
        for name, synonyms in _SYNONYMS.items():
            value = next((told[key] for key in synonyms if key not in _PATH and told.get(key) not in (None, "")), None)
            if value is not None:
                info[name] = str(value).strip()
        absolute = is_url(file) or Path(file).is_absolute()
        where = file if absolute else f"{folder}/{file}" if is_url(path) else str(Path(folder) / file)
        yield Item(file, where, _size(where), info=info)


def _size(path: str) -> int:
    try:
        return 0 if is_url(path) else Path(path).stat().st_size
    except OSError:
        return 0


def _header(path: str) -> list[str]:
    lowered = path.lower()
    if lowered.endswith(".parquet"):
        import pyarrow.parquet as pq

        with pq.ParquetFile(io.BytesIO(read_bytes(path)) if is_url(path) else path) as file:
            return list(file.schema_arrow.names)
    text = io.StringIO(read_bytes(path).decode("utf-8-sig", "replace")) if is_url(path) else None
    with text or Path(path).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = next((line for line in file if line.strip()), "")
    if lowered.endswith((".csv", ".tsv")):
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    found = json.loads(line)
    return list(found) if isinstance(found, dict) else []


def delimiter_of(header: str) -> str:
    """Return what separates the columns of a header."""
    return max(",\t;|", key=header.count)


def _rows(path: str) -> Iterator[dict[str, Any]]:
    lowered = path.lower()
    if lowered.endswith(".parquet"):
        import pyarrow.parquet as pq

        with pq.ParquetFile(io.BytesIO(read_bytes(path)) if is_url(path) else path) as parquet:
            for batch in parquet.iter_batches(4_096):
                yield from batch.to_pylist()
        return
    text = io.StringIO(read_bytes(path).decode("utf-8-sig"), newline="") if is_url(path) else None
    try:
        with text or Path(path).open(encoding="utf-8-sig", newline="") as file:
            if lowered.endswith((".csv", ".tsv")):
                first = next((line for line in file if line.strip()), "")
                yield from csv.DictReader(chain([first], file), delimiter=delimiter_of(first))
                return
            for number, line in enumerate(file, 1):
                if line.strip():
                    found = json.loads(line)
                    if not isinstance(found, dict):
                        raise ArchiveError("this line is no JSON object", path=path, line=number)
                    yield found
    except (UnicodeDecodeError, ValueError, csv.Error) as error:
        raise ArchiveError(f"the manifest cannot be read: {error}", path=path) from error
