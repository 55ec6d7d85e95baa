"""JSON lines: one object a turn; or a JSON array of such objects."""

from __future__ import annotations

import json
import re

from softskills.errors import ReadError
from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import Columns, Rows, find_columns, no_words_column
from softskills.transcript import Transcript

_OPENS = re.compile(r"\s{0,1000}(\[\s{0,1000})?\{\s{0,1000}[\"}]")
_KEY = re.compile(r"\"([^\"\\]{1,60})\"\s{0,20}:")
_HINT = 'each object needs a "text" and a "speaker"'


def sees(head: str) -> str | None:
    """Return the reason when the text opens with an object, or an array of them, that holds words."""
    opening = _OPENS.match(head)
    if opening is None:
        return None
    end = head.find("}")
    keys = _KEY.findall(head if end < 0 else head[:end])
    columns = find_columns(keys)
    if columns.text is None:
        return None
    what = "an array of objects" if opening.group(1) else "a JSON object a line"
    return f'is {what} with the key "{keys[columns.text]}"'


def read(source: Source) -> Transcript:
    """Read objects; each is one turn."""
    ledger = Ledger(source.path)
    lines = source.lines()
    objects = _document(source) or _by_line(source, lines, ledger)
    rows = Rows(source, READER.name, ledger)
    layouts: dict[tuple[str, ...], Columns] = {}
    n_used = 0
    for line, item in objects:
        if not isinstance(item, dict):
            ledger.add("value that is no object, left out", repr(item)[:80], line=line)
            continue
        keys = tuple(item)
        columns = layouts.get(keys)
        if columns is None:
            columns = layouts[keys] = find_columns(keys, source.columns)
        n_used += columns.text is not None
        rows.add(list(item.values()), columns, line=line)
    if not layouts:
        raise source.no_turns(lines, hint=_HINT)
    if not n_used:
        raise no_words_column(source, next(iter(layouts)))
    return rows.transcript()


def _document(source: Source) -> list[tuple[int | None, object]]:
    """Return the items of an array, or the one object that a text is; nothing for lines of objects.

    Which line each stands on is not known.
    """
    if source.text.lstrip()[:1] == "[":
        items = source.json()
        return [(None, item) for item in items] if isinstance(items, list) else [(None, items)]
    try:
        value = source.json()
    except ReadError:
        return []
    is_line = "\n" not in source.text.strip()
    if isinstance(value, dict) and (not is_line or find_columns(value).text is None):
        return [(None, value)]
    return []


def _by_line(source: Source, lines: list[str], ledger: Ledger) -> list[tuple[int | None, object]]:
    """Return each line's value; a line that is no JSON is reported and left out."""
    objects: list[tuple[int | None, object]] = []
    broken: str | None = None
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        try:
            objects.append((number, json.loads(line)))
        except (ValueError, RecursionError):
            broken = broken or line
            ledger.add("line that is not valid JSON, left out", line, line=number)
    if not objects and broken is not None:
        raise source.no_turns(lines, hint="write one complete JSON object on each line")
    return objects


READER = Reader(name="jsonl", title="JSON lines", extensions=(".jsonl", ".ndjson", ".json"), sees=sees, read=read)
