"""A manifest: one row a call, what is known of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from softskills.errors import Notice, ReadError
from softskills.metadata.fields import CALL_TYPES, DATE_HINT, INFO_FIELDS, call_type_of, iso_date
from softskills.transcript import CallInfo, Transcript

COLUMNS = ("path", "call_id", *INFO_FIELDS, "rep_speaker", "rep_channel")
# Tens of millions of calls have no business in one table.
MOST_BYTES = 2_000_000_000


UNKNOWN = CallInfo()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a manifest.

    Args:
        line: where it stands, counted from 1.
        path: the call's file, as written; None where calls are named by id.
        call_id: the call's name, None to leave it.
        info: date, rep, client, team, call type.
        rep_speakers: the labels the rep's side bears in the transcript.
        rep_channel: the rep's audio channel, counted from 0.
    """

    line: int
    path: str | None = None
    call_id: str | None = None
    info: CallInfo = UNKNOWN
    rep_speakers: tuple[str, ...] = ()
    rep_channel: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rows of a manifest, found by path or by call id.

    Args:
        entries: the rows in order.
        path: the file.
        warnings: columns that mean nothing here.
    """

    entries: tuple[Entry, ...]
    path: str | None = None
    warnings: tuple[Notice, ...] = ()
    _by_path: dict[str, Entry] = field(default_factory=dict, repr=False, compare=False)
    _by_id: dict[str, Entry] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Enter the rows under their paths and ids.

        Raises:
            ReadError: a path, or the id of rows without a path, stands twice.
        """
        for entry in self.entries:
            key = _key(entry.path) if entry.path else entry.call_id
            table = self._by_path if entry.path else self._by_id
            if not key:
                raise ReadError("neither path nor call_id", path=self.path, line=entry.line)
            if key in table:
                what = f"{entry.path or entry.call_id} stands in line {table[key].line} already"
                raise ReadError(what, path=self.path, line=entry.line)
            table[key] = entry

    def of(self, call: Transcript) -> Entry | None:
        """Return a call's row: the longest path that ends the call's own, else the row with its id and no path."""
        if call.path is not None:
            parts = _key(call.path).split("/")
            for start in range(len(parts)):
                entry = self._by_path.get("/".join(parts[start:]))
                if entry is not None:
                    return entry
        return self._by_id.get(call.call_id)

    def without(self, calls: Iterable[Transcript]) -> list[Entry]:
        """Return the rows that belong to none of these calls."""
        used = {entry.line for call in calls if (entry := self.of(call)) is not None}
        return [entry for entry in self.entries if entry.line not in used]

    @classmethod
    def read(cls, path: str | Path) -> Manifest:
        """Read a manifest.

        Args:
            path: a CSV file in UTF-8 with a header, separated by commas, semicolons or tabs. Columns, in any order:
                path (relative to anywhere: it must be the end of the call's own path) or call_id, and any of date
                (ISO 8601), rep, client, team, call_type, rep_speaker (labels, several parted by "|"), rep_channel.
                Empty cells are unknown. Other columns are passed over and reported in `warnings`.

        Raises:
            ReadError: no such file, not UTF-8, malformed, a date that is none, a path twice; with the line.
        """
        file = Path(path)
        try:
            with file.open("rb") as handle:
                data = handle.read(MOST_BYTES + 1)
        except OSError as error:
            raise ReadError(error.strerror or "cannot be opened", path=str(path), hint="a manifest") from None
        if len(data) > MOST_BYTES:
            raise ReadError(f"over {MOST_BYTES:,} bytes is no manifest", path=str(path))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ReadError("not UTF-8", path=str(path), hint="save the manifest as CSV in UTF-8") from None
        head, _, _ = text.partition("\n")
        mark = max(",;\t", key=head.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        try:
            names, warnings = _header(next(rows, []), str(path))
            entries = tuple(_entries(rows, names, str(path)))
        except csv.Error as error:
            raise ReadError(f"malformed: {error}", path=str(path), line=rows.line_num) from None
        return cls(entries, str(path), tuple(warnings))


def _key(path: str) -> str:
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    return "/".join(parts)


def _header(cells: list[str], path: str) -> tuple[list[str], list[Notice]]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    known = [name for name in names if name in COLUMNS]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise ReadError(f"the column {twice[0]!r} stands twice", path=path, line=1)
    if not {"path", "call_id"} & set(known):
        what = f"no column path or call_id among {', '.join(map(repr, names))}" if any(names) else "no header"
        raise ReadError(what, path=path, line=1, hint="columns: " + ", ".join(COLUMNS))
    rest = [cell.strip() for cell, name in zip(cells, names, strict=True) if name not in COLUMNS]
    hint = "the columns are: " + ", ".join(COLUMNS)
    said = ", ".join(map(repr, rest))
    return names, [Notice(f"columns passed over: {said}", path=path, line=1, hint=hint)] if rest else []


def _entries(rows: Iterator[list[str]], names: list[str], path: str) -> Iterator[Entry]:
    for row in rows:
        line: int = rows.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise ReadError(f"{len(row)} cells, the header has {len(names)}", path=path, line=line)
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=True) if name in COLUMNS and cell.strip()}
        if not {"path", "call_id"} & set(cells):
            raise ReadError("neither path nor call_id", path=path, line=line)
        yield _entry(cells, path, line)


def _entry(cells: dict[str, str], path: str, line: int) -> Entry:
    date, kind, channel = cells.get("date"), cells.get("call_type"), cells.get("rep_channel")
    try:
        date = iso_date(date) if date is not None else None
    except ValueError:
        raise ReadError(f"{date!r} is no date", path=path, line=line, hint=DATE_HINT) from None
    try:
        kind = call_type_of(kind) if kind is not None else None
    except ValueError:
        hint = f"one of {', '.join(CALL_TYPES)}"
        raise ReadError(f"there is no call type {kind!r}", path=path, line=line, hint=hint) from None
    if channel is not None and not (channel.isascii() and channel.isdigit() and len(channel) < 4):
        raise ReadError(f"{channel!r} is no channel", path=path, line=line, hint="0, 1, ...")
    return Entry(
        line,
        cells.get("path"),
        cells.get("call_id"),
        CallInfo(date, cells.get("rep"), cells.get("client"), cells.get("team"), kind),
        tuple(name.strip() for name in cells.get("rep_speaker", "").split("|") if name.strip()),
        None if channel is None else int(channel),
    )
