"""What is known of calls beside their words: a manifest (a table of files) or a pattern their paths follow.

A seam: once the readers know manifests and patterns, `find` and `from_manifest` are the two places to change.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from softskills.archive.sources import Item, is_url, read_bytes
from softskills.errors import ArchiveError, OptionError, ReadError
from softskills.transcript import CallInfo

# A call's name in a manifest stands beside what `CallInfo` holds.
FIELDS = ("call_id", *(entry.name for entry in fields(CallInfo) if entry.name != "fillers"))
_PATH = ("path", "file", "filename", "file_name", "transcript", "transcript_path", "uri", "url")
_TEXT = ("text", "utterance", "content", "words", "sentence")
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "call_id": ("call_id", "call", "id", "conversation_id"),
    "date": ("date", "call_date", "day", "started_at", "start_time"),
    "rep": ("rep", "agent", "advisor", "adviser", "representative", "seller", "owner"),
    "client": ("client", "customer", "account", "company"),
    "team": ("team", "group", "department"),
    "call_type": ("call_type", "type"),
}
_PLACE = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"(\d{4})-?(\d{2})(?:-?(\d{2})(?![\d:])([T ].*)?)?$")


def iso_date(text: str) -> str | None:
    """Return a date as ISO 8601 ("20260314" becomes "2026-03-14"), None when it is none."""
    found = _DATE.match(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or (found[3] and not 1 <= int(found[3]) <= 31):
        return None
    return f"{found[1]}-{found[2]}" + (f"-{found[3]}" if found[3] else "") + (found[4] or "").replace(" ", "T", 1)


def path_pattern(pattern: str) -> re.Pattern[str]:
    """Return a pattern such as "{team}/{rep}/{date}_{client}.vtt" as a regular expression over names.

    Raises:
        OptionError: a place has a name that is not known, or stands twice.
    """
    places = _PLACE.findall(pattern)
    for place in places:
        if place not in FIELDS and place != "_":
            raise OptionError(f"the pattern names {{{place}}}", hint=f"known: {', '.join(FIELDS)}, and _ for anything")
        if place != "_" and places.count(place) > 1:
            raise OptionError(f"the pattern names {{{place}}} twice")
    parts: list[str] = []
    at = 0
    for found in _PLACE.finditer(pattern):
        parts.append(re.escape(pattern[at : found.start()]))
        parts.append("[^/]+?" if found[1] == "_" else f"(?P<{found[1]}>[^/]+?)")
        at = found.end()
    return re.compile("".join(parts) + re.escape(pattern[at:]))


def find(pattern: re.Pattern[str], name: str) -> dict[str, str]:
    """Return what a name says by the pattern; it may match the end of the path only. Nothing when it does not fit."""
    parts = PurePosixPath(name).parts
    for start in range(len(parts)):
        found = pattern.fullmatch("/".join(parts[start:]))
        if found:
            return {key: value for key, value in found.groupdict().items() if value}
    return {}


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
