"""Relationships over a whole archive: `contacts` put together at the end of a run.

What comes out depends on the contacts alone, not on who scored them or in which order. An archive may have more
contacts than fit into memory: past `HELD` of them they are laid out in `BUCKETS` files without a name (they vanish with
the process, however it ends), all contacts of a pair in the same one, and put together file by file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from softskills.archive import sink as sinks
from softskills.archive.parts import read_parts
from softskills.archive.schema import schema
from softskills.archive.shard import parquet_of
from softskills.archive.sources import is_url
from softskills.errors import ArchiveError
from softskills.relations import Contact, contact_from_row, day_of, relate

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "relationships"
# Contacts held at once: some 30 MB as Python has them.
HELD = 25_000
# Ten million contacts make 40,000 a file.
BUCKETS = 256


def write_relationships(sink: sinks.Sink) -> None:
    """Write `relationships` from the `contacts` that are there, and nothing where it stands already.

    Raises:
        ArchiveError: a part is damaged, or nothing can be written.
    """
    written = {f"{TABLE}/{name}" for name in sink.sizes(TABLE)}
    names = set()
    try:
        for number, rows in enumerate(_related(sink.url)):
            name = sinks.part(TABLE, f"{number:03}")
            data = parquet_of(TABLE, rows, "softskills")
            if name not in written or sink.read(name) != data:
                sink.write(name, data)
            names.add(name)
    except OSError as error:
        reason = error.strerror or error
        raise ArchiveError(f"cannot write: {reason}", path=f"{sink.url}/{TABLE}", hint=sinks.KEEPS) from error
    for name in written - names:
        sink.remove(name)


def _related(out: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each part."""
    import pyarrow as pa

    empty = schema("contacts").empty_table().replace_schema_metadata(None)
    held = [empty]
    n_held = 0
    latest: date | None = None
    with ExitStack() as open_files:
        files: list[IO[bytes]] = []
        writers: list[Any] = []
        for part in read_parts(out, "contacts", empty.schema.names):
            days = [day for text in part["date"].unique().to_pylist() if text and (day := day_of(text)) is not None]
            latest = max([*days, *([latest] if latest is not None else [])], default=None)
            held.append(part.replace_schema_metadata(None))
            n_held += part.num_rows
            if n_held >= HELD:
                if not files:
                    # Beside the output there is room, and what it holds is no less private.
                    where = None if is_url(out) else out
                    files = [open_files.enter_context(tempfile.TemporaryFile(dir=where)) for _ in range(BUCKETS)]
                    writers = [pa.ipc.new_stream(pa.PythonFile(file, "w"), empty.schema) for file in files]
                _lay_out(pa.concat_tables(held), writers)
                held, n_held = [empty], 0
        if not files:
            yield _rows(pa.concat_tables(held), latest)
            return
        _lay_out(pa.concat_tables(held), writers)
        for file, writer in zip(files, writers, strict=True):
            writer.close()
            file.seek(0)
            yield _rows(pa.ipc.open_stream(pa.PythonFile(file, "r")).read_all(), latest)


def _lay_out(table: pa.Table, writers: list[Any]) -> None:
    pairs = list(zip(table["rep"].to_pylist(), table["client"].to_pylist(), strict=True))
    bucket = {pair: _bucket(pair, len(writers)) for pair in set(pairs)}
    places: list[list[int]] = [[] for _ in writers]
    for i, pair in enumerate(pairs):
        places[bucket[pair]].append(i)
    for writer, rows in zip(writers, places, strict=True):
        if rows:
            writer.write_table(table.take(rows))


def _bucket(pair: tuple[str, str], n: int) -> int:
    return int.from_bytes(hashlib.blake2b("\0".join(pair).encode(), digest_size=8).digest(), "big") % n


def _rows(table: pa.Table, latest: date | None) -> list[dict[str, Any]]:
    """Return the relationships of some contacts, all of each pair, by rep and client."""
    # Calls of one name are told apart by where they come from, so that the order of the parts does not matter.
    rows = sorted(table.to_pylist(), key=lambda row: (row["call_id"], row["source"]))
    contacts: list[Contact] = [contact_from_row(row) for row in rows]
    found, _ = relate(contacts, latest)
    as_of = _iso(latest)
    return [{**one.to_row(), "first": _iso(one.first), "last": _iso(one.last), "as_of": as_of} for one in found]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
