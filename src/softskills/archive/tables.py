"""Tables with one utterance a row and many calls: CSV, TSV, JSON lines and Parquet.

A table with a column that names the call is taken apart by it; the rows of a call become turns in their order. CSV
and JSON lines are read whole (up to the limit of any file); Parquet is cut into stretches of rows first, so it may be
of any size, and then the rows of a call must stand together.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from softskills.archive.meta import delimiter_of
from softskills.archive.sources import Item, is_url, read_bytes
from softskills.errors import ArchiveError, ReadError
from softskills.readers._cells import label_of
from softskills.readers._columns import find_columns

_TEXT_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
# Rows of a stretch, about: some hundred calls.
STRETCH_ROWS = 5_000

Rows = list[dict[str, Any]]


def is_parquet(name: str) -> bool:
    """Tell by its name whether a file is a Parquet table."""
    return name.lower().endswith((".parquet", ".pq"))


def call_column(names: Sequence[object]) -> str | None:
    """Return the column that names the call, when there is one and another holds words."""
    found = find_columns(names)
    return None if found.call_id is None or found.text is None else str(names[found.call_id])


def stretches(item: Item, rows: int = STRETCH_ROWS) -> Iterator[Item]:
    """Cut a Parquet table into stretches that end where a call ends; only the column of call names is read.

    Raises:
        ArchiveError: it is no such table, or a call's rows do not stand together.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(_opened(item.path)) as file:
            column = call_column(file.schema_arrow.names)
            if column is None:
                raise ArchiveError(
                    "the table needs a column of words and one that names the call",
                    path=item.path,
                    hint='such as "text" and "call_id"',
                )
            done: set[int] = set()
            start = at = 0
            current: object = None
            for batch in file.iter_batches(65_536, columns=[column]):
                for value in batch.column(0).to_pylist():
                    if at == 0 or value != current:
                        mark = hash(value)
                        if mark in done:
                            raise ArchiveError(
                                f"the rows of call {value!r} do not stand together",
                                path=item.path,
                                hint=f"sort the table by {column}",
                            )
                        done.add(mark)
                        if at - start >= rows:
                            yield _stretch(item, start, at)
                            start = at
                        current = value
                    at += 1
            if at > start:
                yield _stretch(item, start, at)
            if at == 0:
                yield Item(item.name, item.path, error="the table holds no calls")
    except (pa.ArrowException, OSError, ReadError) as error:
        if isinstance(error, ReadError):
            yield Item(item.name, item.path, error=error.message)
        else:
            yield Item(item.name, item.path, error="the Parquet file is damaged or cannot be read")


def _stretch(item: Item, start: int, stop: int) -> Item:
    # Some 100 bytes a row: enough to keep shards of stretches about as large as those of files.
    return Item(item.name, item.path, (stop - start) * 100, (start, stop), item.info)


def read_stretch(item: Item) -> tuple[str, list[tuple[str, Rows]]]:
    """Return a stretch's calls by name, and the hash of what it holds.

    Raises:
        ReadError: it is gone, damaged or changed its shape.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    start, stop = item.rows or (0, 0)
    try:
        with pq.ParquetFile(_opened(item.path)) as file:
            rows: Rows = []
            at = 0
            for group in range(file.num_row_groups):
                n_rows = file.metadata.row_group(group).num_rows
                if at < stop and start < at + n_rows:
                    table = file.read_row_group(group).slice(max(0, start - at), stop - max(start, at))
                    rows.extend(_to_microseconds(table).to_pylist())
                at += n_rows
    except FileNotFoundError as error:
        raise ReadError("the file is gone", path=item.path, hint="it was there when it was listed") from error
    except (pa.ArrowException, OSError) as error:
        raise ReadError("the Parquet file is damaged or cannot be read", path=item.path) from error
    column = call_column(list(rows[0])) if rows else None
    if column is None:
        raise ReadError("the table changed its shape while it was read", path=item.path, hint="run again")
    found = hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
    return found, _by_call(rows, column)


def _to_microseconds(table: Any) -> Any:
    """Cut nanoseconds off: without pandas, which workers do not load, Python has no name for them."""
    import pyarrow as pa

    kinds: list[Any] = []
    for kind in table.schema.types:
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            kind = pa.timestamp("us", kind.tz)
        elif pa.types.is_duration(kind) and kind.unit == "ns":
            kind = pa.duration("us")
        elif pa.types.is_time64(kind) and kind.unit == "ns":
            kind = pa.time64("us")
        kinds.append(kind)
    return table.cast(pa.schema(list(zip(table.schema.names, kinds, strict=True))), safe=False)


def calls_in(name: str, data: bytes) -> list[tuple[str, Rows]] | None:
    """Return the calls of a text table by name; None when the file is no table of calls.

    Raises:
        ReadError: it is one, but malformed; the reader of single calls says how.
    """
    lowered = name.lower()
    if not lowered.endswith(_TEXT_TABLES):
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None  # the reader of single calls knows what to do about encodings
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    try:
        if lowered.endswith((".csv", ".tsv")):
            delimiter = delimiter_of(first)
            column = call_column(next(csv.reader([first], delimiter=delimiter), []))
            if column is None:
                return None
            reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
            rows: Rows = [{key: value for key, value in row.items() if key is not None} for row in reader]
        else:
            head = json.loads(first)
            column = call_column(list(head)) if isinstance(head, dict) else None
            if column is None:
                return None
            rows = [json.loads(line) for line in text.split("\n") if line.strip()]
            if not all(isinstance(row, dict) for row in rows):
                return None
    except (ValueError, csv.Error, RecursionError):
        return None
    return _by_call(rows, column)


def _by_call(rows: Sequence[dict[str, Any]], column: str) -> list[tuple[str, Rows]]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(label_of(row.get(column)) or "(no call)", []).append(row)
    return list(found.items())


def told_in(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, str]:
    """Return what the first row says of the call in columns of these names."""
    first = {str(key).strip().lower(): value for key, value in rows[0].items()} if rows else {}
    return {name: str(first[name]) for name in names if first.get(name) not in (None, "")}


def _opened(path: str) -> Any:
    if not is_url(path):
        return path
    import fsspec

    try:
        return fsspec.open(path, "rb").open()
    except FileNotFoundError:
        raise
    except OSError as error:
        read_bytes(path)  # says in our words what is wrong
        raise ReadError("the file cannot be read", path=path) from error
